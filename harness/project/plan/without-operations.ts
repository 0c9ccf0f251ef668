import type { LeftOut, Plan, PlanOperation } from '../../model/plan.ts';
import { namesIn } from './template.ts';

export type Without = {
  /** by the name of an operation, why it is left out */
  reasons: ReadonlyMap<string, string>;
  /** by the name of a capture that is gone, why */
  lost?: ReadonlyMap<string, string>;
  /** names of the values that users bring: columns of their file, captures of their login */
  given: readonly string[];
};

/**
 * The plan without some of its operations, without those that send a value that then nothing yields, and without those that were only there
 * for the sake of these. Each is named in `leftOut`. The same plan if nothing is left out.
 */
export function withoutOperations(plan: Plan, { reasons, lost = new Map(), given }: Without): Plan {
  const out = new Map(reasons);
  const kept = () => plan.operations.filter(({ name }) => !out.has(name));
  for (let before = -1; before < out.size; ) {
    before = out.size;
    const known = new Set([...given, ...kept().flatMap(({ captures = {} }) => Object.keys(captures))]);
    for (const operation of kept()) {
      const missing = sentBy(operation).find((name) => !known.has(name));
      if (missing !== undefined)
        out.set(operation.name, lost.get(missing) ?? `nothing yields its value {${missing}}`);
    }
    for (const name of unneeded(plan, kept())) out.set(name, 'it only served operations that are left out');
  }
  if (out.size === 0) return plan;

  const isKept = (name: string) => !out.has(name);
  const { pages = [], journeys = [], ...rest } = plan;
  const keptPages = pages
    .map(({ operations, ...page }) => ({
      ...page,
      operations: operations.map((group) => group.filter(isKept)).filter((group) => group.length > 0),
    }))
    .filter(({ operations }) => operations.length > 0);
  const keptJourneys = journeys
    .map(({ operations, ...journey }) => ({ ...journey, operations: operations.filter(isKept) }))
    .filter(({ operations }) => operations.length > 0);
  const leftOut = [...out].map(([name, reason]): LeftOut => ({ kind: 'operation', name, reason }));
  return {
    ...rest,
    operations: kept(),
    ...(keptPages.length > 0 && { pages: keptPages }),
    ...(keptJourneys.length > 0 && { journeys: keptJourneys }),
    leftOut: [...(plan.leftOut ?? []), ...leftOut],
  };
}

/** The names of the values that an operation is sent with, except its own. */
export function sentBy({ path, headers, body, values = {} }: PlanOperation): string[] {
  return namesIn({ path, headers, body }).filter((name) => !Object.hasOwn(values, name));
}

/** Operations that nobody sends: they have no weight, are in no page and no journey, and no other operation sends what they yield. */
function unneeded({ pages = [], journeys = [] }: Plan, kept: readonly PlanOperation[]): string[] {
  const producers = new Map(
    kept.flatMap(({ name, captures = {} }) => Object.keys(captures).map((capture) => [capture, name])),
  );
  const byName = new Map(kept.map((operation) => [operation.name, operation]));
  const needed = new Set<string>();
  const need = (name: string) => {
    const operation = byName.get(name);
    if (!operation || needed.has(name)) return;
    needed.add(name);
    for (const capture of sentBy(operation)) need(producers.get(capture) ?? '');
  };
  for (const { name, weight } of kept) if (weight > 0) need(name);
  for (const name of pages.flatMap(({ operations }) => operations.flat())) need(name);
  for (const name of journeys.flatMap(({ operations }) => operations)) need(name);
  return kept.map(({ name }) => name).filter((name) => !needed.has(name));
}
