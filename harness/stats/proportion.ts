import type { Interval } from '../model/verdict.ts';
import { binomialTails } from './binomial.ts';
import { betaQuantile } from './incomplete-beta.ts';

/** No load test sends more than this: a target that would need more is reported as not settled by more requests. */
const MOST_TRIALS = 1e9;

/**
 * Exact (Clopper-Pearson) interval of a proportion, from `successes` in `trials`. It covers the true proportion with at
 * least `confidence`, and each side misses with at most (1 - confidence) / 2. Null without trials.
 * Source: Clopper and Pearson (1934), Biometrika 26, 404-413; in terms of the beta distribution, Brown, Cai and DasGupta (2001).
 */
export function clopperPearson(successes: number, trials: number, confidence: number): Interval | null {
  checkCounts(successes, trials);
  if (trials === 0) return null;
  const missPerSide = (1 - confidence) / 2;
  const failures = trials - successes;
  return {
    low: lowSide(successes, failures, missPerSide),
    high: 1 - lowSide(failures, successes, missPerSide),
    confidence,
    method: 'Clopper-Pearson',
  };
}

/** The same for a number of trials that need not be whole, rounded to the wider side. */
export function clopperPearsonOfShare(
  share: number,
  trials: number,
  confidence: number,
): { low: number; high: number } {
  const whole = Math.max(1, Math.floor(trials));
  return {
    low: clopperPearson(Math.floor(share * whole), whole, confidence)!.low!,
    high: clopperPearson(Math.ceil(share * whole), whole, confidence)!.high!,
  };
}

function lowSide(successes: number, failures: number, missPerSide: number): number {
  if (successes === 0) return 0;
  if (failures === 0) return missPerSide ** (1 / successes);
  return betaQuantile(missPerSide, successes, failures + 1);
}

/** The fewest trials, all successes, after which the interval lies above `bound`: 3,688 for 0.999 at 95%. */
export function leastTrialsWithoutFailure(bound: number, confidence: number): number {
  const missPerSide = (1 - confidence) / 2;
  const estimate = Math.ceil(Math.log(missPerSide) / Math.log(bound));
  return missPerSide ** (1 / (estimate - 1)) > bound ? estimate - 1 : estimate;
}

/**
 * How many more trials it would take, at the observed share of successes, until the exact interval lies wholly on one side of
 * `bound`. 0 if it does already; null if the observed share is the bound itself, if there are no trials, or if it would
 * take over 10^9.
 */
export function trialsToSettle(
  successes: number,
  trials: number,
  bound: number,
  confidence: number,
): number | null {
  checkCounts(successes, trials);
  if (trials === 0) return null;
  const share = successes / trials;
  if (share === bound) return null;
  const isSettled = (n: number) =>
    isClearOf(n === trials ? successes : towardsBound(share, n, bound), n, bound, confidence);
  if (isSettled(trials)) return 0;
  let enough = trials;
  while (!isSettled(enough)) {
    enough *= 2;
    if (enough > MOST_TRIALS) return null;
  }
  let tooFew = enough / 2;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isSettled(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough - trials;
}

/** Successes of n trials at the given share, rounded towards the bound, which is harder to settle. */
function towardsBound(share: number, n: number, bound: number): number {
  return share > bound ? Math.floor(share * n) : Math.ceil(share * n);
}

/** Whether the Clopper-Pearson interval excludes `bound`, from its defining tails, which are cheaper than its ends. */
function isClearOf(successes: number, trials: number, bound: number, confidence: number): boolean {
  const missPerSide = (1 - confidence) / 2;
  const atLeastAsMany = binomialTails(successes - 1, trials, bound).upper;
  const atMostAsMany = binomialTails(successes, trials, bound).lower;
  return atLeastAsMany < missPerSide || atMostAsMany < missPerSide;
}

function checkCounts(successes: number, trials: number): void {
  const areCounts = Number.isInteger(successes) && Number.isInteger(trials) && successes >= 0;
  if (!areCounts || successes > trials) {
    throw new RangeError(`${successes} of ${trials} is no proportion of counts`);
  }
}
