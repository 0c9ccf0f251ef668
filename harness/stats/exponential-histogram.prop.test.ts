import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExponentialHistogram } from './exponential-histogram.ts';
import { quantileRank } from './ranked.ts';

const durations = fc.oneof(
  fc.double({ min: 0, max: 60_000, noNaN: true }),
  fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }),
  fc.integer({ min: -30, max: 30 }).map((power) => 2 ** power),
);
const samples = fc.array(durations, { maxLength: 200 });
const bucketLimits = fc.constantFrom(2, 5, 20, 160);

const histogramOf = (values: number[], maxBuckets = 160) => {
  const histogram = new ExponentialHistogram({ maxBuckets });
  for (const value of values) histogram.record(value);
  return histogram;
};
const merged = (...histograms: ExponentialHistogram[]) => {
  const sum = new ExponentialHistogram({ maxBuckets: 20 });
  for (const histogram of histograms) sum.merge(histogram);
  return sum;
};
/** Everything except the sum, which depends on the order through rounding. */
const content = (histogram: ExponentialHistogram) => {
  const { sum: _, ...rest } = histogram.encode();
  return rest;
};

describe('merging', () => {
  it('is commutative and associative, across scales', () => {
    fc.assert(
      fc.property(samples, samples, samples, bucketLimits, (a, b, c, limit) => {
        const [x, y, z] = [histogramOf(a, limit), histogramOf(b), histogramOf(c, 7)];
        expect(content(merged(x, y, z))).toEqual(content(merged(z, y, x)));
        expect(content(merged(merged(x, y), z))).toEqual(content(merged(x, merged(y, z))));
      }),
    );
  });

  it('gives what recording everything in one gives', () => {
    fc.assert(
      fc.property(samples, samples, bucketLimits, (a, b, limit) => {
        const apart = histogramOf(a, limit);
        apart.merge(histogramOf(b, limit));
        expect(content(apart)).toEqual(content(histogramOf([...a, ...b], limit)));
      }),
    );
  });

  it('survives encoding', () => {
    fc.assert(
      fc.property(samples, bucketLimits, (values, limit) => {
        const histogram = histogramOf(values, limit);
        const decoded = ExponentialHistogram.fromEncoded(JSON.parse(JSON.stringify(histogram.encode())));
        expect(content(decoded)).toEqual(content(histogram));
        expect(decoded.count).toBe(values.length);
      }),
    );
  });
});

describe('the figures of a histogram', () => {
  it('have each value in a bucket whose bounds enclose it', () => {
    fc.assert(
      fc.property(durations, (value) => {
        const [bucket] = histogramOf([value]).buckets();
        if (value < 2 ** -1022) {
          expect(bucket).toEqual({ low: 0, high: 0, count: 1 });
          return;
        }
        expect(bucket!.low).toBeLessThan(value);
        expect(bucket!.high).toBeGreaterThanOrEqual(value);
      }),
    );
  });

  it('bound every exact quantile, even after merging', () => {
    const quantiles = fc.double({ min: 0, max: 1, noNaN: true });
    const normal = samples.map((values) => values.map((value) => (value < 2 ** -1022 ? 0 : value)));
    fc.assert(
      fc.property(normal, normal, quantiles, bucketLimits, (a, b, q, limit) => {
        const all = [...a, ...b].sort((x, y) => x - y);
        fc.pre(all.length > 0);
        const histogram = histogramOf(a, limit);
        histogram.merge(histogramOf(b));
        const exact = all[quantileRank(q, all.length) - 1]!;
        const { value, low, high } = histogram.quantile(q)!;
        expect(low).toBeLessThanOrEqual(exact);
        expect(high).toBeGreaterThanOrEqual(exact);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('bound how many values are at most x', () => {
    fc.assert(
      fc.property(samples, durations, bucketLimits, (values, x, limit) => {
        fc.pre([...values, x].every((value) => value === 0 || value >= 2 ** -1022));
        const { low, high } = histogramOf(values, limit).countAtMost(x);
        const exact = values.filter((value) => value <= x).length;
        expect(low).toBeLessThanOrEqual(exact);
        expect(high).toBeGreaterThanOrEqual(exact);
      }),
    );
  });

  it('never have more buckets than allowed', () => {
    fc.assert(
      fc.property(samples, bucketLimits, (values, limit) => {
        expect(histogramOf(values, limit).encode().counts.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
