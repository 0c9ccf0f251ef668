import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { processesOf } from '../part.ts';
import { findPrograms, type Programs } from '../programs/programs.ts';
import { type Primary, startPrimary, startStores } from '../stores.ts';
import { type Fixture, isRunning, startFixture } from '../testing/fixture.ts';
import { withDatabase } from './database.ts';
import { urlFor } from './server-role.ts';

let programs: Programs;
let fixture: Fixture;
let primary: Primary;

beforeAll(async () => {
  programs = await findPrograms({ PATH: process.env.PATH });
  fixture = await startFixture();
  primary = await startPrimary({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs,
    poolConnections: 100,
  });
  await query('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
  expect(fixture.unexpectedExits).toEqual([]);
});

const query = async (text: string, database = primary.database) =>
  (await withDatabase(primary.urlOf(database), (client) => client.query(text))).rows;
const databases = async () =>
  (await query("SELECT datname FROM pg_database WHERE datname LIKE 'copy%' ORDER BY 1")).map(
    ({ datname }) => datname,
  );
const COUNT = 'SELECT count(*)::int AS count FROM kept';

describe('a copy of a database', () => {
  it('has everything, including statement statistics, and leaves the original as it is', async () => {
    await primary.copyDatabase(primary.database, 'copy 1');
    await query('DELETE FROM kept WHERE n > 10', 'copy 1');
    expect(await query(COUNT, 'copy 1')).toEqual([{ count: 10 }]);
    expect(await query(COUNT)).toEqual([{ count: 1000 }]);
    await query('SELECT 1 FROM pg_stat_statements LIMIT 1', 'copy 1');
    await primary.dropDatabase('copy 1');
    expect(await databases()).toEqual([]);
  });

  it('is made even if we are still connected to the original', async () => {
    const client = new pg.Client({ connectionString: primary.databaseUrl });
    client.on('error', () => {});
    await client.connect();
    await client.query('BEGIN; SELECT 1');
    await primary.copyDatabase(primary.database, 'copy_2');
    expect(await databases()).toEqual(['copy_2']);
    await primary.dropDatabase('copy_2');
  });

  it('is dropped even if it is in use, and dropping a missing one does nothing', async () => {
    await primary.copyDatabase(primary.database, 'copy_3');
    const client = new pg.Client({ connectionString: primary.urlOf('copy_3') });
    client.on('error', () => {});
    await client.connect();
    await primary.dropDatabase('copy_3');
    await primary.dropDatabase('copy_3');
    expect(await databases()).toEqual([]);
  });

  it('does not go through the WAL', async () => {
    await query('CREATE TABLE large AS SELECT repeat(md5(n::text), 30) FROM generate_series(1, 20000) n');
    const written = async () =>
      Number((await query("SELECT pg_current_wal_lsn() - '0/0' AS bytes"))[0]!.bytes);
    const before = await written();
    await primary.copyDatabase(primary.database, 'copy_4');
    expect((await written()) - before).toBeLessThan(2_000_000);
    expect(await query('SELECT count(*)::int AS count FROM large', 'copy_4')).toEqual([{ count: 20_000 }]);
    await primary.dropDatabase('copy_4');
  });

  it('of a missing database fails with an error of PostgreSQL', async () => {
    await expect(primary.copyDatabase('nowhere', 'copy_5')).rejects.toThrow('does not exist');
  });
});

it('serves one system after the other, each in a database of its own, and outlives them', async () => {
  const { pid } = processesOf(primary.parts)[0]!;
  for (const database of ['copy_a', 'copy_b']) {
    await primary.copyDatabase(primary.database, database);
    const { folder, supervisor } = fixture;
    const stores = await startStores({
      folder,
      supervisor,
      programs,
      topology: DOCUMENTED_TOPOLOGY,
      primary,
      database,
    });
    expect(stores.databaseUrl).toBe(primary.urlOf(database));
    expect(stores.serverDatabaseUrl).toBe(urlFor(primary.serverRole!, stores.databaseUrl));
    expect(stores.replicaUrls).toEqual([]);
    expect(stores.bouncerUrl).toBeNull();
    expect(processesOf(stores.parts).map(({ name }) => name)).toEqual(['postgres', 'redis']);
    expect(stores.versions).toEqual({
      postgres: programs.postgresBinDir!.version,
      redis: programs.redisServer!.version,
    });
    expect(stores.serverSettings['postgres.max_connections']).toBe('130');
    await stores.stop();
    expect(processesOf(stores.parts).filter((part) => isRunning(part.pid))).toEqual([
      { name: 'postgres', pid },
    ]);
    await primary.dropDatabase(database);
  }
});

it('may be given, and then holds the copies and is not stopped', async () => {
  const given = await startPrimary({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs: { postgresBinDir: null },
    poolConnections: 100,
    databaseUrl: primary.databaseUrl,
  });
  expect(given).toMatchObject({ parts: [], own: null, version: primary.version });
  expect(given.settings).toEqual(primary.settings);
  await given.copyDatabase(given.database, 'copy_given');
  await given.dropDatabase('copy_given');
  await given.stop();
  expect(await query(COUNT)).toEqual([{ count: 1000 }]);
});
