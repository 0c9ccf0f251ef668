import type { Plan, PlanOperation } from '../../model/plan.ts';
import type { Moment } from './moments.ts';
import { Names } from './names.ts';
import { Prerequisites } from './prerequisites.ts';
import { isRead } from './reads.ts';

type Page = NonNullable<Plan['pages']>[number];

/**
 * The operations of a recording with their weights: how often each was sent by itself. Several at once are a page. What others are preceded
 * by is sent with them, so it is sent less often by itself. Writes form one journey, in the order of the recording.
 */
export function weighted(
  operations: readonly PlanOperation[],
  moments: readonly Moment[],
): Pick<Plan, 'operations' | 'pages' | 'journeys'> {
  const reads = new Set(operations.filter(({ method }) => isRead(method)).map(({ name }) => name));
  const alone = new Map<string, number>();
  const pages = new Map<string, Page>();
  const names = new Names();
  for (const moment of moments) {
    const inIt = moment.operations.filter((name) => reads.has(name));
    const [first] = inIt;
    if (inIt.length === 1) alone.set(first!, (alone.get(first!) ?? 0) + 1);
    if (inIt.length <= 1) continue;
    const key = JSON.stringify(inIt.toSorted());
    const known = pages.get(key) ?? {
      name: names.take(`page of ${first}`),
      weight: 0,
      operations: groupsOf(inIt, operations),
    };
    pages.set(key, { ...known, weight: known.weight + 1 });
  }
  const writes = operations.filter(({ name }) => !reads.has(name)).map(({ name }) => name);
  const plan: Plan = {
    schemaVersion: 1,
    operations: operations.map((each) => ({ ...each, weight: alone.get(each.name) ?? 0 })),
    ...(pages.size > 0 && { pages: [...pages.values()] }),
    ...(writes.length > 0 && { journeys: [{ name: 'writes, as recorded', weight: 1, operations: writes }] }),
  };
  return withoutThoseBefore(plan);
}

/** The first request of a page, then the others: each group when what it needs is there. */
function groupsOf(inPage: readonly string[], operations: readonly PlanOperation[]): string[][] {
  const inIt = operations.filter(({ name }) => inPage.includes(name));
  const prerequisites = new Prerequisites({ schemaVersion: 1, operations: inIt });
  const [first, ...others] = inPage as [string, ...string[]];
  const groups = [[first]];
  let left = others;
  while (left.length > 0) {
    const done = new Set(groups.flat());
    const ready = left.filter((name) =>
      prerequisites.withThose([name]).every((each) => each === name || done.has(each)),
    );
    const group = ready.length > 0 ? ready : left;
    groups.push(group);
    left = left.filter((name) => !group.includes(name));
  }
  return groups;
}

function withoutThoseBefore(plan: Plan): Plan {
  const prerequisites = new Prerequisites(plan);
  const weights = new Map(plan.operations.map(({ name, weight }) => [name, weight]));
  const take = (steps: readonly string[], weight: number) => {
    for (const name of steps)
      if (weights.has(name)) weights.set(name, Math.max(0, weights.get(name)! - weight));
  };
  for (const { name, weight } of plan.pages ?? []) take(prerequisites.withThose([name]), weight);
  const chains = plan.operations.map(({ name }) => ({
    name,
    before: prerequisites.withThose([name]).slice(0, -1),
  }));
  for (const { name, before } of chains.toSorted((a, b) => b.before.length - a.before.length))
    take(before, weights.get(name)!);
  return {
    ...plan,
    operations: plan.operations.map((each) => ({ ...each, weight: weights.get(each.name)! })),
  };
}
