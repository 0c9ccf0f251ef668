import { expect, it } from 'vitest';
import { quantileWithStall } from './stall.ts';

it('spreads the waits of the requests that are due in a stall evenly over its length', () => {
  // 10% of the requests are due in it: half of those wait longer than 500 ms, a tenth longer than 900 ms.
  expect(quantileWithStall(0.95, 1_000, 10_000)).toBeCloseTo(500);
  expect(quantileWithStall(0.99, 1_000, 10_000)).toBeCloseTo(900);
});

it('does not show in a quantile of the requests that are due outside it', () => {
  expect(quantileWithStall(0.5, 1_000, 10_000)).toBe(0);
});
