import { describe, expect, it } from 'vitest';
import { normalQuantile, normalTails } from './normal.ts';

describe('tails of the normal distribution', () => {
  // 40-digit values (mpmath).
  it.each([
    [0.5, 0.3085375387259869],
    [1.959963984540054, 0.025],
    [2.9, 0.001865813300384038],
    [3, 0.001349898031630095],
    [3.1, 0.000967603213218357],
    [6, 9.86587645037698e-10],
    [10, 7.61985302416053e-24],
    [35, 1.1249107064724062e-268],
  ])('beyond %d contain %d', (z, tail) => {
    expect(normalTails(z).upper / tail).toBeCloseTo(1, 11);
    expect(normalTails(-z).lower).toBe(normalTails(z).upper);
    expect(normalTails(z).lower).toBeCloseTo(1 - tail, 14);
  });
});

describe('quantiles of the normal distribution', () => {
  it.each([
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [1e-10, -6.36134090240406],
    [0.5, 0],
  ])('of %d is %d', (p, z) => expect(normalQuantile(p)).toBeCloseTo(z, 11));

  it('do not exist at 0 and 1', () => {
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});
