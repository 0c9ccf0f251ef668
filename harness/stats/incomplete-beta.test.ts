import { describe, expect, it } from 'vitest';
import { binomialTails } from './binomial.ts';
import { betaQuantile, regularizedIncompleteBeta } from './incomplete-beta.ts';

function expectRelative(actual: number, expected: number, error = 1e-11) {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(error);
}

describe('the regularised incomplete beta function', () => {
  it('has the closed forms I_x(1,1) = x, I_x(a,1) = x^a, I_x(1,b) = 1 - (1-x)^b', () => {
    for (const x of [0.001, 0.3, 0.5, 0.72, 0.999]) {
      expectRelative(regularizedIncompleteBeta(x, 1, 1).lower, x);
      expectRelative(regularizedIncompleteBeta(x, 7, 1).lower, x ** 7);
      expectRelative(regularizedIncompleteBeta(x, 1, 7).upper, (1 - x) ** 7);
    }
  });

  it('is 0 and 1 at the ends and rejects other arguments', () => {
    expect(regularizedIncompleteBeta(0, 3, 4)).toEqual({ lower: 0, upper: 1 });
    expect(regularizedIncompleteBeta(1, 3, 4)).toEqual({ lower: 1, upper: 0 });
    expect(() => regularizedIncompleteBeta(0.5, 0.5, 2)).toThrow(RangeError);
    expect(() => regularizedIncompleteBeta(1.5, 2, 2)).toThrow(RangeError);
    expect(() => regularizedIncompleteBeta(Number.NaN, 2, 2)).toThrow(RangeError);
  });

  // Computed with 40 digits and more (mpmath 1.3; quadrature, sums of binomial terms, for parameters of 10^8 the textbook's continued fraction).
  it.each([
    [0.95, 95, 6, 'lower', 0.6159991279561954],
    [0.9, 50, 3, 'lower', 0.09663328513725213],
    [0.95, 950_000, 50_001, 'lower', 0.5011898042281285],
    [0.949, 950_000, 50_001, 'lower', 2.598106657865546e-6],
    [1e-10, 1, 500_000, 'lower', 4.999875002333295e-5],
    [0.5, 500_000, 500_000, 'lower', 0.5],
    [0.5, 80, 21, 'lower', 5.579544528625976e-10],
    [0.9999999181113528, 99_999_995, 5, 'lower', 0.08931800468901221],
    [6.815323731011556e-8, 2, 99_999_998, 'upper', 0.008572143533433704],
    [0.42327066395418766, 42_303_296, 57_696_704, 'upper', 7.501485019626071e-7],
    [0.9999990541922642, 99_999_939, 61, 'lower', 9.339442252099544e-5],
  ] as const)('I(%d; %d, %d) %s tail', (x, a, b, tail, expected) => {
    expectRelative(regularizedIncompleteBeta(x, a, b)[tail], expected);
  });

  it('keeps its digits 136 orders of magnitude into a tail', () => {
    expectRelative(binomialTails(1000, 1_000_000, 0.002).lower, 8.303460264356913e-136);
  });

  it('converges where a short continued fraction does not: symmetric parameters of half a million', () => {
    const { lower, upper } = regularizedIncompleteBeta(0.5, 500_000, 500_000);
    expect(lower).toBeCloseTo(0.5, 11);
    expect(lower + upper).toBe(1);
  });
});

describe('the beta quantile', () => {
  it('inverts either tail', () => {
    for (const [a, b] of [
      [3, 8],
      [1, 1],
      [400, 12],
      [499_990, 11],
    ] as const) {
      for (const p of [1e-9, 0.025, 0.5, 0.975]) {
        expectRelative(regularizedIncompleteBeta(betaQuantile(p, a, b), a, b).lower, p, 1e-6);
        expectRelative(regularizedIncompleteBeta(betaQuantile(p, a, b, 'upper'), a, b).upper, p, 1e-6);
      }
    }
  });
});

describe('binomial tails', () => {
  it('agree with the sum of the terms', () => {
    // 5 tosses of a fair coin: 1, 5, 10, 10, 5, 1 of 32.
    const cumulated = [1, 6, 16, 26, 31, 32];
    for (const [k, of32] of cumulated.entries()) {
      expect(binomialTails(k, 5, 0.5).lower).toBeCloseTo(of32 / 32, 14);
      expect(binomialTails(k, 5, 0.5).upper).toBeCloseTo(1 - of32 / 32, 14);
    }
    expect(binomialTails(-1, 5, 0.5)).toEqual({ lower: 0, upper: 1 });
  });
});
