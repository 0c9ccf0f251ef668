import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openTestDatabases, type TestDatabases } from '../../reference-server/testing/databases.ts';
import { createDatabaseSampler } from './postgres.ts';

let databases: TestDatabases;
beforeAll(async () => {
  databases = await openTestDatabases();
});
afterAll(() => databases?.drop());

it('a sampler sends one statement at a time, whatever is asked meanwhile', async () => {
  const looks: (() => void)[] = [];
  const sampler = createDatabaseSampler({
    databaseUrl: await databases.create(),
    every: (_, look) => {
      looks.push(look);
      return () => {};
    },
  });
  await sampler.sample();
  let sent = 0;
  let unanswered = 0;
  let most = 0;
  const { query } = pg.Client.prototype;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    sent++;
    most = Math.max(most, ++unanswered);
    const answer = (query as (...all: unknown[]) => Promise<unknown>).apply(this, args);
    return answer.finally(() => unanswered--) as never;
  } as typeof query);
  try {
    for (const look of looks) look();
    const asked = [sampler.sample(), sampler.identity(), sampler.statementTotals(), sampler.sample()];
    for (const look of looks) look();
    await Promise.all(asked);
  } finally {
    spy.mockRestore();
    await sampler.close();
  }
  expect(sent).toBeGreaterThanOrEqual(4);
  expect(most).toBe(1);
});
