/** Steps that a user takes one after the other, each one request. `weight`: how often it is chosen, relative to the others. */
export type Journey<Step extends string> = { name: string; weight: number; steps: readonly Step[] };

/**
 * Where a user may be met at any moment of the morning: about to take step `index` of a journey. Think times are alike everywhere, so they are
 * found at each step in proportion to how often it is taken. A draw of these by weight is one arrival of the open model, and the start
 * of a user of the closed model.
 */
export function moments<Step extends string>(
  journeys: readonly Journey<Step>[],
): { weight: number; step: Step; journey: number; index: number }[] {
  return journeys.flatMap(({ weight, steps }, journey) =>
    steps.map((step, index) => ({ weight, step, journey, index })),
  );
}

/** The share of each step in all requests, in the long run. The shares add up to 1. */
export function stepShares<Step extends string>(journeys: readonly Journey<Step>[]): Map<Step, number> {
  const all = moments(journeys);
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const shares = new Map<Step, number>();
  for (const { step, weight } of all) shares.set(step, (shares.get(step) ?? 0) + weight / total);
  return shares;
}
