import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { Topology } from '../../model/topology.ts';
import { createDatabaseSampler } from '../../telemetry/postgres.ts';
import { createProcessSampler } from '../../telemetry/processes.ts';
import { processesOf } from '../part.ts';
import { findPrograms, type Programs } from '../programs/programs.ts';
import { type Primary, type Stores, type StoresOptions, startPrimary, startStores } from '../stores.ts';
import { listProcesses, membersOf } from '../supervision/process-tree.ts';
import { type Fixture, isRunning, startFixture } from '../testing/fixture.ts';
import { withDatabase } from './database.ts';
import { parseSegments } from './postgres-memory.ts';

const DATABASE = 'replicated';

let fixture: Fixture;
let programs: Programs;
let primary: Primary;
let stores: Stores;

beforeAll(async () => {
  programs = await findPrograms({ PATH: process.env.PATH }, { ...DOCUMENTED_TOPOLOGY, pgbouncer: true });
  fixture = await startFixture();
  const { folder, supervisor } = fixture;
  primary = await startPrimary({ folder, supervisor, programs, poolConnections: 100 });
  await primary.copyDatabase(primary.database, DATABASE);
  await query('CREATE TABLE written (n int PRIMARY KEY)');
  await query(
    'CREATE TABLE filled AS SELECT n, repeat(md5(n::text), 10) AS t FROM generate_series(1, 30000) n',
  );
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
  // the replica of the one test that kills it, the Redis of the one that makes it fail
  expect(fixture.unexpectedExits.map(({ name }) => name)).toEqual(['postgres-replica-1', 'redis']);
});

const start = (topology: Partial<Topology>, options: Partial<StoresOptions> = {}) =>
  startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs,
    primary,
    database: DATABASE,
    topology: { ...DOCUMENTED_TOPOLOGY, ...topology },
    ...options,
  });
const query = async (text: string, url = primary.urlOf(DATABASE)) =>
  (await withDatabase(url, (client) => client.query(text))).rows;
const slots = () => query('SELECT slot_name, active FROM pg_replication_slots');
const folderOf = (pid: number) => listProcesses().find((process) => process.pid === pid)!.cwd!;
const pidOf = (name: string) => processesOf(stores.parts).find((process) => process.name === name)!.pid;
const REPLICAS = ['postgres-replica-1', 'postgres-replica-2'];

describe('two replicas', () => {
  let lastBefore: number;

  it('have what the primary had, although it was written to while they were made', async () => {
    let last = 0;
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        await query(`INSERT INTO written VALUES (${last + 1})`);
        // Files that come and go during the copy
        await query(`DROP TABLE IF EXISTS passing; CREATE TABLE passing AS SELECT * FROM filled LIMIT 5000`);
        last++;
      }
    })();
    await expect.poll(() => last, { timeout: 60_000 }).toBeGreaterThan(2);
    const whenStarted = last;
    stores = await start({ replicas: 2, pgbouncer: true });
    isOver = true;
    await writing;
    lastBefore = last;
    expect(last).toBeGreaterThan(whenStarted);
    for (const url of stores.replicaUrls) {
      const [{ count, most }] = (await query(
        'SELECT count(*)::int AS count, max(n) AS most FROM written',
        url,
      )) as [{ count: number; most: number }];
      expect(count).toBeGreaterThanOrEqual(whenStarted);
      expect(most).toBe(count);
      expect(
        await query('SELECT count(*)::int AS count FROM filled WHERE t = repeat(md5(n::text), 10)', url),
      ).toEqual([{ count: 30_000 }]);
    }
  });

  it('follow the primary, and answer reads only', async () => {
    await query(`INSERT INTO written VALUES (${lastBefore + 1})`);
    for (const url of stores.replicaUrls) {
      await expect
        .poll(() => query('SELECT max(n) AS most FROM written', url))
        .toEqual([{ most: lastBefore + 1 }]);
      await expect(query('INSERT INTO written VALUES (0)', url)).rejects.toThrow('read-only transaction');
    }
    const streaming = await query(
      "SELECT application_name AS name FROM pg_stat_replication WHERE state = 'streaming' ORDER BY 1",
    );
    expect(streaming).toEqual(REPLICAS.map((name) => ({ name })));
    expect(await slots()).toEqual([
      { slot_name: expect.stringMatching(/^replica_\d+$/), active: true },
      { slot_name: expect.stringMatching(/^replica_\d+$/), active: true },
    ]);
  });

  it('have the settings of their primary, which are the usual ones', async () => {
    const told = async (url: string) =>
      query(
        `SELECT name, setting FROM pg_settings WHERE source = 'configuration file'
         AND name NOT IN ('port', 'primary_conninfo', 'primary_slot_name', 'hot_standby') ORDER BY name`,
        url,
      );
    const ofPrimary = await told(primary.urlOf(DATABASE));
    expect(ofPrimary.length).toBeGreaterThan(20);
    for (const url of stores.replicaUrls) expect(await told(url)).toEqual(ofPrimary);
    expect(await query('SHOW synchronous_standby_names')).toEqual([{ synchronous_standby_names: '' }]);
  });

  it('have their statements counted with those of the primary', async () => {
    const { databaseUrl, replicaUrls } = stores;
    const sampler = createDatabaseSampler({ databaseUrl, replicaUrls });
    await query('SELECT 4711 AS before_the_reset', replicaUrls[1]);
    expect(await sampler.resetStatements()).toBe(true);
    for (const url of [databaseUrl, ...replicaUrls, ...replicaUrls])
      await query('SELECT 4711 AS everywhere', url);
    const totals = await sampler.statementTotals();
    await sampler.close();
    expect(totals.filter(({ statement }) => /everywhere|reset/.test(statement))).toMatchObject([
      { statement: 'SELECT $1 AS everywhere', calls: 5, rows: 5 },
    ]);
  });

  it('are read directly: PgBouncer is only in front of the primary', async () => {
    const ports = [stores.databaseUrl, stores.serverDatabaseUrl, ...stores.replicaUrls].map(
      (url) => new URL(url).port,
    );
    expect(new Set(ports).size).toBe(4);
    expect(await query('SELECT pg_is_in_recovery() AS "isReplica"', stores.serverDatabaseUrl)).toEqual([
      { isReplica: false },
    ]);
    for (const url of stores.replicaUrls) {
      expect(await query('SELECT pg_is_in_recovery() AS "isReplica"', url)).toEqual([{ isReplica: true }]);
    }
  });

  it('are parts of their own, and are sampled by their names', async () => {
    const names = ['pgbouncer', 'postgres', ...REPLICAS, 'redis'];
    expect(
      processesOf(stores.parts)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names);
    const sampler = createProcessSampler({ parts: () => processesOf(stores.parts) });
    await sampler.sample();
    const seen = await sampler.sample();
    expect(seen?.map(({ name }) => name).sort()).toEqual(names);
    for (const name of REPLICAS) {
      expect(seen!.find((second) => second.name === name)!.residentBytes).toBeGreaterThan(10_000_000);
    }
  });

  it('have the password in a file of their own, and in no process list and no log', async () => {
    const { password } = new URL(stores.databaseUrl);
    for (const name of REPLICAS) {
      const file = join(folderOf(pidOf(name)), '..', 'pgpass');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8')).toContain(password);
      const config = readFileSync(join(folderOf(pidOf(name)), 'postgresql.conf'), 'utf8');
      expect(config).not.toContain(password);
    }
    const roots = processesOf(stores.parts).map(({ pid }) => pid);
    const logs = join(fixture.folder, 'logs');
    const texts = [
      ...membersOf(roots, [], listProcesses()).map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
      ...readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8')),
    ];
    expect(texts.length).toBeGreaterThan(20);
    for (const text of texts) expect(text).not.toContain(password);
  });

  it('leave no process, folder or slot behind, and the primary keeps running', async () => {
    const pids = REPLICAS.map(pidOf);
    const folders = pids.map((pid) => dirname(folderOf(pid)));
    await stores.stop();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(folders.filter(existsSync)).toEqual([]);
    expect(await slots()).toEqual([]);
    await query(`INSERT INTO written VALUES (${lastBefore + 2})`);
  });
});

it('replicas are made again for the next system, of another database', async () => {
  await primary.copyDatabase(DATABASE, 'another');
  await query('INSERT INTO written VALUES (-1)', primary.urlOf('another'));
  stores = await start({ replicas: 1 }, { database: 'another' });
  expect(await query('SELECT min(n) AS least FROM written', stores.replicaUrls[0])).toEqual([{ least: -1 }]);
  await stores.stop();
  await primary.dropDatabase('another');
});

it('a replica that was killed leaves nothing either, not even shared memory', async () => {
  stores = await start({ replicas: 1 });
  const { pid } = processesOf(stores.parts).find(({ name }) => name === 'postgres-replica-1')!;
  const dataFolder = listProcesses().find((each) => each.pid === pid)!.cwd!;
  const segmentsOfIt = () =>
    parseSegments(readFileSync('/proc/sysvipc/shm', 'utf8')).filter(({ creatorPid }) => creatorPid === pid);
  expect(segmentsOfIt()).toHaveLength(1);
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(fixture.unexpectedExits).toHaveLength(1), { timeout: 30_000 });
  await stores.stop();
  expect(segmentsOfIt()).toEqual([]);
  expect(existsSync(dirname(dataFolder))).toBe(false);
  expect(await slots()).toEqual([]);
});

it('a replica is removed again when another store fails to start', async () => {
  const redisServer = { ...programs.redisServer!, path: '/bin/false' };
  const starting = start({ replicas: 1 }, { programs: { ...programs, redisServer } });
  await expect(starting).rejects.toMatchObject({ code: 'PART_NOT_READY' });
  expect(await slots()).toEqual([]);
  const left = listProcesses().filter(({ parentPid }) => parentPid === fixture.supervisor.guardianPid);
  expect(left.map(({ pid }) => pid)).toEqual(processesOf(primary.parts).map(({ pid }) => pid));
});

it('a replica is refused if the PostgreSQL was given', async () => {
  const given = await startPrimary({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs,
    poolConnections: 100,
    databaseUrl: primary.databaseUrl,
  });
  await expect(start({ replicas: 1 }, { primary: given })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    hint: expect.stringContaining('DATABASE_URL'),
  });
});
