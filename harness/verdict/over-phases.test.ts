import { describe, expect, it } from 'vitest';
import type { SecondShare } from '../stats/block-bootstrap.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { clopperPearson } from '../stats/proportion.ts';
import { quantileInterval } from '../stats/quantile-interval.ts';
import { SortedSample } from '../stats/sorted-sample.ts';
import { bucketQuantileInterval, meanInterval, ratioInterval, timeQuantileInterval } from './over-phases.ts';
import { randomFrom } from './resampled.ts';

const random = () => randomFrom('a test');
const draw = randomFrom('made-up seconds');

/** 60 seconds of 1,000 independent requests each, of which the given share succeeds. */
const phase = (share: number, seconds = 60): SecondShare[] =>
  Array.from({ length: seconds }, () => {
    let successes = 0;
    for (let i = 0; i < 1000; i++) if (draw() < share) successes++;
    return { successes, trials: 1000 };
  });

/** 60 seconds of 200 times each, spread evenly from `fromMs` to twice that. */
const times = (fromMs: number) =>
  Array.from({ length: 60 }, () => {
    const histogram = new ExponentialHistogram();
    for (let i = 0; i < 200; i++) histogram.record(fromMs * (1 + draw()));
    return { times: histogram.encode(), endless: 0 };
  });

const width = (interval: { low: number | null; high: number | null } | null) =>
  interval!.high! - interval!.low!;

describe('the interval of a ratio over several phases', () => {
  it('does not mistake the difference between phases for variation within them', () => {
    const phases = [phase(0.99), phase(0.6)];
    const successes = phases.flat().reduce((sum, second) => sum + second.successes, 0);
    const exact = clopperPearson(successes, 120_000, 0.95)!;
    const interval = ratioInterval(phases, 0.95, random())!;
    expect(interval.low).toBeLessThan(successes / 120_000);
    expect(interval.high).toBeGreaterThan(successes / 120_000);
    // The seconds are independent, so the width is only the price of not knowing that. As one series it would be ten times as wide or more.
    expect(width(interval)).toBeLessThan(2.5 * width(exact));
    expect(width(ratioInterval([phases.flat()], 0.95, random()))).toBeGreaterThan(10 * width(exact));
  });

  it('weights a phase by its trials: a small one with a wide interval of its own adds little', () => {
    const large = phase(0.9);
    const small = Array.from({ length: 60 }, (_, i) => ({ successes: i % 2, trials: 1 }));
    const [alone, both] = [
      ratioInterval([large], 0.95, random()),
      ratioInterval([large, small], 0.95, random()),
    ];
    expect(width(both)).toBeGreaterThan(0.9 * width(alone));
    expect(width(both)).toBeLessThan(1.2 * width(alone));
  });

  it('is that of one phase alone when the others had no trials', () => {
    const only = phase(0.9);
    const silent = Array.from({ length: 60 }, () => ({ successes: 0, trials: 0 }));
    const [alone, together] = [
      ratioInterval([only], 0.95, random())!,
      ratioInterval([only, silent], 0.95, random())!,
    ];
    expect(together.low).toBeCloseTo(alone.low!, 9);
    expect(together.high).toBeCloseTo(alone.high!, 9);
  });

  it('is null without trials, and null when one of the phases is too short to resample', () => {
    expect(ratioInterval([[{ successes: 0, trials: 0 }]], 0.95, random())).toBeNull();
    expect(ratioInterval([phase(0.9), phase(0.9, 5)], 0.95, random())).toBeNull();
  });
});

describe('the interval of a percentile over several phases', () => {
  it('does not mistake the difference between phases for variation within them', () => {
    // Half of the requests take 10 to 20 ms, half 30 to 60 ms: the p95 lies at 90% of the slower half, 57 ms.
    const phases = [times(10), times(30)];
    const interval = timeQuantileInterval(phases, 0.95, 0.95, random())!;
    expect(interval.low).toBeLessThan(57);
    expect(interval.high).toBeGreaterThan(57);
    const merged = new ExponentialHistogram();
    for (const second of phases.flat()) merged.mergeEncoded(second.times);
    const exact = quantileInterval(merged, 0.95, 0.95)!;
    expect(width(interval)).toBeLessThan(2.5 * width(exact) + 2);
  });

  it('includes whole buckets, and has no upper end above the last bound', () => {
    const increase = (counts: number[]) => Array.from({ length: 20 }, () => ({ counts, sum: 0 }));
    const bounds = [10, 20, 50];
    const inLast = [increase([0, 0, 50, 50]), increase([0, 0, 0, 100])];
    expect(bucketQuantileInterval(bounds, inLast, 0.95, 0.95, random())).toMatchObject({
      low: 50,
      high: null,
    });
    const within = [increase([90, 10, 0, 0]), increase([90, 0, 10, 0])];
    expect(bucketQuantileInterval(bounds, within, 0.95, 0.95, random())).toMatchObject({ low: 10, high: 50 });
  });
});

describe('the interval of a mean over several phases', () => {
  it('contains the mean of all seconds, and does not mistake the difference between phases for variation', () => {
    const seconds = (around: number) => Array.from({ length: 60 }, () => Math.round(around + 100 * draw()));
    const phases = [seconds(1000), seconds(2000)];
    const sample = new SortedSample(phases.flat());
    const interval = meanInterval(phases, 0.95, random())!;
    expect((interval.low! + interval.high!) / 2).toBeCloseTo(sample.mean()!, 9);
    // Uniform over a range of 100 in 120 seconds: 2 x 1.96 x 28.9 / sqrt(120) = 10.3, plus the price of few cosines.
    expect(width(interval)).toBeGreaterThan(8);
    expect(width(interval)).toBeLessThan(25);
  });
});
