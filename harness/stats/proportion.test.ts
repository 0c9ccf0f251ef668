import { describe, expect, it } from 'vitest';
import { clopperPearson, leastTrialsWithoutFailure, trialsToSettle } from './proportion.ts';

describe('the Clopper-Pearson interval', () => {
  // Newcombe (1998), Statistics in Medicine 17, 857-872, Table I, method 5.
  it.each([
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])('of %d in %d is the published one', (successes, trials, low, high) => {
    const interval = clopperPearson(successes, trials, 0.95)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  // Tables of exact limits, e.g. Zar, "Biostatistical Analysis", and Geigy's scientific tables.
  it.each([
    [0, 10, 0, 0.3085],
    [1, 10, 0.0025, 0.445],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [2, 20, 0.0123, 0.317],
  ])('of %d in %d is the tabulated one', (successes, trials, low, high) => {
    const interval = clopperPearson(successes, trials, 0.95)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('has closed forms at the ends: 0.025^(1/n) with no failure, and its mirror image', () => {
    expect(clopperPearson(1000, 1000, 0.95)).toMatchObject({ low: 0.025 ** (1 / 1000), high: 1 });
    expect(clopperPearson(0, 1000, 0.95)).toMatchObject({ low: 0, high: 1 - 0.025 ** (1 / 1000) });
    expect(clopperPearson(0, 0, 0.95)).toBeNull();
  });

  it('is right for half a million requests with ten failures', () => {
    // 40 digits by mpmath; by hand, the Poisson limits of 10 are 4.795 and 18.39: 1 - 18.39 / 500,000 = 0.99996322.
    const interval = clopperPearson(499_990, 500_000, 0.95)!;
    expect(interval.low).toBeCloseTo(0.9999632195965189, 14);
    expect(interval.high).toBeCloseTo(0.9999904091822819, 14);
  });

  it('rejects counts that are not a proportion', () => {
    expect(() => clopperPearson(3, 2, 0.95)).toThrow(RangeError);
    expect(() => clopperPearson(0.5, 2, 0.95)).toThrow(RangeError);
  });
});

describe('how many requests would settle a target', () => {
  it('is the closed form with no failure: ln 0.025 / ln 0.999 = 3,687.04', () => {
    expect(leastTrialsWithoutFailure(0.999, 0.95)).toBe(3688);
    // 0.5^6 = 1/64 < 0.025 < 0.5^5.
    expect(leastTrialsWithoutFailure(0.5, 0.95)).toBe(6);
    expect(trialsToSettle(100, 100, 0.999, 0.95)).toBe(3588);
    expect(clopperPearson(3688, 3688, 0.95)!.low).toBeGreaterThan(0.999);
    expect(clopperPearson(3687, 3687, 0.95)!.low).toBeLessThan(0.999);
  });

  it('is 0 if it is settled, and null if it never will be', () => {
    expect(trialsToSettle(3688, 3688, 0.999, 0.95)).toBe(0);
    expect(trialsToSettle(500, 1000, 0.999, 0.95)).toBe(0);
    expect(trialsToSettle(999, 1000, 0.999, 0.95)).toBeNull();
    expect(trialsToSettle(0, 0, 0.999, 0.95)).toBeNull();
    expect(trialsToSettle(999_000_001, 1_000_000_000, 0.999, 0.95)).toBeNull();
  });

  it.each([
    [9995, 10_000],
    [9985, 10_000],
    [29, 30],
    [2997, 3000],
  ])('makes %d of %d clear the bound, at the same share', (successes, trials) => {
    const bound = 0.9989;
    const more = trialsToSettle(successes, trials, bound, 0.95)!;
    expect(more).toBeGreaterThan(0);
    const total = trials + more;
    const share = successes / trials;
    const rounded = share > bound ? Math.floor(share * total) : Math.ceil(share * total);
    const interval = clopperPearson(rounded, total, 0.95)!;
    expect(interval.low! > bound || interval.high! < bound).toBe(true);
  });
});
