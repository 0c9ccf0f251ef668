import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannWhitney } from './mann-whitney.ts';

/** Two samples without ties in which exactly `u` pairs have the greater value in the second. */
function samplesWithU(m: number, n: number, u: number): [number[], number[]] {
  const a = Array.from({ length: m }, (_, i) => i + 1);
  let left = u;
  const b = Array.from({ length: n }, (_, j) => {
    const greaterThan = Math.min(m, left);
    left -= greaterThan;
    return greaterThan + 0.5 + j / 1000;
  });
  return [a, b];
}
const pOf = (m: number, n: number, u: number) => {
  const result = mannWhitney(...samplesWithU(m, n, u));
  expect(result).toMatchObject({ u, method: 'exact' });
  return result.pValue;
};

describe('small samples, exactly', () => {
  it('count the arrangements', () => {
    expect(pOf(4, 4, 0)).toBeCloseTo(2 / 70, 12);
    expect(pOf(4, 4, 16)).toBeCloseTo(2 / 70, 12);
    expect(pOf(4, 4, 1)).toBeCloseTo(4 / 70, 12);
    // U = 0, 1, 2 in 1 + 1 + 2 ways.
    expect(pOf(4, 4, 2)).toBeCloseTo(8 / 70, 12);
    expect(pOf(3, 3, 0)).toBeCloseTo(0.1, 12);
    expect(pOf(5, 5, 2)).toBeCloseTo(8 / 252, 12);
    expect(pOf(4, 4, 8)).toBe(1);
  });

  // Critical values of U, two-sided 5%: Siegel (1956), "Nonparametric Statistics", tables J and K.
  it.each([
    [3, 5, 0],
    [4, 4, 0],
    [4, 10, 5],
    [5, 5, 2],
    [5, 8, 6],
    [6, 6, 5],
    [7, 7, 8],
    [8, 8, 13],
    [9, 9, 17],
    [10, 10, 23],
    [15, 15, 64],
    [20, 20, 127],
  ])('of %d and %d values are significant up to U = %d', (m, n, critical) => {
    expect(pOf(m, n, critical)).toBeLessThanOrEqual(0.05);
    expect(pOf(m, n, critical + 1)).toBeGreaterThan(0.05);
  });

  it('agree with a published example', () => {
    // Hollander and Wolfe, example 4.1: permeability of membranes; one-sided p = 0.127.
    const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    const { u, pValue } = mannWhitney(early, atTerm);
    expect(u).toBe(35);
    expect(pValue / 2).toBeCloseTo(0.1272, 4);
  });

  it('with ties, by all deals of the midranks', () => {
    // Midranks 1, 2.5, 2.5, 4. The six pairs have the sums 3.5, 3.5, 5, 5, 6.5, 6.5; ours has 6.5.
    expect(mannWhitney([1, 2], [2, 3])).toEqual({
      u: 3.5,
      pValue: expect.closeTo(4 / 6, 12),
      method: 'exact',
    });
    expect(mannWhitney([5, 5, 5], [5, 5]).pValue).toBe(1);
  });
});

describe('large samples', () => {
  it('use the normal approximation', () => {
    // U = 600 of 900: (150 - 0.5) / sqrt(30 * 30 * 61 / 12) = 2.2103.
    expect(mannWhitney(...samplesWithU(30, 30, 600))).toEqual({
      u: 600,
      pValue: expect.closeTo(0.02708632, 7),
      method: 'normal approximation',
    });
  });

  it('correct for ties', () => {
    // 60 values, half of them 0 and half 1: U = 450 + 150 = 600; variance 900/12 (61 - 2 (27000 - 30)/(60 * 59)) = 3432.2.
    const a = [...Array(20).fill(0), ...Array(10).fill(1)];
    const b = [...Array(10).fill(0), ...Array(20).fill(1)];
    expect(mannWhitney(a, b)).toMatchObject({ u: 600, pValue: expect.closeTo(0.0107, 4) });
    expect(mannWhitney(Array(30).fill(7), Array(30).fill(7)).pValue).toBe(1);
  });

  it('agree closely with the exact test at its largest size', () => {
    const [a, b] = samplesWithU(25, 25, 200);
    const approximate = mannWhitney(...samplesWithU(25, 26, 208)).pValue;
    expect(mannWhitney(a, b).pValue).toBeCloseTo(approximate, 2);
  });
});

describe('any samples', () => {
  const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 7 });

  it('give a p-value that counts as brute force does', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const all = [...a, ...b];
        const pairs = (isB: (i: number) => boolean) => {
          let twiceU = 0;
          all.forEach((y, j) => {
            if (!isB(j)) return;
            all.forEach((x, i) => {
              if (!isB(i)) twiceU += Math.sign(y - x) + 1;
            });
          });
          return twiceU;
        };
        const seen = Math.abs(pairs((i) => i >= a.length) - a.length * b.length);
        let [far, deals] = [0, 0];
        for (let deal = 0; deal < 2 ** all.length; deal++) {
          const isB = (i: number) => ((deal >> i) & 1) === 1;
          if (all.filter((_, i) => isB(i)).length !== b.length) continue;
          deals++;
          if (Math.abs(pairs(isB) - a.length * b.length) >= seen) far++;
        }
        expect(mannWhitney(a, b).pValue).toBeCloseTo(far / deals, 12);
      }),
      { numRuns: 30 },
    );
  });

  it('mirror', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [there, back] = [mannWhitney(a, b), mannWhitney(b, a)];
        expect(there.u + back.u).toBe(a.length * b.length);
        expect(there.pValue).toBeCloseTo(back.pValue, 12);
      }),
    );
  });

  it('are rejected if they are empty', () => {
    expect(() => mannWhitney([], [1])).toThrow(RangeError);
    expect(() => mannWhitney([1], [Number.NaN])).toThrow(RangeError);
  });
});
