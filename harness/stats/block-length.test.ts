import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autocovariances, blockLength, politisWhiteLength } from './block-length.ts';
import { autoregression, normalFrom, seededRandom } from './testing/seeded-random.ts';

const seriesOf = (phi: number, length: number) =>
  Float64Array.from(autoregression(length, phi, normalFrom(seededRandom(7))));

it('autocovariances by hand', () => {
  // Deviations -2 -1 0 1 2: 10/5, (2 + 0 + 0 + 2)/5, (0 - 1 + 0)/5.
  expect(autocovariances([1, 2, 3, 4, 5], 2)).toEqual([2, 0.8, -0.2].map((v) => expect.closeTo(v, 12)));
});

describe('the automatic rule', () => {
  // In closed form for an autoregression: g = 2 phi / (1 - phi)^2, s^2 = (1 + phi) / (1 - phi), in variances, so that the length is
  // (1.5 (2 phi / (1 - phi^2))^2 n)^(1/3).
  it.each([0.3, 0.5, 0.8])('finds the best length for an autoregression of %d', (phi) => {
    const n = 40_000;
    const best = (1.5 * ((2 * phi) / (1 - phi * phi)) ** 2 * n) ** (1 / 3);
    const found = politisWhiteLength(seriesOf(phi, n));
    expect(found / best).toBeGreaterThan(0.75);
    expect(found / best).toBeLessThan(1.25);
  });

  it('takes blocks of one value for noise', () => {
    expect(politisWhiteLength(seriesOf(0, 4000))).toBeLessThan(4);
    expect(politisWhiteLength(new Float64Array(100))).toBe(1);
  });

  it('does not use more lags than there are', () => {
    expect(politisWhiteLength(Float64Array.from([1, 2]))).toBeGreaterThanOrEqual(1);
  });
});

it('a block has at least sqrt(n) values and at most a third of them', () => {
  expect(blockLength(seriesOf(0, 60))).toBe(8);
  expect(blockLength(seriesOf(0, 3600))).toBe(60);
  const ramp = (length: number) => blockLength(Float64Array.from({ length }, (_, t) => t));
  expect(ramp(60)).toBe(13);
  expect([12, 9, 6, 4].map(ramp)).toEqual([4, 3, 2, 1]);
});

it('does not depend on level, unit or direction', () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 12, maxLength: 80 });
  fc.assert(
    fc.property(values, fc.integer({ min: -99, max: 99 }), (plain, by) => {
      const length = politisWhiteLength(Float64Array.from(plain));
      const moved = politisWhiteLength(Float64Array.from(plain, (value) => 4 * value + by));
      const reversed = politisWhiteLength(Float64Array.from(plain.toReversed()));
      // If an autocorrelation is at the limit apart from rounding, either answer is right.
      fc.pre(Math.abs(moved - length) < 1e-6 * length || plain.some((value) => value !== plain[0]));
      expect(length).toBeGreaterThanOrEqual(1);
      expect(moved / length).toBeCloseTo(1, 6);
      expect(reversed / length).toBeCloseTo(1, 6);
    }),
  );
});
