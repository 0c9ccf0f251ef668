import type { EncodedHistogram } from '../model/histogram.ts';
import type { BucketIncrease } from '../model/timeline.ts';
import type { Interval } from '../model/verdict.ts';
import { BucketHistogram } from './bucket-histogram.ts';
import { countOf, ExponentialHistogram } from './exponential-histogram.ts';
import { clopperPearson, clopperPearsonOfShare } from './proportion.ts';
import { leastSampleCount, quantileInterval } from './quantile-interval.ts';
import { quantileRank, type Ranked, type ValueBounds } from './ranked.ts';
import { blockVarianceOfMean, studentizedHalfWidth } from './studentized-blocks.ts';
import { WithEndless } from './with-endless.ts';

/*
 * The intervals that a verdict uses. Requests of one second share its garbage collections and checkpoints, and neighbouring
 * seconds resemble each other, so the unit of resampling is a block of consecutive seconds. All functions take the seconds of one
 * steady phase in order, including those without a request. `random` returns numbers in [0, 1): the same seed gives
 * the same interval.
 */

/** The fewest seconds whose correlation can be judged at all. */
export const LEAST_SECONDS = 12;

const METHOD = 'moving-block bootstrap';

/** Enough that merging the seconds costs no resolution: each second has at most 160 buckets. */
const MERGED_BUCKETS = 1024;

/** One second: its number of trials, and how many of them succeeded. Whole numbers. */
export type SecondShare = { successes: number; trials: number };

/** One second: the times of its answered requests, and how many failed or were never answered: those are endlessly late. */
export type SecondTimes = { times: EncodedHistogram; endless: number };

/** The number of a second's values below the bucket that contains the quantile, in that bucket, and in total. */
type AroundQuantile = { below: number; within: number; count: number };

/**
 * The interval of the q-quantile of all requests, from one histogram a second, of any scales. For each second, the share of its
 * requests below the sample quantile, minus q, is one value of a series with mean 0. The bootstrap shows how far from q the true share
 * below may be. The quantiles at these two shares are the ends (Woodruff's method), with the whole of their buckets. If
 * all seconds have the same share, independent requests are assumed (binomial ranks). Null with fewer than 12 seconds, with too
 * few requests (72 for p95 at 95%, `leastSampleCount`), or if the quantile itself is endless.
 *
 * Source: see `studentizedHalfWidth` and `quantileEnds`.
 */
export function blockBootstrapQuantileInterval(
  seconds: readonly SecondTimes[],
  q: number,
  confidence: number,
  random: () => number,
): Interval | null {
  const merged = new ExponentialHistogram({ maxBuckets: MERGED_BUCKETS });
  for (const { times } of seconds) merged.mergeEncoded(times);
  const sample = new WithEndless(merged, sum(seconds.map(({ endless }) => endless)));
  if (isTooShort(seconds.length, sample.count, q, confidence)) return null;
  const rank = quantileRank(q, sample.count);
  if (rank > merged.count) return null;
  const bucket = bucketOf(rank, merged.buckets());
  // Bounds of the merged buckets are also bounds of each second's finer buckets, so these counts are exact.
  const around = seconds.map(({ times, endless }) => {
    const below = bucket.high === 0 ? 0 : countUpTo(bucket.low, times);
    return {
      below,
      within: countUpTo(bucket.high, times) - below,
      count: countOf(times) + endless,
    };
  });
  return quantileOf(sample, around, q, confidence, random);
}

/** The same for classic buckets; `upperBounds` as in BucketHistogram. `high` is null if nothing bounds the upper end's bucket. */
export function blockBootstrapBucketQuantileInterval(
  upperBounds: readonly number[],
  seconds: readonly BucketIncrease[],
  q: number,
  confidence: number,
  random: () => number,
): Interval | null {
  const merged = new BucketHistogram(upperBounds);
  for (const second of seconds) merged.add(second);
  if (isTooShort(seconds.length, merged.count, q, confidence)) return null;
  const { high } = merged.rankBounds(quantileRank(q, merged.count));
  const bucket = high === Number.POSITIVE_INFINITY ? upperBounds.length : upperBounds.indexOf(high);
  const around = seconds.map(({ counts }) => ({
    below: sum(counts.slice(0, bucket)),
    within: counts[bucket]!,
    count: sum(counts),
  }));
  return quantileOf(merged, around, q, confidence, random);
}

/** The interval of the mean of one figure a second, such as correct responses. Null with fewer than 12 seconds. */
export function blockBootstrapMeanInterval(
  perSecond: readonly number[],
  confidence: number,
  random: () => number,
): Interval | null {
  if (perSecond.length < LEAST_SECONDS) return null;
  const mean = sum(perSecond) / perSecond.length;
  const halfWidth = studentizedHalfWidth(Float64Array.from(perSecond), confidence, random);
  return { low: mean - halfWidth, high: mean + halfWidth, confidence, method: METHOD };
}

/**
 * The interval of a proportion: the sum of successes over the sum of trials. On each side it is the wider of two intervals. The bootstrap
 * over seconds captures how seconds depend on each other. The exact interval of the effective number of independent trials
 * (their number over the design effect, the factor by which blocks vary more than independent trials would) captures how
 * little evidence a few failures are. Never narrower than Clopper and Pearson's. Null with fewer than 12 seconds or without trials.
 *
 * Source: see `studentizedHalfWidth`; E. Korn and B. Graubard (1998), "Confidence intervals for proportions with small expected
 * number of positive counts estimated from survey data", Survey Methodology 24.
 */
export function blockBootstrapRatioInterval(
  seconds: readonly SecondShare[],
  confidence: number,
  random: () => number,
): Interval | null {
  const successes = sum(seconds.map((second) => second.successes));
  const trials = sum(seconds.map((second) => second.trials));
  const exact = clopperPearson(successes, trials, confidence);
  if (seconds.length < LEAST_SECONDS || exact === null) return null;
  const share = successes / trials;
  if (share === 0 || share === 1) return { ...exact, method: METHOD };

  const perSecond = trials / seconds.length;
  const series = Float64Array.from(
    seconds,
    (second) => (second.successes - share * second.trials) / perSecond,
  );
  const halfWidth = studentizedHalfWidth(series, confidence, random);
  const designEffect = Math.max(1, (blockVarianceOfMean(series) * trials) / (share * (1 - share)));
  const worth = clopperPearsonOfShare(share, trials / designEffect, confidence);
  return {
    low: Math.max(0, Math.min(worth.low, share - halfWidth)),
    high: Math.min(1, Math.max(worth.high, share + halfWidth)),
    confidence,
    method: METHOD,
  };
}

function quantileOf(
  merged: Ranked,
  seconds: readonly AroundQuantile[],
  q: number,
  confidence: number,
  random: () => number,
): Interval | null {
  const requests = merged.count;
  const below = sum(seconds.map((second) => second.below));
  const within = sum(seconds.map((second) => second.within));
  // The quantile lies at this share of its bucket.
  const inBucket = (q * requests - below) / within;
  const perSecond = requests / seconds.length;
  const series = Float64Array.from(
    seconds,
    (second) => (second.below + inBucket * second.within - q * second.count) / perSecond,
  );
  const halfWidth = studentizedHalfWidth(series, confidence, random);
  if (halfWidth === 0) return quantileInterval(merged, q, confidence);
  return { ...quantileEnds(merged, q, halfWidth, halfWidth), confidence, method: METHOD };
}

/**
 * The quantiles at the shares q - below and q + above, with the whole of their buckets; `high` is null if nothing bounds it.
 *
 * Source: R. Woodruff (1952), "Confidence intervals for medians and other position measures", JASA 47.
 */
export function quantileEnds(
  merged: Ranked,
  q: number,
  below: number,
  above: number,
): { low: number; high: number | null } {
  const { low } = merged.rankBounds(Math.max(1, Math.floor((q - below) * merged.count)));
  const high = upperEnd(merged, q, above);
  return { low, high: high === Number.POSITIVE_INFINITY ? null : high };
}

/**
 * The quantile at q + above. If that is 1 or more, no share gives the upper end. Then the growth of the quantiles from q to
 * halfway between q and 1 is extrapolated at the same rate, in logarithms, which is right if the level of the seconds is uncertain
 * (a shift), but no further than the largest value.
 */
function upperEnd(merged: Ranked, q: number, above: number): number {
  const requests = merged.count;
  const rank = Math.ceil((q + above) * requests);
  const { high } = merged.rankBounds(Math.min(requests, rank));
  if (rank < requests) return high;
  const step = (1 - q) / 2;
  const atQ = merged.rankBounds(quantileRank(q, requests)).low;
  const atStep = merged.rankBounds(quantileRank(q + step, requests)).high;
  // A value of 0 or below has no logarithm, and an endless one does not grow.
  return atQ > 0 ? Math.min(high, atStep * (atStep / atQ) ** (above / step - 1)) : high;
}

function isTooShort(seconds: number, requests: number, q: number, confidence: number): boolean {
  return seconds < LEAST_SECONDS || requests < leastSampleCount(q, confidence);
}

function bucketOf(rank: number, buckets: readonly (ValueBounds & { count: number })[]): ValueBounds {
  let upTo = 0;
  for (const bucket of buckets) {
    upTo += bucket.count;
    if (rank <= upTo) return bucket;
  }
  throw new RangeError(`There is no rank ${rank} among ${upTo} values`);
}

/** How many of a second's values are at most `bound`, which must be a bound of its buckets. */
function countUpTo(bound: number, { zeroCount, scale, offset, counts }: EncodedHistogram): number {
  const index = Math.round(Math.log2(bound) * 2 ** scale);
  let count = zeroCount;
  for (let i = 0; i < counts.length && offset + i < index; i++) count += counts[i]!;
  return count;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
