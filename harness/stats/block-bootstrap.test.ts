import { describe, expect, it } from 'vitest';
import {
  blockBootstrapBucketQuantileInterval,
  blockBootstrapMeanInterval,
  blockBootstrapQuantileInterval,
  blockBootstrapRatioInterval,
  LEAST_SECONDS,
} from './block-bootstrap.ts';
import { ExponentialHistogram } from './exponential-histogram.ts';
import { clopperPearson } from './proportion.ts';
import { quantileInterval } from './quantile-interval.ts';
import { autoregression, normalFrom, seededRandom } from './testing/seeded-random.ts';
import { syntheticSeconds } from './testing/synthetic-seconds.ts';

const histogramOf = (values: readonly number[]) => {
  const histogram = new ExponentialHistogram();
  for (const value of values) histogram.record(value);
  return { times: histogram.encode(), endless: 0 };
};
const times = <T>(count: number, make: (t: number) => T) => Array.from({ length: count }, (_, t) => make(t));
const quantile = (seconds: Parameters<typeof blockBootstrapQuantileInterval>[0], q = 0.95, seed = 1) =>
  blockBootstrapQuantileInterval(seconds, q, 0.95, seededRandom(seed));
const mergedOf = (seconds: Parameters<typeof blockBootstrapQuantileInterval>[0]) => {
  const merged = new ExponentialHistogram({ maxBuckets: 1024 });
  for (const { times: own } of seconds) merged.mergeEncoded(own);
  return merged;
};

describe('the interval of a quantile', () => {
  const correlated = {
    seconds: 60,
    requestsPerSec: 100,
    phi: 0.8,
    levelDeviation: 0.2,
    withinDeviation: 0.4,
  };

  it('is null for fewer than 12 seconds or 72 requests', () => {
    const second = histogramOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(LEAST_SECONDS).toBe(12);
    expect(quantile(times(11, () => second))).toBeNull();
    expect(quantile(times(12, () => second))).not.toBeNull();
    expect(quantile(times(12, (t) => histogramOf(times(t === 0 ? 4 : 6, (i) => i + 1))))).toBeNull();
    expect(quantile(times(12, (t) => histogramOf(times(t === 0 ? 6 : 6, (i) => i + 1))))).not.toBeNull();
    expect(quantile([])).toBeNull();
  });

  it('is that of independent requests if all seconds are the same', () => {
    const seconds = times(60, () => histogramOf([5, 6, 7, 8, 9, 10, 11, 12]));
    expect(quantile(seconds)).toEqual(quantileInterval(mergedOf(seconds), 0.95, 0.95));
  });

  it('is many times wider than that of independent requests if seconds are correlated', () => {
    const seconds = syntheticSeconds(correlated, normalFrom(seededRandom(3)));
    const { low, high } = quantile(seconds)!;
    const ranks = quantileInterval(mergedOf(seconds), 0.95, 0.95)!;
    expect(Math.log(high! / low!)).toBeGreaterThan(3 * Math.log(ranks.high! / ranks.low!));
  });

  it('is nearly that of independent requests in a long run of them', () => {
    const independent = { ...correlated, seconds: 600, phi: 0, levelDeviation: 0 };
    const seconds = syntheticSeconds(independent, normalFrom(seededRandom(4)));
    const { low, high } = quantile(seconds)!;
    const ranks = quantileInterval(mergedOf(seconds), 0.95, 0.95)!;
    expect(Math.log(high! / low!) / Math.log(ranks.high! / ranks.low!)).toBeLessThan(1.7);
  });

  it('is the same for the same seed, and nearly the same for another', () => {
    const seconds = syntheticSeconds(correlated, normalFrom(seededRandom(5)));
    expect(quantile(seconds, 0.95, 1)).toEqual(quantile(seconds, 0.95, 1));
    expect(quantile(seconds, 0.95, 2)!.low! / quantile(seconds, 0.95, 1)!.low!).toBeCloseTo(1, 1);
  });

  it('merges seconds of different scales, with and without zeros, and empty ones', () => {
    const seconds = times(60, (t) => {
      if (t % 10 === 9) return histogramOf([]);
      // 1 to 10,000 needs a coarse scale, 50 alone a fine one.
      return histogramOf(t % 2 === 0 ? [0, 1, 10, 100, 10_000] : [50, 50, 50, 50 + t / 100]);
    });
    const { low, high } = quantile(seconds, 0.5)!;
    expect(low).toBeLessThanOrEqual(50);
    expect(high).toBeGreaterThanOrEqual(50);
    // Six seconds of ten have at least four requests of at most 50.6, so the median is there, within a coarse bucket.
    expect(high).toBeLessThan(110);
  });

  it('ends where the quantiles extrapolate to if the seconds do not bound the share above', () => {
    // All slow requests are in two of 60 seconds, one of them very slow: no share under 1 bounds the interval,
    // but the growth of the quantiles does.
    const slow = (i: number) => (i === 99 ? 50_000 : 100 + i);
    const seconds = times(60, (t) =>
      histogramOf(times(100, (i) => (t === 20 || t === 21 ? slow(i) : 5 + i / 100))),
    );
    const { low, high } = quantile(seconds, 0.98)!;
    expect(low).toBeLessThan(110);
    expect(high).toBeGreaterThan(180);
    expect(high).toBeLessThan(5000);
    // It never exceeds the largest value seen.
    const even = times(60, (t) =>
      histogramOf(times(100, (i) => (t === 20 || t === 21 ? 100 + i / 100 : 5 + i / 100))),
    );
    expect(quantile(even, 0.98)!.high).toBeLessThanOrEqual(101);
  });
});

describe('over classic buckets', () => {
  const bounds = [1, 2, 5, 10];
  const of = (seconds: { counts: number[]; sum: number }[], q = 0.95) =>
    blockBootstrapBucketQuantileInterval(bounds, seconds, q, 0.95, seededRandom(1));

  it('ends on bounds', () => {
    // 95 of 100 up to 2 in most seconds, 70 in one of six: the p95 lies in (2, 5], and may lie in (1, 2].
    const seconds = times(60, (t) => ({
      counts: t % 6 === 0 ? [0, 90, 10, 0, 0] : [0, 95, 5, 0, 0],
      sum: 0,
    }));
    expect(of(seconds)).toEqual({ low: 2, high: 5, confidence: 0.95, method: 'moving-block bootstrap' });
    const nearer = times(60, (t) => ({ counts: t % 6 === 0 ? [0, 90, 10, 0, 0] : [0, 96, 4, 0, 0], sum: 0 }));
    // All variation is in the quantile's own bucket and above it.
    expect(of(nearer)).toMatchObject({ low: 1, high: 5, method: 'moving-block bootstrap' });
  });

  it('has no upper end in the last bucket', () => {
    const seconds = times(60, (t) => ({ counts: [90, 0, 0, 0, 10 + (t % 3)], sum: 0 }));
    expect(of(seconds)).toMatchObject({ low: 10, high: null });
  });

  it('agrees with exponential histograms of the same values', () => {
    const normal = normalFrom(seededRandom(8));
    const levels = autoregression(60, 0.5, normal);
    const samples = levels.map((level) => times(100, () => 2 ** (0.5 * level + normal())));
    const octaves = times(30, (i) => 2 ** (i - 15));
    const classic = samples.map((values) => ({
      counts: [...octaves, Number.POSITIVE_INFINITY].map(
        (upper, i) => values.filter((value) => value <= upper && value > (octaves[i - 1] ?? 0)).length,
      ),
      sum: 0,
    }));
    const exponential = samples.map(histogramOf);
    const coarse = blockBootstrapBucketQuantileInterval(octaves, classic, 0.9, 0.95, seededRandom(1))!;
    const fine = quantile(exponential, 0.9)!;
    expect(coarse.low! / fine.low!).toBeGreaterThan(0.4);
    expect(coarse.low! / fine.low!).toBeLessThan(1.1);
    expect(coarse.high! / fine.high!).toBeGreaterThan(0.9);
    expect(coarse.high! / fine.high!).toBeLessThan(2.5);
  });
});

describe('the interval of the mean of a second', () => {
  const of = (values: number[]) => blockBootstrapMeanInterval(values, 0.95, seededRandom(1));

  it('is that single value if every second has it', () => {
    expect(of(times(60, () => 1000))).toMatchObject({ low: 1000, high: 1000 });
  });

  it('counts dead seconds: 3 of 60 take a twentieth off the mean, and the interval is wide', () => {
    const { low, high } = of(times(60, (t) => ([5, 9, 41].includes(t) ? 0 : 1000)))!;
    expect((low! + high!) / 2).toBeCloseTo(950, 9);
    // Independent seconds: 1.96 x 218 / sqrt(60) = 55; the price of few cosines comes on top.
    expect(high! - low!).toBeGreaterThan(55);
    expect(high! - low!).toBeLessThan(250);
  });

  it('is wider if seconds are correlated', () => {
    const shuffled = times(60, (t) => ((t * 37) % 60) + 1000);
    const slow = times(60, (t) => (t < 30 ? 1000 + t : 1059 - t + 30));
    const width = (interval: { low: number | null; high: number | null } | null) =>
      interval!.high! - interval!.low!;
    expect(width(of(slow))).toBeGreaterThan(width(of(shuffled)));
    expect(of(times(11, (t) => t))).toBeNull();
  });
});

describe('the interval of a ratio', () => {
  const of = (seconds: { successes: number; trials: number }[]) =>
    blockBootstrapRatioInterval(seconds, 0.95, seededRandom(1));

  it('of nothing but successes is that of Clopper and Pearson: 0.025^(1/n)', () => {
    const seconds = times(60, () => ({ successes: 100, trials: 100 }));
    expect(of(seconds)).toMatchObject({ low: expect.closeTo(0.025 ** (1 / 6000), 12), high: 1 });
    expect(of(times(60, () => ({ successes: 0, trials: 100 })))).toMatchObject({ low: 0 });
  });

  it('treats 20 failures in one second as less evidence than 20 failures in 20 seconds', () => {
    const spread = times(60, (t) => ({ successes: t % 3 === 0 ? 999 : 1000, trials: 1000 }));
    const burst = times(60, (t) => ({ successes: t === 30 ? 980 : 1000, trials: 1000 }));
    const [ofSpread, ofBurst, exact] = [of(spread)!, of(burst)!, clopperPearson(59_980, 60_000, 0.95)!];
    expect(1 - ofSpread.low!).toBeLessThan(1.3 * (1 - exact.low!));
    // One event: up to 5.57 of them were likely by the same reasoning, 111 failures.
    expect(1 - ofBurst.low!).toBeGreaterThan(100 / 60_000);
    expect(1 - ofBurst.low!).toBeLessThan(200 / 60_000);
  });

  it('is null for few seconds, and without trials', () => {
    expect(of(times(11, () => ({ successes: 1, trials: 2 })))).toBeNull();
    expect(of(times(60, () => ({ successes: 0, trials: 0 })))).toBeNull();
    expect(() => of(times(60, () => ({ successes: 3, trials: 2 })))).toThrow(RangeError);
  });

  it('accepts seconds without a trial', () => {
    const seconds = times(60, (t) =>
      t % 2 ? { successes: 0, trials: 0 } : { successes: 70 + (t % 5), trials: 100 },
    );
    const { low, high } = of(seconds)!;
    expect(low).toBeGreaterThan(0.65);
    expect(high).toBeLessThan(0.8);
  });
});
