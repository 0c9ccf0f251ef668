import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmannRatio, hodgesLehmannShift } from './hodges-lehmann.ts';
import { mannWhitney } from './mann-whitney.ts';

describe('the shift between two samples', () => {
  it('is the median of all differences', () => {
    // Differences 9, 8, 19, 18, 29, 28.
    expect(hodgesLehmannShift([1, 2], [10, 20, 30], 0.5).estimate).toBe(18.5);
  });

  it('agrees with a published example', () => {
    // Hollander and Wolfe, examples 4.3 and 4.5: -0.305, and from -0.76 to 0.15 with 96%.
    const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    const { estimate, interval, coverage } = hodgesLehmannShift(atTerm, early, 0.95);
    expect(estimate).toBeCloseTo(-0.305, 12);
    expect(interval).toMatchObject({ low: expect.closeTo(-0.76, 12), high: expect.closeTo(0.15, 12) });
    expect(coverage).toBeCloseTo(0.96, 2);
  });

  it('covers at most 97.1% for 4 against 4, and too little for 3 against 3', () => {
    const four = hodgesLehmannShift([1, 2, 3, 4], [11, 13, 15, 17], 0.95);
    expect(four).toMatchObject({ interval: { low: 7, high: 16 }, coverage: expect.closeTo(1 - 2 / 70, 12) });
    expect(hodgesLehmannShift([1, 2, 3, 4], [11, 13, 15, 17], 0.98).interval).toBeNull();
    expect(hodgesLehmannShift([1, 2, 3], [4, 5, 6], 0.95)).toMatchObject({
      interval: null,
      coverage: expect.closeTo(0.9, 12),
    });
  });

  // The k-th differences from both ends at 95%: one more than U's critical value in Siegel's table K.
  it.each([
    [5, 5, 3],
    [8, 8, 14],
    [10, 10, 24],
  ])('of %d against %d takes the %d-th differences', (m, n, k) => {
    const a = Array.from({ length: m }, (_, i) => i * 1000);
    const b = Array.from({ length: n }, (_, j) => 500_000 + j);
    const differences = b.flatMap((y) => a.map((x) => y - x)).sort((x, y) => x - y);
    expect(hodgesLehmannShift(a, b, 0.95).interval).toMatchObject({
      low: differences[k - 1],
      high: differences[differences.length - k],
    });
  });

  it('as a ratio is the shift of the logarithms', () => {
    const { estimate, interval } = hodgesLehmannRatio([1, 10, 100, 1000], [2, 20, 200, 2000], 0.95);
    expect(estimate).toBeCloseTo(2, 12);
    expect(interval).toMatchObject({ low: expect.closeTo(0.002, 12), high: expect.closeTo(2000, 8) });
    expect(() => hodgesLehmannRatio([1, 0], [1, 2], 0.95)).toThrow(RangeError);
  });

  it('contains the shifts that the test does not reject, for large samples', () => {
    const a = Array.from({ length: 60 }, (_, i) => (i * 37) % 61);
    const b = a.map((value, i) => value + 5 + (i % 7));
    const { low, high } = hodgesLehmannShift(a, b, 0.95).interval!;
    const p = (shift: number) =>
      mannWhitney(
        a,
        b.map((value) => value - shift),
      ).pValue;
    expect(p(low! - 0.5)).toBeLessThan(0.05);
    expect(p(low! + 0.5)).toBeGreaterThan(0.05);
    expect(p(high! - 0.5)).toBeGreaterThan(0.05);
    expect(p(high! + 0.5)).toBeLessThan(0.05);
  });

  it('of one value against many exists only if 2 in (n + 1) is rare enough', () => {
    const many = Array.from({ length: 60 }, (_, i) => i);
    expect(hodgesLehmannShift([0], many, 0.95)).toMatchObject({
      interval: { low: 0, high: 59 },
      coverage: expect.closeTo(1 - 2 / 61, 12),
    });
    expect(hodgesLehmannShift([0], many, 0.99).interval).toBeNull();
  });

  it('moves with the samples and lies in its interval', () => {
    const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: -500, max: 500 }), (a, b, by) => {
        const plain = hodgesLehmannShift(a, b, 0.9);
        const moved = hodgesLehmannShift(
          a,
          b.map((value) => value + by),
          0.9,
        );
        expect(moved.estimate).toBeCloseTo(plain.estimate + by, 9);
        expect(plain.interval!.low).toBeLessThanOrEqual(plain.estimate);
        expect(plain.interval!.high).toBeGreaterThanOrEqual(plain.estimate);
        expect(plain.coverage).toBeGreaterThanOrEqual(0.9 - 1e-9);
        expect(hodgesLehmannShift(b, a, 0.9).estimate).toBeCloseTo(-plain.estimate, 9);
      }),
    );
  });

  it('rejects empty samples and a confidence of 1', () => {
    expect(() => hodgesLehmannShift([], [1], 0.95)).toThrow(RangeError);
    expect(() => hodgesLehmannShift([1], [1], 1)).toThrow(RangeError);
  });
});
