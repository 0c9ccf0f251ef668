import { expect, it } from 'vitest';
import { SortedSample } from './sorted-sample.ts';

it('knows every order statistic', () => {
  const values = [30, 10, 20, 40];
  const sample = new SortedSample(values);
  expect([1, 2, 3, 4].map((rank) => sample.rankBounds(rank).low)).toEqual([10, 20, 30, 40]);
  expect([sample.median(), sample.mean(), sample.quantile(0.25), sample.quantile(1)]).toEqual([
    25, 25, 10, 40,
  ]);
  expect(values).toEqual([30, 10, 20, 40]);
});

it('returns null for an empty sample and rejects NaN', () => {
  const sample = new SortedSample([]);
  expect([sample.median(), sample.mean(), sample.quantile(0.5)]).toEqual([null, null, null]);
  expect(() => new SortedSample([Number.NaN])).toThrow(RangeError);
});
