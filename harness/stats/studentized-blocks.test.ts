import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CosineError } from './cosine-error.ts';
import { blockVarianceOfMean, studentizedHalfWidth } from './studentized-blocks.ts';
import { autoregression, normalFrom, seededRandom } from './testing/seeded-random.ts';

const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 12, maxLength: 60 });

describe('the half-width', () => {
  it('is 0 for a series without variation', () => {
    expect(studentizedHalfWidth(new Float64Array(60), 0.95, seededRandom(1))).toBe(0);
    expect(studentizedHalfWidth(new Float64Array(60).fill(0.1), 0.95, seededRandom(1))).toBe(0);
  });

  it('comes from blocks of consecutive values: one draw a block', () => {
    const random = seededRandom(1);
    let draws = 0;
    studentizedHalfWidth(Float64Array.from({ length: 60 }, normalFrom(seededRandom(2))), 0.95, () => {
      draws++;
      return random();
    });
    // sqrt(60) gives 8 values a block: 7 whole blocks and 4 values of another.
    expect(draws).toBe(1999 * 8);
  });

  it('has only one resample if all blocks begin at the same value', () => {
    // 12 values in blocks of 4: 0 1 2 3 three times, with mean 1.5 where the series has 5.5.
    const series = Float64Array.from({ length: 12 }, (_, t) => t);
    const only = Float64Array.from({ length: 12 }, (_, t) => t % 4);
    const error = new CosineError(12);
    const expected = (4 * error.of(series)) / error.of(only);
    expect(studentizedHalfWidth(series, 0.95, () => 0)).toBeCloseTo(expected, 9);
    // From the tenth on, around the end: 10 11 0 1.
    const around = Float64Array.from({ length: 12 }, (_, t) => [10, 11, 0, 1][t % 4]!);
    expect(studentizedHalfWidth(series, 0.95, () => 10 / 12)).toBeCloseTo(0, 9);
    expect(error.of(around)).toBeGreaterThan(0);
  });

  it('is the same for the same seed', () => {
    const series = Float64Array.from(autoregression(60, 0.5, normalFrom(seededRandom(2))));
    const of = (seed: number) => studentizedHalfWidth(series, 0.95, seededRandom(seed));
    expect(of(1)).toBe(of(1));
    expect(of(1)).not.toBe(of(2));
  });

  it('of independent normal values is that of Student, with as many degrees as cosines', () => {
    // Student's two-sided 95% points with 3, 5 and 10 degrees of freedom.
    for (const [n, student] of [
      [60, 3.182],
      [120, 2.571],
      [400, 2.228],
    ] as const) {
      const normal = normalFrom(seededRandom(n));
      let ratios = 0;
      for (let run = 0; run < 20; run++) {
        const series = Float64Array.from({ length: n }, normal);
        ratios += studentizedHalfWidth(series, 0.95, seededRandom(run)) / new CosineError(n).of(series) / 20;
      }
      expect(ratios / student).toBeGreaterThan(0.95);
      // Blocks repeat, which makes the half-width a little larger the fewer there are.
      expect(ratios / student).toBeLessThan(1.15);
    }
  });

  it('grows with confidence and unit, but not with the level', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), (plain, by) => {
        const of = (confidence: number, change = (value: number) => value) =>
          studentizedHalfWidth(Float64Array.from(plain, change), confidence, seededRandom(5));
        const halfWidth = of(0.95);
        expect(of(0.8)).toBeLessThanOrEqual(halfWidth);
        expect(of(0.99)).toBeGreaterThanOrEqual(halfWidth);
        expect(of(0.95, (value) => 2 * value)).toBe(2 * halfWidth);
        expect(of(0.95, (value) => value + by)).toBeCloseTo(halfWidth, 6);
      }),
      { numRuns: 10 },
    );
  });
});

describe('the variance of the mean by blocks', () => {
  it('by hand', () => {
    // Blocks of three of 1..9, deviations -4..4: sums -9 -6 -3 0 3 6 9 and, around the end, 3 and -3; squares add up to 270.
    expect(blockVarianceOfMean(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9))).toBeCloseTo(270 / 9 / 9 / 3, 12);
    // A third of four is one: the plain variance over n.
    expect(blockVarianceOfMean(Float64Array.of(1, 2, 3, 4))).toBeCloseTo(1.25 / 4, 12);
  });

  it('grows with correlation', () => {
    const series = Float64Array.from(autoregression(3600, 0.8, normalFrom(seededRandom(4))));
    // (1 + 0.8) / (1 - 0.8) = 9 times that of independent values, less what blocks of a minute miss.
    expect(blockVarianceOfMean(series) * 3600).toBeGreaterThan(6);
    expect(blockVarianceOfMean(series) * 3600).toBeLessThan(12);
  });
});
