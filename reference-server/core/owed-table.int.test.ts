import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabases, type TestDatabases } from '../testing/databases.ts';
import { CORE_SCHEMA } from './core-schema.ts';
import { type OwedTable, openOwedTable } from './owed-table.ts';

/* Two servers and the real table: one relies on a row that the other one removes. */

let databases: TestDatabases;
let writer: pg.Client;
let remover: pg.Client;
let table: OwedTable;

beforeAll(async () => {
  databases = await openTestDatabases();
  const databaseUrl = await databases.create();
  [writer, remover] = [new pg.Client(databaseUrl), new pg.Client(databaseUrl)];
  await Promise.all([writer.connect(), remover.connect()]);
  await writer.query(readFileSync(CORE_SCHEMA, 'utf8'));
  table = openOwedTable({
    databaseUrl,
    applicationName: 'server',
    query: async ({ text }, parameters) => (await writer.query(text, [...parameters])).rows,
  });
});
afterAll(async () => {
  await table?.close();
  await Promise.all([writer?.end(), remover?.end()]);
  await databases?.drop();
});

/** Until the backend of a client waits for a lock. */
const waitsForLock = async (client: pg.Client) => {
  const { processID } = client as pg.Client & { processID: number };
  await expect
    .poll(async () => {
      const { rows } = await databases.query('SELECT wait_event_type FROM pg_stat_activity WHERE pid = $1', [
        processID,
      ]);
      return rows[0]?.wait_event_type;
    })
    .toBe('Lock');
};

test('a row that is being removed cannot be relied on', async () => {
  const { id, isBesides } = await table.add(['a'], null);
  expect(isBesides).toBe(false);
  expect(await table.add(['b'], id)).toMatchObject({ isBesides: true });
  await remover.query('BEGIN');
  await remover.query('DELETE FROM owed_invalidations WHERE id = $1', [id]);
  const adding = table.add(['c'], id);
  await waitsForLock(writer);
  await remover.query('COMMIT');
  expect(await adding).toMatchObject({ isBesides: false });
});

test('whoever removes a row then finds all that was recorded besides it', async () => {
  const { id } = await table.add(['first'], null);
  await writer.query('BEGIN');
  expect(await table.add(['second'], id)).toMatchObject({ isBesides: true });
  const seen = (await remover.query<{ key: string }>('SELECT key FROM owed_invalidations')).rows;
  expect(seen.map(({ key }) => key)).not.toContain('second');
  const removing = remover.query('DELETE FROM owed_invalidations WHERE id = $1', [id]);
  await waitsForLock(remover);
  await writer.query('COMMIT');
  await removing;
  expect((await table.read(100)).map(({ key }) => key)).toContain('second');
});
