/** Steps that a user takes in order, one request each. `weight`: how often the journey is chosen, relative to the others. */
export type Journey<Step extends string> = { name: string; weight: number; steps: readonly Step[] };

/**
 * Where a user may be at any moment of the morning: about to take step `index` of a journey. Think times have the same distribution
 * everywhere, so the chance of being at a step is proportional to how often it is taken. A draw by weight gives one arrival of the open
 * model, or the starting point of a user of the closed model.
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
