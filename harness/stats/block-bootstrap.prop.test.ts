import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  blockBootstrapMeanInterval,
  blockBootstrapQuantileInterval,
  blockBootstrapRatioInterval,
  type SecondTimes,
} from './block-bootstrap.ts';
import { ExponentialHistogram } from './exponential-histogram.ts';
import { clopperPearson } from './proportion.ts';
import { quantileRank } from './ranked.ts';
import { seededRandom } from './testing/seeded-random.ts';

/** Each case resamples 1,999 times. */
const numRuns = 25;
const values = fc.array(fc.double({ min: 0.01, max: 10_000, noNaN: true }), { maxLength: 20 });
const runs = fc.array(values, { minLength: 12, maxLength: 40 });
const seeds = fc.integer();

const encoded = (seconds: readonly number[][], maxBuckets: number): SecondTimes[] =>
  seconds.map((second) => {
    const histogram = new ExponentialHistogram({ maxBuckets });
    for (const value of second) histogram.record(value);
    return { times: histogram.encode(), endless: 0 };
  });

it('the interval of a quantile contains the exact quantile of the requests, and ends among them', () => {
  const quantiles = fc.constantFrom(0.5, 0.9, 0.95);
  fc.assert(
    fc.property(runs, quantiles, fc.integer({ min: 2, max: 160 }), seeds, (seconds, q, maxBuckets, seed) => {
      const histograms = encoded(seconds, maxBuckets);
      const interval = blockBootstrapQuantileInterval(histograms, q, 0.95, seededRandom(seed));
      fc.pre(interval !== null);
      const all = seconds.flat().sort((a, b) => a - b);
      const exact = all[quantileRank(q, all.length) - 1]!;
      expect(interval!.low).toBeLessThanOrEqual(exact);
      expect(interval!.high).toBeGreaterThanOrEqual(exact);
      expect(interval!.low).toBeGreaterThanOrEqual(0);
      expect(interval!.high).toBeLessThanOrEqual(all.at(-1)!);
    }),
    { numRuns },
  );
});

it('the interval is the same in another unit', () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: -3, max: 10 }), seeds, (seconds, octaves, seed) => {
      const unit = 2 ** octaves;
      const of = (factor: number) =>
        blockBootstrapQuantileInterval(
          encoded(
            seconds.map((second) => second.map((value) => value * factor)),
            160,
          ),
          0.9,
          0.95,
          seededRandom(seed),
        );
      const plain = of(1);
      fc.pre(plain !== null);
      expect(of(unit)!.low! / unit / plain!.low!).toBeCloseTo(1, 9);
      expect(of(unit)!.high! / unit / plain!.high!).toBeCloseTo(1, 9);
    }),
    { numRuns },
  );
});

it('the interval of a mean contains the mean', () => {
  const counts = fc.array(fc.integer({ min: -500, max: 2000 }), { minLength: 12, maxLength: 80 });
  fc.assert(
    fc.property(counts, seeds, (perSecond, seed) => {
      const { low, high } = blockBootstrapMeanInterval(perSecond, 0.95, seededRandom(seed))!;
      const mean = perSecond.reduce((sum, value) => sum + value, 0) / perSecond.length;
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }),
    { numRuns },
  );
});

it('the interval of a ratio is never narrower than that of independent trials, and mirrors for failures', () => {
  const second = fc
    .tuple(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([trials, share]) => ({ trials, successes: Math.round(share * trials) }));
  fc.assert(
    fc.property(fc.array(second, { minLength: 12, maxLength: 60 }), seeds, (seconds, seed) => {
      const interval = blockBootstrapRatioInterval(seconds, 0.95, seededRandom(seed));
      fc.pre(interval !== null);
      const successes = seconds.reduce((sum, { successes }) => sum + successes, 0);
      const trials = seconds.reduce((sum, { trials }) => sum + trials, 0);
      const exact = clopperPearson(successes, trials, 0.95)!;
      expect(interval!.low).toBeLessThanOrEqual(exact.low!);
      expect(interval!.high).toBeGreaterThanOrEqual(exact.high!);
      expect(interval!.low).toBeGreaterThanOrEqual(0);
      expect(interval!.high).toBeLessThanOrEqual(1);
      const failures = seconds.map(({ successes, trials }) => ({ successes: trials - successes, trials }));
      const mirrored = blockBootstrapRatioInterval(failures, 0.95, seededRandom(seed))!;
      expect(1 - mirrored.high!).toBeCloseTo(interval!.low!, 9);
    }),
    { numRuns },
  );
});
