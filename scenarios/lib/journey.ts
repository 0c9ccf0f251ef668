/** Steps that a user takes one after the other, each one request. `weight`: how often it is chosen, relative to the others. */
export type Journey<Step extends string> = { name: string; weight: number; steps: readonly Step[] };

/** Where a user stands: about to take step `index` of the journey. */
export type Position<Step extends string> = { journey: Journey<Step>; index: number };

/** The journey that a user chooses next. `draw` is from [0, 1). */
export function nextJourney<Step extends string>(
  journeys: readonly Journey<Step>[],
  draw: number,
): Journey<Step> {
  return choose(journeys, (journey) => journey.weight, draw).journey;
}

/**
 * Where a user stands at any moment of the morning. Think times are alike everywhere, so a user is found at each step in
 * proportion to how often it is taken: weight of the journey times occurrences of the step. One such draw
 * is one arrival of the open model, and the start of a user of the closed model.
 */
export function anyMoment<Step extends string>(
  journeys: readonly Journey<Step>[],
  draw: number,
): Position<Step> {
  const { journey, rest } = choose(journeys, (each) => each.weight * each.steps.length, draw);
  return { journey, index: Math.min(Math.floor(rest / journey.weight), journey.steps.length - 1) };
}

/** The share of each step in all requests, in the long run. The shares add up to 1. */
export function stepShares<Step extends string>(journeys: readonly Journey<Step>[]): Map<Step, number> {
  const total = journeys.reduce((sum, { weight, steps }) => sum + weight * steps.length, 0);
  const shares = new Map<Step, number>();
  for (const { weight, steps } of journeys) {
    for (const step of steps) shares.set(step, (shares.get(step) ?? 0) + weight / total);
  }
  return shares;
}

/** Runs for every arrival in k6's interpreter, to which an index is cheap and an iterator is not. */
function choose<Step extends string>(
  journeys: readonly Journey<Step>[],
  weightOf: (journey: Journey<Step>) => number,
  draw: number,
): { journey: Journey<Step>; rest: number } {
  let total = 0;
  for (let i = 0; i < journeys.length; i++) total += weightOf(journeys[i]!);
  let rest = draw * total;
  for (let i = 0; ; i++) {
    const journey = journeys[i]!;
    const weight = weightOf(journey);
    if (rest < weight || i === journeys.length - 1) return { journey, rest };
    rest -= weight;
  }
}
