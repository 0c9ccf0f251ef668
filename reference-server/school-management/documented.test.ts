import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sqlStatements } from '../../seed/load/sql-statements.ts';
import { caches, limits, PATHS_OF_SERVICE, pool, SERVICES } from './documented.ts';

/* Written out from the document a second time. */

it('has the pool of the document', () => {
  expect([pool.min, pool.max]).toEqual([5, 20]);
  expect([pool.connectTimeoutMs, pool.idleTimeoutMs]).toEqual([60_000, 30_000]);
});

it('has its limits, both by address', () => {
  const inAQuarterOfAnHour = { windowSeconds: 900, by: 'address' };
  expect(limits.general).toMatchObject({
    max: 100,
    ...inAQuarterOfAnHour,
    message: 'Too many requests from this IP',
  });
  expect(limits.login).toMatchObject({ max: 5, ...inAQuarterOfAnHour });
});

it('has its times to live', () => {
  const minutes = Object.fromEntries(
    Object.entries(caches.ttlSec).map(([name, seconds]) => [name, seconds / 60]),
  );
  expect(minutes).toEqual({ user_session: 15, school: 60, class_list: 30, timetable: 60, dashboard: 5 });
});

it('has its five services, and one of them gets what belongs to none', () => {
  expect(SERVICES).toEqual(['auth', 'school', 'academic', 'communication', 'notification']);
  const paths = Object.values(PATHS_OF_SERVICE).flat();
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths).toContain('/');
});

it('builds its six indexes without locking a table against writes', () => {
  const statements = sqlStatements(readFileSync(new URL('indexes.sql', import.meta.url), 'utf8'));
  expect(statements).toHaveLength(6);
  for (const statement of statements) expect(statement).toMatch(/^CREATE INDEX CONCURRENTLY /);
});
