import type { EncodedHistogram } from '../model/histogram.ts';
import type { BucketIncrease } from '../model/timeline.ts';
import type { Interval } from '../model/verdict.ts';
import {
  blockBootstrapBucketQuantileInterval,
  blockBootstrapMeanInterval,
  blockBootstrapQuantileInterval,
  blockBootstrapRatioInterval,
  quantileEnds,
  type SecondShare,
  type SecondTimes,
} from '../stats/block-bootstrap.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { quantileRank, type Ranked } from '../stats/ranked.ts';
import { linearised, type SecondSums, totalOf } from '../stats/ratio-of-sums.ts';
import { SortedSample } from '../stats/sorted-sample.ts';
import { WithEndless } from '../stats/with-endless.ts';
import type { Random } from './resampled.ts';

/*
 * A target may use several phases. Each phase is steady, but at its own level, so seconds are resampled within their phase and
 * the phases' intervals are combined afterwards. All functions return null if a phase has too few seconds to resample.
 */

/**
 * The interval of successes over trials, for all phases together. Phases are independent, so the distances from the share to the ends of
 * their intervals add up like standard errors, each weighted by the phase's share of the trials (MOVER).
 * Source: G. Zou and A. Donner (2008), "Construction of confidence limits about effect measures: a general approach", Statistics in
 * Medicine 27; G. Zou, W. Huang and X. Zhang (2009), "A note on confidence interval estimation for a linear function of binomial
 * proportions".
 */
export function ratioInterval(
  phases: readonly (readonly SecondShare[])[],
  confidence: number,
  random: Random,
): Interval | null {
  const sums = phases.map(sumOf);
  const all = sumOf(sums);
  if (all.trials === 0) return null;
  const share = all.successes / all.trials;
  let [below, above] = [0, 0];
  let method = '';
  for (const [index, seconds] of phases.entries()) {
    const { successes, trials } = sums[index]!;
    if (trials === 0) continue;
    const interval = blockBootstrapRatioInterval(seconds, confidence, random);
    if (interval === null || interval.low === null || interval.high === null) return null;
    const weight = trials / all.trials;
    below += (weight * (successes / trials - interval.low)) ** 2;
    above += (weight * (interval.high - successes / trials)) ** 2;
    method = interval.method;
  }
  return {
    low: Math.max(0, share - Math.sqrt(below)),
    high: Math.min(1, share + Math.sqrt(above)),
    confidence,
    method,
  };
}

export function timeQuantileInterval(
  phases: readonly (readonly SecondTimes[])[],
  q: number,
  confidence: number,
  random: Random,
): Interval | null {
  const [only, ...others] = phases;
  if (only === undefined) return null;
  if (others.length === 0) return blockBootstrapQuantileInterval(only, q, confidence, random);
  const merged = new ExponentialHistogram();
  let endless = 0;
  for (const second of phases.flat()) {
    merged.mergeEncoded(second.times);
    endless += second.endless;
  }
  const sample = new WithEndless(merged, endless);
  if (sample.count > 0 && quantileRank(q, sample.count) > merged.count) return null;
  // Bounds of merged buckets are also bounds of each second's finer buckets, so counts up to them are exact.
  const decoded = phases.map((seconds) =>
    seconds.map((second) => ({ times: decode(second.times), endless: second.endless })),
  );
  const shares = (x: number) =>
    decoded.map((seconds) =>
      seconds.map((second) => ({
        successes: second.times.countAtMost(x).low,
        trials: second.times.count + second.endless,
      })),
    );
  return woodruff(sample, shares, q, (of) => ratioInterval(of, confidence, random));
}

export function bucketQuantileInterval(
  upperBounds: readonly number[],
  phases: readonly (readonly BucketIncrease[])[],
  q: number,
  confidence: number,
  random: Random,
): Interval | null {
  const [only, ...others] = phases;
  if (only === undefined) return null;
  if (others.length === 0) {
    return blockBootstrapBucketQuantileInterval(upperBounds, only, q, confidence, random);
  }
  const upTo = (counts: readonly number[], bucket: number) =>
    counts.slice(0, bucket + 1).reduce((sum, count) => sum + count, 0);
  const bounds = [...upperBounds, Number.POSITIVE_INFINITY];
  const shares = (x: number) =>
    phases.map((seconds) =>
      seconds.map(({ counts }) => ({
        successes: upTo(counts, bounds.indexOf(x)),
        trials: upTo(counts, counts.length),
      })),
    );
  const merged = new BucketHistogram(upperBounds);
  for (const increase of phases.flat()) merged.add(increase);
  return woodruff(merged, shares, q, (of) => ratioInterval(of, confidence, random));
}

/**
 * The interval of the mean of one figure a second, for all phases together: the distances to the ends of each phase's interval, weighted by
 * its share of the seconds, add up as in `ratioInterval`.
 */
export function meanInterval(
  phases: readonly (readonly number[])[],
  confidence: number,
  random: Random,
): Interval | null {
  const seconds = phases.reduce((total, phase) => total + phase.length, 0);
  let [mean, square] = [0, 0];
  let method = '';
  for (const phase of phases) {
    const interval = blockBootstrapMeanInterval(phase, confidence, random);
    if (interval === null || interval.low === null || interval.high === null) return null;
    const weight = phase.length / seconds;
    mean += (weight * (interval.low + interval.high)) / 2;
    square += ((weight * (interval.high - interval.low)) / 2) ** 2;
    method = interval.method;
  }
  return seconds === 0
    ? null
    : { low: mean - Math.sqrt(square), high: mean + Math.sqrt(square), confidence, method };
}

/** The interval of a ratio of sums: each phase's half-width, weighted by its share of the denominator, adds up as in `ratioInterval`. */
export function sumsInterval(
  phases: readonly (readonly SecondSums[])[],
  confidence: number,
  random: Random,
): Interval | null {
  const all = totalOf(phases.flat());
  let square = 0;
  let method = '';
  for (const seconds of phases) {
    const { count } = totalOf(seconds);
    if (count === 0) continue;
    const interval = blockBootstrapMeanInterval(linearised(seconds), confidence, random);
    if (interval === null || interval.low === null || interval.high === null) return null;
    square += ((count / all.count) * ((interval.high - interval.low) / 2)) ** 2;
    method = interval.method;
  }
  const halfWidth = Math.sqrt(square);
  return all.count === 0
    ? null
    : { low: all.sum / all.count - halfWidth, high: all.sum / all.count + halfWidth, confidence, method };
}

/** The interval of the q-quantile of one figure a second. */
export function valueQuantileInterval(
  phases: readonly (readonly number[])[],
  q: number,
  confidence: number,
  random: Random,
): Interval | null {
  const shares = (x: number) =>
    phases.map((values) => values.map((value) => ({ successes: value <= x ? 1 : 0, trials: 1 })));
  return woodruff(new SortedSample(phases.flat()), shares, q, (of) => ratioInterval(of, confidence, random));
}

/**
 * The interval of the q-quantile, from the intervals of the shares of values up to either end of its bucket: the share up to the true
 * quantile may be as far from q as these shares may be off. The interval includes whole buckets.
 * Source: R. Woodruff (1952), "Confidence intervals for medians and other position measures", JASA 47.
 */
function woodruff(
  merged: Ranked,
  sharesUpTo: (x: number) => readonly (readonly SecondShare[])[],
  q: number,
  intervalOf: (shares: readonly (readonly SecondShare[])[]) => Interval | null,
): Interval | null {
  if (merged.count === 0) return null;
  const { low, high } = merged.rankBounds(quantileRank(q, merged.count));
  let [below, above] = [0, 0];
  let found: Interval | null = null;
  for (const x of low === high ? [high] : [low, high]) {
    const shares = sharesUpTo(x);
    found = intervalOf(shares);
    if (found === null || found.low === null || found.high === null) return null;
    const { successes, trials } = sumOf(shares.flat());
    below = Math.max(below, successes / trials - found.low);
    above = Math.max(above, found.high - successes / trials);
  }
  // If the true share is larger, the quantile is lower, and vice versa: so the sides are swapped.
  return {
    ...quantileEnds(merged, q, above, below),
    confidence: found!.confidence,
    method: found!.method,
  };
}

function decode(encoded: EncodedHistogram): ExponentialHistogram {
  return ExponentialHistogram.fromEncoded(encoded, { maxBuckets: Math.max(2, encoded.counts.length) });
}

function sumOf(shares: readonly SecondShare[]): SecondShare {
  const sum = { successes: 0, trials: 0 };
  for (const { successes, trials } of shares) {
    sum.successes += successes;
    sum.trials += trials;
  }
  return sum;
}
