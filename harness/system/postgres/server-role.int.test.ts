import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantRows, seedPlatform } from '../../../seed/index.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { createDatabaseSampler } from '../../telemetry/postgres.ts';
import { findPrograms, type Programs } from '../programs/programs.ts';
import { type Stores, startPrimary, startStores } from '../stores.ts';
import { type Fixture, startFixture } from '../testing/fixture.ts';
import { urlOfDatabase, withDatabase } from './database.ts';

let programs: Programs;
let fixture: Fixture;
let stores: Stores;

const TABLE = 'attendance_sessions';

beforeAll(async () => {
  fixture = await startFixture();
  programs = await findPrograms(process.env);
  const { folder, supervisor } = fixture;
  stores = await startStores({ folder, supervisor, programs, topology: DOCUMENTED_TOPOLOGY });
  await seedPlatform({
    platform: 'tvet-connect',
    databaseUrl: stores.databaseUrl,
    size: 10,
    randomSeed: 1,
    workers: 1,
  });
  await grantRows({ databaseUrl: stores.databaseUrl, role: stores.serverRole! });
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
});

const asServer = (sql: string, url = stores.serverDatabaseUrl) =>
  withDatabase(url, async (client) => (await client.query(sql)).rows);
const asHarness = (sql: string, url = stores.databaseUrl) =>
  withDatabase(url, async (client) => (await client.query(sql)).rows);

describe("the servers' role", () => {
  it.each([
    ['reads rows', `SELECT count(*) FROM ${TABLE}`],
    ['changes rows', `UPDATE ${TABLE} SET is_active = is_active`],
    ['locks rows', 'SELECT user_id FROM accounts LIMIT 1 FOR UPDATE'],
    [
      'adds numbered rows, and removes them',
      `WITH made AS (INSERT INTO lecturer_dashboard_content (lecturer_id, content_type, content_data) VALUES ('x', 'x', '{}') RETURNING id) SELECT id FROM made`,
    ],
    ['removes rows', `DELETE FROM lecturer_dashboard_content WHERE lecturer_id = 'x'`],
    ['asks how far a replica is', 'SELECT pg_current_wal_lsn(), pg_is_in_recovery()'],
  ])('%s', async (_what, sql) => {
    await asServer(sql);
  });

  it.each([
    ['read a file of the server', "SELECT pg_read_file('postgresql.conf')"],
    ['run a program', "COPY (SELECT 1) TO PROGRAM 'true'"],
    ['write a file of the server', "COPY (SELECT 1) TO '/tmp/x'"],
    ['make a table', 'CREATE TABLE x (n int)'],
    ['make a temporary table', 'CREATE TEMPORARY TABLE x (n int)'],
    ['make a schema', 'CREATE SCHEMA x'],
    ['make a role', 'CREATE ROLE x'],
    ['make a database', 'CREATE DATABASE x'],
    ['make an extension', 'CREATE EXTENSION dblink'],
    ['empty a table', `TRUNCATE ${TABLE}`],
    ['change a table', `ALTER TABLE ${TABLE} ADD x int`],
    ['drop a table', `DROP TABLE ${TABLE}`],
    [
      'add a trigger',
      `CREATE TRIGGER x BEFORE INSERT ON ${TABLE} EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
    ],
    ['read the mark of the data set', 'SELECT * FROM proofload_dataset'],
    ['read secrets of passwords', 'SELECT * FROM pg_authid'],
    ['become the role of the harness', 'SET ROLE proofload'],
    ['change a setting of the server', "ALTER SYSTEM SET work_mem = '1GB'"],
    ['forget the statistics', 'SELECT pg_stat_statements_reset()'],
  ])('may not %s', async (_what, sql) => {
    await expect(asServer(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('has its statements seen once by the harness', async () => {
    const sampler = createDatabaseSampler({ databaseUrl: stores.databaseUrl });
    try {
      expect(await sampler.resetStatements()).toBe(true);
      await asServer(`SELECT count(*) FROM ${TABLE} /* seen_once */`);
      const seen = (await sampler.statementTotals()).filter(({ statement }) =>
        statement.includes('seen_once'),
      );
      expect(seen).toEqual([expect.objectContaining({ calls: 1 })]);
    } finally {
      await sampler.close();
    }
  });

  it('leaves no password in the statistics', async () => {
    const texts = (await asHarness('SELECT query FROM pg_stat_statements')).map(
      ({ query }) => query as string,
    );
    const { password } = new URL(stores.serverDatabaseUrl);
    expect(texts.filter((text) => text.includes(password))).toEqual([]);
  });
});

describe('in a PostgreSQL that was given', () => {
  const given = (databaseUrl: string) =>
    startPrimary({
      folder: fixture.folder,
      supervisor: fixture.supervisor,
      programs: { postgresBinDir: null },
      poolConnections: 100,
      databaseUrl,
    });
  const other = async () => {
    await asHarness('CREATE DATABASE other');
    return urlOfDatabase(stores.databaseUrl, 'other');
  };

  it('is created if that is allowed, and gone at the end', async () => {
    const databaseUrl = await other();
    const primary = await given(databaseUrl);
    const { name } = primary.serverRole!;
    expect(name).toBe('proofload_servers_of_other');
    expect(primary.settings['role of the servers']).toBe('their own: rows only');
    await seedPlatform({ platform: 'tvet-connect', databaseUrl, size: 1, randomSeed: 1, workers: 1 });
    await grantRows({ databaseUrl, role: name });
    await primary.copyDatabase('other', 'copy_of_other');
    await grantRows({ databaseUrl: primary.urlOf('copy_of_other'), role: name });
    const asRole = Object.assign(new URL(primary.urlOf('copy_of_other')), {
      username: name,
      password: primary.serverRole!.password,
    }).href;
    await asServer(`SELECT count(*) FROM ${TABLE}`, asRole);
    await expect(asServer('CREATE TEMPORARY TABLE x (n int)', asRole)).rejects.toMatchObject({
      code: '42501',
    });
    await primary.dropDatabase('copy_of_other');
    await primary.stop();
    expect(await asHarness(`SELECT FROM pg_roles WHERE rolname = '${name}'`)).toEqual([]);
    await asHarness('DROP DATABASE other');
  });

  it('is the given one if that may not create any, and the settings of the run say so', async () => {
    await asHarness("CREATE ROLE plain LOGIN PASSWORD 'plain'");
    const databaseUrl = Object.assign(new URL(stores.databaseUrl), {
      username: 'plain',
      password: 'plain',
    }).href;
    const primary = await given(databaseUrl);
    expect(primary.serverRole).toBeNull();
    expect(primary.settings['role of the servers']).toBe(
      'that of DATABASE_URL: it may not create one for them',
    );
    await primary.stop();
  });

  it('is created by a role that is not a superuser, if that may see what others do', async () => {
    await asHarness(
      "CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'maker'; GRANT CREATE ON SCHEMA public TO maker",
    );
    const databaseUrl = Object.assign(new URL(await other()), { username: 'maker', password: 'maker' }).href;
    expect((await given(databaseUrl)).settings['role of the servers']).toContain('pg_read_all_stats');
    await asHarness('GRANT pg_read_all_stats TO maker');
    const primary = await given(databaseUrl);
    expect(primary.serverRole).not.toBeNull();
    await primary.stop();
    await asHarness('DROP DATABASE other');
  });
});
