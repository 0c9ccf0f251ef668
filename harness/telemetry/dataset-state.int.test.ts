import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabases, type TestDatabases } from '../../reference-server/testing/databases.ts';
import { seedPlatform } from '../../seed/index.ts';
import { onDatabase } from '../../seed/testing/databases.ts';
import type { DatasetManifest } from '../model/dataset.ts';
import { datasetState } from './dataset-state.ts';

let databases: TestDatabases;
let databaseUrl: string;
let manifest: DatasetManifest;

beforeAll(async () => {
  databases = await openTestDatabases();
  databaseUrl = await databases.create();
  manifest = await seedPlatform({ platform: 'tvet-connect', databaseUrl, size: 100, randomSeed: 7 });
});

afterAll(() => databases?.drop());

const look = () =>
  datasetState({ databaseUrl, tables: Object.keys(manifest.rows), unchangedTables: ['accounts'] });
const change = (sql: string) => onDatabase(databaseUrl, (client) => client.query(sql));

describe('datasetState', () => {
  it('agrees with the manifest of the seed, and with itself', async () => {
    const state = await look();
    expect(state).toMatchObject({ fingerprint: manifest.fingerprint, rows: manifest.rows });
    expect(await look()).toEqual(state);
  });

  it('notices missing rows, and ignores values in tables that the load changes', async () => {
    const before = await look();
    await change("UPDATE student_sync_status SET sync_data = '{}'");
    expect(await look()).toEqual(before);
    await change('DELETE FROM student_sync_status WHERE id = 1');
    const { rows } = await look();
    expect(rows.student_sync_status).toBe(before.rows.student_sync_status! - 1);
  });

  it('ignores the invalidations that servers owe to their cache', async () => {
    const before = await look();
    await change("INSERT INTO owed_invalidations (key) VALUES ('student_sync:s-0000001')");
    expect(await look()).toEqual(before);
  });

  it.each([
    ['a changed value', "UPDATE accounts SET display_name = 'Someone Else' WHERE user_id = 's-0000001'"],
    ['a row in place of another', "UPDATE accounts SET user_id = 's-9999999' WHERE user_id = 's-0000002'"],
    [
      'two swapped values',
      `UPDATE accounts AS a SET display_name = b.display_name FROM accounts AS b
       WHERE a.user_id IN ('s-0000003', 's-0000004') AND b.user_id IN ('s-0000003', 's-0000004') AND a.user_id <> b.user_id`,
    ],
  ])('notices %s in a table that the load does not change', async (_, sql) => {
    const before = await look();
    await change(sql);
    const after = await look();
    expect(after.rows).toEqual(before.rows);
    expect(after.checksums.accounts).not.toBe(before.checksums.accounts);
  });

  it('ignores where rows are stored', async () => {
    const before = await look();
    await change('UPDATE accounts SET display_name = display_name');
    await change('VACUUM FULL accounts');
    expect(await look()).toEqual(before);
  });

  it('estimates the rows of a table that is too large to read, and notices writes by its counters', async () => {
    await change('ANALYZE');
    const large = () =>
      datasetState({
        databaseUrl,
        tables: Object.keys(manifest.rows),
        unchangedTables: ['accounts'],
        mostRowsRead: 50,
      });
    const before = await large();
    expect(before.rows.accounts).toBeUndefined();
    expect(before.estimatedRows?.accounts).toBeCloseTo(manifest.rows.accounts!, -1);
    expect(before.checksums.accounts).toMatch(/^inserted \d+, updated \d+, deleted \d+, file \d+$/);
    expect(await large()).toEqual(before);
    await change("UPDATE accounts SET display_name = display_name || '.' WHERE user_id = 's-0000005'");
    expect((await large()).checksums.accounts).not.toBe(before.checksums.accounts);
    const written = await large();
    await change('VACUUM FULL accounts');
    expect((await large()).checksums.accounts).not.toBe(written.checksums.accounts);
  });

  it('counts the rows of a table that PostgreSQL never analyzed', async () => {
    const url = await databases.create();
    await onDatabase(url, (client) =>
      client.query('CREATE TABLE fresh AS SELECT generate_series(1, 80) AS id'),
    );
    const of = { databaseUrl: url, tables: ['fresh'], unchangedTables: [], mostRowsRead: 50 };
    expect(await datasetState(of)).toMatchObject({ rows: { fresh: 80 } });
  });

  it('has no fingerprint for a database that was not seeded', async () => {
    const empty = await databases.create();
    expect(await datasetState({ databaseUrl: empty, tables: [], unchangedTables: [] })).toEqual({
      fingerprint: null,
      rows: {},
      checksums: {},
    });
  });
});
