import { expect, it } from 'vitest';
import type { TableClaim } from '../../model/experiment.ts';
import { CLAIM, compared, HITS, QUERIES, type Values } from './testing/compared.ts';

const { ratio: _ratio, arm: _arm, against: _against, ...TABLE } = CLAIM;

function rowOf(measure: typeof QUERIES, values: Values, figure = 100) {
  const rows = [{ name: 'with Redis', figure, arm: { cache: 'redis' } }];
  const claim: TableClaim = { ...TABLE, measure: measure.name, rows };
  return compared([[measure, values, values]], { claim }).claim!.rows![0]!;
}

it('has an interval that does not go below 0 on a ratio scale, also where a run measured 0', () => {
  // mean 10, standard deviation 20, so 10 ± 3.182 × 20 / √4, for 3.182 is the quantile of t with 3 degrees of freedom
  const row = rowOf(QUERIES, [0, 0, 0, 40]);
  expect(row.figure).toMatchObject({ low: 0, high: expect.closeTo(10 + 3.1824 * 10, 2), method: 't' });
  expect(row).toMatchObject({
    status: 'supported',
    sentence: expect.stringContaining(': 0 to 41.8 queries/s;'),
  });
});

it('is the mean of logarithms where every run measured something', () => {
  const row = rowOf(QUERIES, [1, 4, 1, 4]);
  expect(row.figure!.low! * row.figure!.high!).toBeCloseTo(2 * 2, 6); // around the geometric mean
});

it('may go below 0 where differences are compared', () => {
  expect(rowOf(HITS, [0, 0, 0, 0.4]).figure!.low).toBeCloseTo(0.1 - 3.1824 * 0.1, 4);
});
