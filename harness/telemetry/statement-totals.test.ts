import { expect, it } from 'vitest';
import { grownTotals, sumOfServers, withoutPasswords } from './statement-totals.ts';

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

it('counts only what has been added, where nothing may be reset', () => {
  const before = [
    total('same', 5, 50, 20, 5),
    total('more', 5, 50, 20, 5),
    total('slower', 5, 50, 20, 5),
    total('anew', 5, 50, 20, 5),
  ];
  const now = [
    total('same', 5, 50, 20, 5),
    total('more', 8, 80, 20, 11),
    total('slower', 6, 110, 60, 6),
    total('anew', 1, 4, 4, 1),
    total('new', 2, 6, 4, 2),
  ];
  expect(grownTotals(before, now)).toEqual([
    { ...total('more', 3, 30, 0, 6), maxMs: null },
    total('slower', 1, 60, 60, 1),
    total('anew', 1, 4, 4, 1),
    total('new', 2, 6, 4, 2),
  ]);
  expect(
    sumOfServers([[{ ...total('a', 1, 1, 1, 1), maxMs: null }], [total('a', 1, 1, 1, 1)]], 1)[0]!.maxMs,
  ).toBeNull();
});

it('hides the passwords of commands, which PostgreSQL shows', () => {
  expect(withoutPasswords("ALTER ROLE a PASSWORD 'it''s s3cret' VALID UNTIL '2030-01-01'")).toBe(
    "ALTER ROLE a PASSWORD '***' VALID UNTIL '2030-01-01'",
  );
  expect(withoutPasswords('SELECT password FROM users WHERE id = $1')).toBe(
    'SELECT password FROM users WHERE id = $1',
  );
});
