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
  // 122,222,221.11: the fraction is small compared with the whole number, but it counts.
  [0.99, 123_456_789, 122_222_222],
  [0.5, 2 ** 52 + 1, 2 ** 51 + 1],
  [0.999_999, 9_000_000_000_000_000, 8_999_991_000_000_000],
  [2.5e-7, 4_000_000, 1],
  [2.5e-7, 4_000_001, 2],
  // A third, as sixteen threes: a little less than a third of three.
  [1 / 3, 3, 1],
])('the %d quantile of %d values has rank %d', (q, count, rank) => expect(quantileRank(q, count)).toBe(rank));

it('rejects numbers that are not quantiles', () => {
  expect(() => quantileRank(-0.1, 10)).toThrow(RangeError);
  expect(() => quantileRank(Number.NaN, 10)).toThrow(RangeError);
});
