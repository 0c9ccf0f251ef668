import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autoregression, normalFrom, seededRandom } from './testing/seeded-random.ts';
import { mannKendallTrend } from './trend.ts';

const series = (length: number, at: (t: number) => number) => Array.from({ length }, (_, t) => at(t));

describe('the Mann-Kendall test', () => {
  it('of a rising line, by hand', () => {
    // S = 190 of 190 pairs, variance 20 * 19 * 45 / 18 = 950, z = 189 / sqrt(950).
    const { tau, pValue, slopePerStep, interval, varianceInflation } = mannKendallTrend(
      series(20, (t) => 100 + 3 * t),
      0.95,
    )!;
    expect({ tau, slopePerStep, varianceInflation }).toEqual({
      tau: 1,
      slopePerStep: 3,
      varianceInflation: 1,
    });
    expect(pValue / 8.679762763e-10).toBeCloseTo(1, 8);
    expect(interval).toMatchObject({ low: 3, high: 3 });
  });

  it('corrects for ties, by hand', () => {
    // Ten 0 and ten 1, in turn: S = 55 - 45, variance (20 * 19 * 45 - 2 * 10 * 9 * 25) / 18 = 700, z = 9 / sqrt(700).
    // Neighbours differ, so there is no correction for autocorrelation.
    const { tau, pValue } = mannKendallTrend(
      series(20, (t) => t % 2),
      0.95,
    )!;
    expect(tau).toBeCloseTo(10 / 190, 12);
    expect(pValue).toBeCloseTo(0.7337299957, 8);
    expect(
      mannKendallTrend(
        series(30, () => 7),
        0.95,
      ),
    ).toMatchObject({ tau: 0, pValue: 1, slopePerStep: 0 });
  });

  it("corrects for autocorrelation by Yue and Wang's factor", () => {
    const values = autoregression(400, 0.8, normalFrom(seededRandom(3)));
    // 1 + 2 sum (1 - k/n) rho^k approaches (1 + rho) / (1 - rho): 9 for 0.8, estimated to within about a quarter.
    const { varianceInflation } = mannKendallTrend(values, 0.95)!;
    expect(varianceInflation).toBeGreaterThan(6);
    expect(varianceInflation).toBeLessThan(13);
  });

  it('is robust against an outlier', () => {
    const { slopePerStep } = mannKendallTrend(
      series(60, (t) => (t === 30 ? 1e6 : 2 * t)),
      0.95,
    )!;
    expect(slopePerStep).toBe(2);
  });

  it('averages long series in groups, and keeps the unit of the slope', () => {
    const { slopePerStep, pValue } = mannKendallTrend(
      series(3600, (t) => 0.5 * t + (t % 7)),
      0.95,
    )!;
    expect(slopePerStep).toBeCloseTo(0.5, 2);
    expect(pValue).toBeLessThan(1e-6);
  });

  it('is null for fewer than 20 values', () => {
    expect(
      mannKendallTrend(
        series(19, (t) => t),
        0.95,
      ),
    ).toBeNull();
    expect(() =>
      mannKendallTrend(
        series(20, () => Number.NaN),
        0.95,
      ),
    ).toThrow(RangeError);
    expect(() =>
      mannKendallTrend(
        series(20, (t) => t),
        1,
      ),
    ).toThrow(RangeError);
  });

  it('reverses with the series', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(values, (plain) => {
        const [there, mirrored] = [
          mannKendallTrend(plain, 0.95)!,
          mannKendallTrend(
            plain.map((value) => -value),
            0.95,
          )!,
        ];
        expect(mirrored.tau).toBeCloseTo(-there.tau, 12);
        expect(mirrored.slopePerStep).toBeCloseTo(-there.slopePerStep, 12);
        expect(there.interval.low).toBeLessThanOrEqual(there.slopePerStep);
        expect(there.interval.high).toBeGreaterThanOrEqual(there.slopePerStep);
        expect(mirrored.interval.low).toBeCloseTo(-there.interval.high!, 12);
        expect(there.pValue).toBeGreaterThan(0);
        expect(there.pValue).toBeLessThanOrEqual(1);
        expect(there.varianceInflation).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('over many series', () => {
  const shareFound = (seconds: number, phi: number, drift: number) => {
    const normal = normalFrom(seededRandom(seconds));
    let found = 0;
    for (let run = 0; run < 300; run++) {
      const values = autoregression(seconds, phi, normal).map((value, t) => value + (drift * t) / seconds);
      if (mannKendallTrend(values, 0.95)!.pValue < 0.05) found++;
    }
    return found / 300;
  };

  // Without the correction 24% at 0.5 and half of all at 0.8.
  it.each([
    [60, 0, 0.08],
    [60, 0.5, 0.09],
    [60, 0.8, 0.11],
    [120, 0.8, 0.1],
  ])(
    'finds a trend where there is none in about 5%% of series of %d values of an autoregression of %d',
    (n, phi, most) => {
      expect(shareFound(n, phi, 0)).toBeLessThan(most);
    },
  );

  it('finds a drift of two deviations', () => {
    expect(shareFound(60, 0, 2)).toBeGreaterThan(0.95);
    expect(shareFound(60, 0.5, 2)).toBeGreaterThan(0.5);
    expect(shareFound(60, 0.8, 6)).toBeGreaterThan(0.8);
  });
});
