import { describe, expect, it } from 'vitest';
import { BucketHistogram } from './bucket-histogram.ts';
import { ExponentialHistogram } from './exponential-histogram.ts';
import { leastSampleCount, quantileInterval, quantileRankInterval } from './quantile-interval.ts';
import { SortedSample } from './sorted-sample.ts';

describe('ranks that enclose a quantile', () => {
  // Ranks and exact confidence of the interval of a median: Altman et al., "Statistics with Confidence", table 18.4,
  // and the sign test's critical values.
  it.each([
    [6, 1, 6, 0.969],
    [7, 1, 7, 0.984],
    [8, 1, 8, 0.992],
    [9, 2, 8, 0.961],
    [10, 2, 9, 0.979],
    [12, 3, 10, 0.961],
    [15, 4, 12, 0.965],
    [20, 6, 15, 0.959],
    [25, 8, 18, 0.957],
    [30, 10, 21, 0.957],
    [40, 14, 27, 0.962],
    [50, 18, 33, 0.967],
    [100, 40, 61, 0.965],
  ])('of the median of %d values are %d and %d', (n, low, high, coverage) => {
    const ranks = quantileRankInterval(n, 0.5, 0.95)!;
    expect(ranks).toMatchObject({ low, high });
    expect(ranks.coverage).toBeCloseTo(coverage, 3);
  });

  it('do not exist in a small sample', () => {
    expect(quantileRankInterval(0, 0.5, 0.95)).toBeNull();
    expect(quantileRankInterval(5, 0.5, 0.95)).toBeNull();
    expect(quantileRankInterval(71, 0.95, 0.95)).toBeNull();
    // 0.95^72 = 0.0249 is the first power of 0.95 under 0.025.
    expect(quantileRankInterval(72, 0.95, 0.95)).toMatchObject({ low: 64, high: 72 });
    expect(leastSampleCount(0.95, 0.95)).toBe(72);
    expect(leastSampleCount(0.5, 0.95)).toBe(6);
    expect(leastSampleCount(0.99, 0.95)).toBe(368);
    expect(leastSampleCount(0.05, 0.95)).toBe(72);
  });

  it('come close to the normal approximation with many values', () => {
    // 0.95 n +- 1.959964 sqrt(n 0.95 0.05) = 950,000 +- 427.2.
    const ranks = quantileRankInterval(1_000_000, 0.95, 0.95)!;
    expect(Math.abs(ranks.low - (950_000 - 427))).toBeLessThanOrEqual(1);
    expect(Math.abs(ranks.high - (950_000 + 428))).toBeLessThanOrEqual(1);
    expect(ranks.coverage).toBeGreaterThanOrEqual(0.95);
  });

  it('reject a quantile or a confidence of 0 or 1', () => {
    expect(() => quantileRankInterval(10, 1, 0.95)).toThrow(RangeError);
    expect(() => quantileRankInterval(10, 0.5, 1)).toThrow(RangeError);
    expect(() => quantileRankInterval(10.5, 0.5, 0.95)).toThrow(RangeError);
  });
});

describe('the interval in values', () => {
  it('takes the two order statistics of plain values', () => {
    const sample = new SortedSample([9, 3, 7, 1, 5, 10, 2, 8, 4, 6]);
    expect(quantileInterval(sample, 0.5, 0.95)).toEqual({
      low: 2,
      high: 9,
      confidence: 0.95,
      method: 'binomial ranks',
    });
    expect(quantileInterval(new SortedSample([1, 2, 3]), 0.5, 0.95)).toBeNull();
  });

  it('extends from the bottom of the lower bucket to the top of the upper one', () => {
    const buckets = new BucketHistogram([10, 20, 50]);
    // 72 values: ranks 64 and 72; 63 values up to 10, 8 up to 20, 1 up to 50.
    buckets.add({ counts: [63, 8, 1, 0], sum: 0 });
    expect(quantileInterval(buckets, 0.95, 0.95)).toMatchObject({ low: 10, high: 50 });
    const open = new BucketHistogram([10, 20, 50]);
    open.add({ counts: [64, 0, 0, 8], sum: 0 });
    expect(quantileInterval(open, 0.95, 0.95)).toMatchObject({ low: 0, high: null });
  });

  it('always includes the histogram resolution', () => {
    const histogram = new ExponentialHistogram({ maxBuckets: 20 });
    for (let i = 1; i <= 1000; i++) histogram.record(i);
    const ranks = quantileRankInterval(1000, 0.95, 0.95)!;
    const interval = quantileInterval(histogram, 0.95, 0.95)!;
    expect(interval.low).toBeLessThan(ranks.low);
    expect(interval.high).toBeGreaterThanOrEqual(ranks.high);
  });
});
