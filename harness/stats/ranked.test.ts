import { expect, it } from 'vitest';
import { quantileRank } from './ranked.ts';

it.each([
  [0, 10, 1],
  [0.5, 10, 5],
  [0.51, 10, 6],
  [0.95, 20, 19],
  // 0.07 * 100 is 7.000000000000001 in binary.
  [0.07, 100, 7],
  [0.95, 72_000, 68_400],
  [1, 10, 10],
])('the %d quantile of %d values has rank %d', (q, count, rank) => expect(quantileRank(q, count)).toBe(rank));

it('refuses what is no quantile', () => {
  expect(() => quantileRank(-0.1, 10)).toThrow(RangeError);
  expect(() => quantileRank(Number.NaN, 10)).toThrow(RangeError);
});
