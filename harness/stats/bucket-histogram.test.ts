import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketHistogram } from './bucket-histogram.ts';
import { quantileRank } from './ranked.ts';

const bounds = [10, 20, 50];
const of = (...counts: number[]) => BucketHistogram.fromIncrease(bounds, { counts, sum: 0 });

describe('counts and bounds', () => {
  it('are exact at a bucket bound and between the neighbours elsewhere', () => {
    const histogram = of(5, 3, 2, 1);
    expect(histogram.countAtMost(10)).toEqual({ low: 5, high: 5 });
    expect(histogram.countAtMost(20)).toEqual({ low: 8, high: 8 });
    expect(histogram.countAtMost(30)).toEqual({ low: 8, high: 10 });
    expect(histogram.countAtMost(5)).toEqual({ low: 0, high: 5 });
    expect(histogram.countAtMost(1e9)).toEqual({ low: 10, high: 11 });
  });

  it('locate a quantile', () => {
    const histogram = of(5, 3, 2, 0);
    expect(histogram.quantile(0.5)).toMatchObject({ low: 0, high: 10 });
    expect(histogram.quantile(0.51)).toMatchObject({ low: 10, high: 20 });
    expect(histogram.quantile(0.8)).toMatchObject({ low: 10, high: 20 });
    // Rank 9 of 10 is the first of two values in (20, 50]: a quarter of the way.
    expect(histogram.quantile(0.9)).toEqual({ value: 27.5, low: 20, high: 50 });
    expect(of(0, 0, 0, 4).quantile(0.5)).toEqual({ value: 50, low: 50, high: Number.POSITIVE_INFINITY });
    expect(of(0, 0, 0, 0).quantile(0.5)).toBeNull();
  });

  it('merge', () => {
    const histogram = of(1, 2, 3, 4);
    histogram.add({ counts: [10, 20, 30, 40], sum: 7 });
    expect(histogram.toIncrease()).toEqual({ counts: [11, 22, 33, 44], sum: 7 });
    expect(histogram.count).toBe(110);
  });

  it('reject other buckets and bounds that do not ascend', () => {
    expect(() => of(1, 2, 3)).toThrow(RangeError);
    expect(() => new BucketHistogram([10, 10])).toThrow(RangeError);
    expect(() => new BucketHistogram([0, 10])).toThrow(RangeError);
    expect(() => of(1, 0, 0, 0).rankBounds(2)).toThrow(RangeError);
  });
});

it('bounds every exact quantile', () => {
  const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (sample, q) => {
      const counts = [0, 0, 0, 0];
      for (const value of sample) {
        const bucket = bounds.findIndex((bound) => value <= bound);
        counts[bucket < 0 ? 3 : bucket]! += 1;
      }
      const exact = sample.toSorted((a, b) => a - b)[quantileRank(q, sample.length) - 1]!;
      const estimate = of(...counts).quantile(q)!;
      expect(estimate.low).toBeLessThanOrEqual(exact);
      expect(estimate.high).toBeGreaterThanOrEqual(exact);
    }),
  );
});
