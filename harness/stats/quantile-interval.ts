import type { Interval } from '../model/verdict.ts';
import { binomialTails } from './binomial.ts';
import type { Ranked } from './ranked.ts';

/** Ranks (1 is the smallest value) that enclose a quantile, and the probability with which they do. */
export type RankInterval = { low: number; high: number; coverage: number };

/**
 * The ranks l < u of n independent values for which the q-quantile of the population lies between the l-th and the u-th
 * value with at least `confidence`, whatever the distribution: the number of values below the quantile is binomial(n, q),
 * and each side misses with at most (1 - confidence) / 2. Null if n is too small for such ranks to exist
 * (see `leastSampleCount`). Exact: no normal approximation.
 * Source: David and Nagaraja (2003), "Order Statistics", 7.1; Conover (1999), "Practical Nonparametric Statistics", 3.2.
 */
export function quantileRankInterval(n: number, q: number, confidence: number): RankInterval | null {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`A sample has a whole number of values, not ${n}`);
  checkProbability(q);
  checkProbability(confidence);
  const missPerSide = (1 - confidence) / 2;
  const low = largest(n, (l) => binomialTails(l - 1, n, q).lower <= missPerSide);
  const high = n + 1 - largest(n, (fromTop) => binomialTails(n - fromTop, n, q).upper <= missPerSide);
  if (low < 1 || high > n) return null;
  const coverage = 1 - binomialTails(low - 1, n, q).lower - binomialTails(high - 1, n, q).upper;
  return { low, high, coverage };
}

/** The fewest values for which an interval of the q-quantile exists: 72 for the 95th percentile at 95%, 6 for the median. */
export function leastSampleCount(q: number, confidence: number): number {
  checkProbability(q);
  checkProbability(confidence);
  const missPerSide = (1 - confidence) / 2;
  const estimate = Math.ceil(Math.log(missPerSide) / Math.log(Math.max(q, 1 - q)));
  // The logarithms may round across a whole number.
  return quantileRankInterval(estimate - 1, q, confidence) === null ? estimate : estimate - 1;
}

/**
 * The interval of the q-quantile in values: from the lower bound of the low rank's value to the upper bound of the high rank's,
 * so that a histogram's resolution is part of it. `high` is null if the high rank lies in a bucket without upper bound. Null if
 * there are too few values.
 */
export function quantileInterval(sample: Ranked, q: number, confidence: number): Interval | null {
  const ranks = quantileRankInterval(sample.count, q, confidence);
  if (ranks === null) return null;
  const high = sample.rankBounds(ranks.high).high;
  return {
    low: sample.rankBounds(ranks.low).low,
    high: high === Number.POSITIVE_INFINITY ? null : high,
    confidence,
    method: 'binomial ranks',
  };
}

/** The largest whole number in 1..n for which the condition holds; 0 if it never does. Once false, the condition must stay false. */
function largest(n: number, holds: (candidate: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function checkProbability(value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`Expected a number between 0 and 1, not ${value}`);
}
