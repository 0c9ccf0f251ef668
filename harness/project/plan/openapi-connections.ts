import type { PlanOperation } from '../../model/plan.ts';
import { Names, nameInTemplate } from './names.ts';
import { type Producer, Producers } from './openapi-captures.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { ApiOperation } from './openapi-operations.ts';
import type { Request } from './openapi-request.ts';
import { filledIn } from './template.ts';

/** An operation of the description with its request. */
export type Taken = { api: ApiOperation; request: Request };

/** Connects operations: what one of them needs becomes a capture of the one that returns it. */
export class Connections {
  readonly #document: OpenApiDocument;
  readonly #operations: Map<string, PlanOperation>;
  readonly #names: Names;
  readonly #byProducer = new Map<string, string>();
  readonly #connected = new Set<string>();

  constructor(document: OpenApiDocument, taken: readonly Taken[], usedNames: readonly string[]) {
    this.#document = document;
    this.#operations = new Map(taken.map(({ api, request }) => [api.name, request.operation]));
    this.#names = new Names();
    for (const name of usedNames) this.#names.take(name);
  }

  operation(name: string): PlanOperation {
    return this.#operations.get(name)!;
  }

  /**
   * Fills in a parameter of an operation's path with a value of another operation's response.
   * @param name of the capture, if there is none of this value yet
   */
  connect(consumer: string, parameter: string, producer: Producer, name = parameter): void {
    const key = JSON.stringify([producer.operation.name, producer.path]);
    const capture = this.#byProducer.get(key) ?? this.#names.take(nameInTemplate(name));
    this.#byProducer.set(key, capture);
    const from = this.operation(producer.operation.name);
    this.#operations.set(from.name, { ...from, captures: { ...from.captures, [capture]: producer.path } });
    this.#connected.add(JSON.stringify([consumer, parameter]));
    this.#operations.set(consumer, withCapture(this.operation(consumer), parameter, capture));
  }

  /** Takes what paths still need from the lists that can be read, as far as the description tells where it is. */
  connectToLists(taken: readonly Taken[]): void {
    const reads = new Producers(taken.filter(({ api }) => api.method === 'GET').map(({ api }) => api));
    const needs = new Map<string, Set<string>>();
    for (const { api, request } of taken) {
      for (const parameter of request.open) {
        if (this.#connected.has(JSON.stringify([api.name, parameter]))) continue;
        const mayCome = ({ name }: Taken['api']) => !dependsOn(needs, name, api.name);
        const producer = reads.of(this.#document, api, parameter, mayCome);
        if (producer === null) continue;
        needs.set(api.name, (needs.get(api.name) ?? new Set()).add(producer.operation.name));
        this.connect(api.name, parameter, producer);
      }
    }
  }
}

function withCapture(operation: PlanOperation, parameter: string, capture: string): PlanOperation {
  const before = nameInTemplate(parameter);
  const { [before]: replaced, ...kept } = operation.values ?? {};
  const own = new Names();
  own.take(capture);
  const renamed = Object.entries(kept).map(([name, value]) => ({ name, value, own: own.take(name) }));
  const templates = new Map(renamed.map(({ name, own }) => [name, `{${own}}`])).set(before, `{${capture}}`);
  const values = Object.fromEntries(renamed.map(({ own, value }) => [own, value]));
  const { values: _, ...rest } = operation;
  const { path, headers, body } = filledIn(
    { path: rest.path, headers: rest.headers, body: rest.body },
    templates,
  );
  return {
    ...rest,
    path,
    ...(headers && { headers }),
    ...(body && { body }),
    ...(Object.keys(values).length > 0 && { values }),
  };
}

function dependsOn(needs: ReadonlyMap<string, ReadonlySet<string>>, name: string, wanted: string): boolean {
  return name === wanted || [...(needs.get(name) ?? [])].some((each) => dependsOn(needs, each, wanted));
}
