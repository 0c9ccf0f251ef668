import { describe, expect, it } from 'vitest';
import { type Distribution, meanOf, quantileOf } from './distribution.ts';

const HUMPS: Distribution = {
  kind: 'humps',
  humps: [
    { weight: 0.8, fromMs: 9, toMs: 11 },
    { weight: 0.2, fromMs: 95, toMs: 105 },
  ],
};
const PARETO: Distribution = { kind: 'pareto', fromMs: 10, toMs: 400, shape: 2 };

describe('quantileOf', () => {
  it('of a constant is the constant', () => {
    for (const q of [0, 0.5, 1]) expect(quantileOf({ kind: 'constant', ms: 40 }, q)).toBe(40);
  });

  // 50% of all are 5/8 of the first hump: 9 + 2 * 5/8. 95% leave a quarter of the second: 95 + 10 * 3/4.
  it.each([
    [0, 9],
    [0.5, 10.25],
    [0.8, 11],
    [0.9, 100],
    [0.95, 102.5],
    [0.99, 104.5],
    [1, 105],
  ])('of two humps at %f is %f', (q, ms) => {
    expect(quantileOf(HUMPS, q)).toBeCloseTo(ms, 10);
  });

  // P(T > t) = (10/t)^2 until it is cut off at 400, where it would be 1/1600: q(u) = 10 / sqrt(1 - u * 1599/1600).
  it.each([
    [0, 10],
    [0.5, 14.137721],
    [0.95, 44.458168],
    [0.99, 97.042796],
    [1, 400],
  ])('of a Pareto distribution at %f is %f', (q, ms) => {
    expect(quantileOf(PARETO, q)).toBeCloseTo(ms, 5);
  });
});

describe('meanOf', () => {
  it('weighs humps by their middles: 0.8 * 10 + 0.2 * 100', () => {
    expect(meanOf(HUMPS)).toBeCloseTo(28, 10);
    expect(meanOf({ kind: 'constant', ms: 5 })).toBe(5);
  });

  // Of shape 2: 2 * 10 * 400 / (10 + 400).
  it('of a bounded Pareto distribution of shape 2 is twice the harmonic mean of its halves', () => {
    expect(meanOf(PARETO)).toBeCloseTo(8000 / 410, 10);
  });
});
