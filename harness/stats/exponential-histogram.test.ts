import { describe, expect, it } from 'vitest';
import { ExponentialHistogram } from './exponential-histogram.ts';

const encoded = (scale: number, offset: number, counts: number[], more = {}) => ({
  scale,
  zeroCount: 0,
  offset,
  counts,
  sum: 0,
  min: null,
  max: null,
  ...more,
});

describe('bucket bounds', () => {
  // The data model's own example of scale 0: bucket 0 is (1, 2], bucket 1 (2, 4], bucket -1 (0.5, 1].
  it.each([
    [1, { low: 0.5, high: 1 }],
    [1.5, { low: 1, high: 2 }],
    [2, { low: 1, high: 2 }],
    [4, { low: 2, high: 4 }],
    [4.0001, { low: 4, high: 8 }],
  ])('at scale 0, %d is in the bucket that its value ends or lies in', (value, bounds) => {
    const histogram = ExponentialHistogram.fromEncoded(encoded(0, -2, [1, 0, 0, 0, 0, 0, 0, 1]));
    histogram.record(value);
    expect(histogram.scale).toBe(0);
    expect(histogram.buckets().find((bucket) => value > bucket.low && value <= bucket.high)).toEqual({
      ...bounds,
      count: 1,
    });
  });

  it.each([1, 4, 8, 20])(
    'at scale %d, end with their upper bound itself, not after it, despite rounding',
    (scale) => {
      for (let index = -500; index < 500; index++) {
        const value = 2 ** (index * 2 ** -scale);
        const histogram = ExponentialHistogram.fromEncoded(encoded(scale, index - 1, [1]), { maxBuckets: 4 });
        histogram.record(value);
        histogram.record(value * (1 + Number.EPSILON));
        expect(histogram.encode()).toMatchObject({ scale, offset: index - 1, counts: [2, 1] });
      }
    },
  );

  it('read an encoded bucket as (base^i, base^(i+1)]: scale 1, index 2 is (2, 2.83]', () => {
    const [bucket] = ExponentialHistogram.fromEncoded(encoded(1, 2, [7])).buckets();
    expect(bucket).toEqual({ low: 2, high: 2 ** 1.5, count: 7 });
  });
});

describe('merging', () => {
  it('joins pairs of buckets when it lowers the scale', () => {
    // Scale 1: indexes -3..2; at scale 0 these are -2, -1, -1, 0, 0, 1.
    const fine = encoded(1, -3, [1, 2, 4, 8, 16, 32]);
    const coarse = encoded(0, 5, [64]);
    const merged = ExponentialHistogram.fromEncoded(fine);
    merged.mergeEncoded(coarse);
    expect(merged.encode()).toMatchObject({ scale: 0, offset: -2, counts: [1, 6, 24, 32, 0, 0, 0, 64] });
    expect(merged.count).toBe(127);
  });

  it('keeps to its number of buckets and loses no count', () => {
    const histogram = new ExponentialHistogram({ maxBuckets: 4 });
    for (const value of [0.001, 1, 1000, 1e6]) histogram.record(value, 10);
    expect(histogram.encode().counts.length).toBeLessThanOrEqual(4);
    expect(histogram.count).toBe(40);
    expect(histogram.encode().counts.reduce((a, b) => a + b, 0)).toBe(40);
  });

  it('adds a histogram to itself', () => {
    const histogram = new ExponentialHistogram();
    for (const value of [1, 10, 100]) histogram.record(value);
    histogram.merge(histogram);
    expect(histogram.count).toBe(6);
    expect(histogram.buckets().map((bucket) => bucket.count)).toEqual([2, 2, 2]);
  });

  it('lets an empty histogram change nothing, whatever its scale', () => {
    const histogram = new ExponentialHistogram();
    histogram.record(3);
    const before = histogram.encode();
    histogram.mergeEncoded(encoded(-10, 0, []));
    histogram.mergeEncoded(encoded(-10, 0, [0, 0]));
    histogram.merge(new ExponentialHistogram());
    expect(histogram.encode()).toEqual(before);
  });

  it('bounds the extremes by the outermost buckets if they were not sent', () => {
    const histogram = ExponentialHistogram.fromEncoded(encoded(0, 0, [0, 1, 0, 1, 0]));
    expect([histogram.min, histogram.max]).toEqual([2, 16]);
    histogram.mergeEncoded(encoded(0, 1, [1], { zeroCount: 1 }));
    expect(histogram.min).toBe(0);
  });

  it('does not change what it merges', () => {
    const other = Object.freeze(encoded(3, 4, [1, 2, 3]));
    Object.freeze(other.counts);
    new ExponentialHistogram().mergeEncoded(other);
    expect(other.counts).toEqual([1, 2, 3]);
  });
});

describe('quantiles', () => {
  it('of nothing are null', () => {
    const histogram = new ExponentialHistogram();
    expect(histogram.quantile(0.95)).toBeNull();
    expect([histogram.min, histogram.max, histogram.mean]).toEqual([null, null, null]);
    expect(histogram.countAtMost(10)).toEqual({ low: 0, high: 0 });
    expect(() => histogram.rankBounds(1)).toThrow(RangeError);
  });

  it('of one value are that value', () => {
    const histogram = new ExponentialHistogram();
    histogram.record(123.4);
    expect(histogram.quantile(0.5)).toEqual({ value: 123.4, low: 123.4, high: 123.4 });
  });

  it('are off by at most 2.2% at scale 4, which is what k6 sends', () => {
    const histogram = ExponentialHistogram.fromEncoded(encoded(4, 0, [1]));
    const { low, high } = histogram.rankBounds(1);
    expect(high / Math.sqrt(low * high) - 1).toBeCloseTo(0.0219, 4);
  });

  it('count zeros as values', () => {
    const histogram = new ExponentialHistogram();
    histogram.record(0, 90);
    histogram.record(10, 10);
    expect(histogram.quantile(0.9)).toEqual({ value: 0, low: 0, high: 0 });
    expect(histogram.quantile(0.91)!.high).toBe(10);
    expect(histogram.countAtMost(0)).toEqual({ low: 90, high: 90 });
  });

  it('reject numbers that are not between 0 and 1', () => {
    const histogram = new ExponentialHistogram();
    histogram.record(1);
    expect(() => histogram.quantile(1.1)).toThrow(RangeError);
    expect(() => histogram.rankBounds(2)).toThrow(RangeError);
  });
});

it('rejects values that are not durations, and scales that do not exist', () => {
  const histogram = new ExponentialHistogram();
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => histogram.record(value)).toThrow(RangeError);
  }
  expect(() => histogram.mergeEncoded(encoded(21, 0, [1]))).toThrow(RangeError);
  expect(() => new ExponentialHistogram({ maxBuckets: 1 })).toThrow(RangeError);
});
