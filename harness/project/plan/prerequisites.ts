import { ProofloadError } from '../../model/errors.ts';
import type { Plan, PlanOperation } from '../../model/plan.ts';
import { namesIn } from './template.ts';

/** Which operations have to come before others, because they yield what those send. */
export class Prerequisites {
  readonly #operations: ReadonlyMap<string, PlanOperation>;
  readonly #pages: ReadonlyMap<string, readonly string[][]>;
  /** by the name of a capture */
  readonly #producers: ReadonlyMap<string, string>;

  /** @throws ProofloadError PLAN_INVALID */
  constructor({ operations, pages = [], journeys = [] }: Plan) {
    this.#operations = new Map(operations.map((each) => [each.name, each]));
    this.#pages = new Map(pages.map(({ name, operations }) => [name, operations]));
    requireUnique([...operations, ...pages].map(({ name }) => name));
    const captures = operations.flatMap(({ name, captures = {} }) =>
      Object.keys(captures).map((capture) => [capture, name] as const),
    );
    requireUnique(captures.map(([capture]) => capture));
    this.#producers = new Map(captures);
    const named = [
      ...pages.flatMap(({ operations }) => operations.flat()),
      ...journeys.flatMap(({ operations }) => operations),
    ];
    const unknown = named.find((name) => !this.#operations.has(name));
    if (unknown !== undefined) throw invalid(`there is no operation "${unknown}"`);
  }

  /**
   * The same steps, each after those that yield what it needs, unless they have come before.
   * @param steps names of operations and pages
   * @throws ProofloadError PLAN_INVALID when two operations wait for each other
   */
  withThose(steps: readonly string[]): string[] {
    const done: string[] = [];
    const captured = new Set<string>();
    for (const step of steps) this.#add(step, done, captured, []);
    return done;
  }

  /** The names of the captures that an operation sends. */
  needsOf({ values = {}, path, headers, body }: PlanOperation): string[] {
    const names = namesIn({ path, headers, body });
    return [...new Set(names)].filter((name) => !Object.hasOwn(values, name) && this.#producers.has(name));
  }

  #add(step: string, done: string[], captured: Set<string>, waiting: readonly string[]): void {
    if (waiting.includes(step)) throw invalid(`"${step}" needs a value that is only known after it`);
    const groups = this.#pages.get(step) ?? [[step]];
    const ofPage = new Set<string>();
    for (const group of groups) {
      const operations = group.map((name) => this.#operations.get(name)!);
      for (const name of operations.flatMap((each) => this.needsOf(each))) {
        if (!captured.has(name) && !ofPage.has(name))
          this.#add(this.#producers.get(name)!, done, captured, [...waiting, step]);
      }
      for (const name of operations.flatMap(({ captures = {} }) => Object.keys(captures))) ofPage.add(name);
    }
    done.push(step);
    for (const name of ofPage) captured.add(name);
  }
}

function requireUnique(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`there are two things called "${twice}"`);
}

export function invalid(reason: string, cause?: unknown): ProofloadError {
  return new ProofloadError(
    'PLAN_INVALID',
    `The plan cannot be used: ${reason}.`,
    'Correct plan.json. Its schema is docs/schemas/plan.schema.json.',
    { cause },
  );
}
