import { expect, it } from 'vitest';
import { sumOfServers } from './statement-totals.ts';

const total = (statement: string, calls: number, totalMs: number, maxMs: number, rows: number) => ({
  statement,
  calls,
  meanMs: totalMs / calls,
  maxMs,
  totalMs,
  rows,
});

it('sums the statements of a primary and its replicas, those with the most time first', () => {
  const primary = [total('write', 10, 90, 12, 10), total('read', 2, 4, 3, 2)];
  const replica = [total('read', 8, 96, 40, 16), total('only here', 1, 1, 1, 0)];
  const both = sumOfServers([primary, replica], 2);
  expect(both).toEqual([
    { statement: 'read', calls: 10, meanMs: 10, maxMs: 40, totalMs: 100, rows: 18 },
    { statement: 'write', calls: 10, meanMs: 9, maxMs: 12, totalMs: 90, rows: 10 },
  ]);
});

it('keeps a statement that is rare and slow, whatever its total', () => {
  const often = Array.from({ length: 5 }, (_, index) => total(`often ${index}`, 10_000, 1_000, 1, 1));
  const kept = sumOfServers([[...often, total('rare', 1, 400, 400, 1)]], 2);
  expect(kept.map(({ statement }) => statement)).toEqual(['often 0', 'often 1', 'rare']);
});
