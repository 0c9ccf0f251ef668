import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExponentialHistogram } from './exponential-histogram.ts';
import { leastSampleCount, quantileInterval, quantileRankInterval } from './quantile-interval.ts';
import { quantileRank } from './ranked.ts';
import { SortedSample } from './sorted-sample.ts';
import { seededRandom } from './testing/seeded-random.ts';

const quantiles = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const confidences = fc.constantFrom(0.8, 0.9, 0.95, 0.99);

it('ranks cover as stated, and exist from the least sample on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), quantiles, confidences, (n, q, confidence) => {
      const ranks = quantileRankInterval(n, q, confidence);
      if (ranks === null) {
        expect(n).toBeLessThan(leastSampleCount(q, confidence));
        return;
      }
      expect(n).toBeGreaterThanOrEqual(leastSampleCount(q, confidence));
      expect(ranks.low).toBeGreaterThanOrEqual(1);
      expect(ranks.high).toBeLessThanOrEqual(n);
      expect(ranks.low).toBeLessThan(ranks.high);
      expect(ranks.coverage).toBeGreaterThanOrEqual(confidence - 1e-12);
    }),
  );
});

it('the interval contains the exact sample quantile', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 60_000, noNaN: true }), { minLength: 80, maxLength: 300 }),
      fc.integer({ min: 2, max: 160 }),
      (values, maxBuckets) => {
        const histogram = new ExponentialHistogram({ maxBuckets });
        for (const value of values) histogram.record(value);
        const exact = values.toSorted((a, b) => a - b)[quantileRank(0.95, values.length) - 1]!;
        const interval = quantileInterval(histogram, 0.95, 0.95)!;
        expect(interval.low).toBeLessThanOrEqual(exact);
        expect(interval.high).toBeGreaterThanOrEqual(exact);
      },
    ),
  );
});

it.each([
  [0.5, 12],
  [0.95, 200],
  [0.95, 1000],
])(
  '2,000 simulated samples: the interval of the %d quantile of %d values covers the truth as often as stated',
  (q, n) => {
    const random = seededRandom(20_240_607);
    const { coverage } = quantileRankInterval(n, q, 0.95)!;
    const truth = -Math.log(1 - q);
    let covered = 0;
    for (let run = 0; run < 2000; run++) {
      const sample = new SortedSample(Array.from({ length: n }, () => -Math.log(1 - random())));
      const { low, high } = quantileInterval(sample, q, 0.95)!;
      if (low! <= truth && truth <= high!) covered++;
    }
    // Four standard errors of a simulated share.
    const error = 4 * Math.sqrt((coverage * (1 - coverage)) / 2000);
    expect(Math.abs(covered / 2000 - coverage)).toBeLessThan(error);
  },
);
