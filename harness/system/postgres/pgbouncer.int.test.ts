import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { processesOf } from '../part.ts';
import { findPrograms, type Programs } from '../programs/programs.ts';
import { type Primary, type Stores, startPrimary, startStores } from '../stores.ts';
import { listProcesses, membersOf } from '../supervision/process-tree.ts';
import { type Fixture, isRunning, startFixture } from '../testing/fixture.ts';
import { withDatabase } from './database.ts';
import { canPrepare } from './pgbouncer-config.ts';

const DATABASE = 'behind_bouncer';

let fixture: Fixture;
let programs: Programs;
let primary: Primary;
let stores: Stores;

beforeAll(async () => {
  programs = await findPrograms(
    { PATH: process.env.PATH, PGBOUNCER_BIN: process.env.PGBOUNCER_BIN },
    { ...DOCUMENTED_TOPOLOGY, pgbouncer: true },
  );
  fixture = await startFixture();
  const { folder, supervisor } = fixture;
  primary = await startPrimary({ folder, supervisor, programs, poolConnections: 300 });
  await primary.copyDatabase(primary.database, DATABASE);
  stores = await start();
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
  expect(fixture.unexpectedExits).toEqual([]);
});

const start = (around: { primary: Primary } | { databaseUrl: string } = { primary }) =>
  startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs,
    topology: { ...DOCUMENTED_TOPOLOGY, pgbouncer: true },
    ...around,
    ...('primary' in around ? { database: DATABASE } : {}),
  });
const show = async (what: string): Promise<Record<string, unknown>[]> =>
  (await withDatabase(stores.bouncerUrl!, (client) => client.query(`SHOW ${what}`))).rows;
const poolOf = async (name: string) => (await show('POOLS')).find(({ database }) => database === name);
const pidOf = (name: string) => processesOf(stores.parts).find((process) => process.name === name)!.pid;

async function withClients<T>(count: number, use: (clients: pg.Client[]) => Promise<T>): Promise<T> {
  const clients = Array.from(
    { length: count },
    () => new pg.Client({ connectionString: stores.serverDatabaseUrl }),
  );
  try {
    await Promise.all(clients.map((client) => client.connect()));
    return await use(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

it('is in front of the primary, which the harness reads directly', async () => {
  expect(stores.databaseUrl).toBe(primary.urlOf(DATABASE));
  expect(new URL(stores.serverDatabaseUrl).port).not.toBe(new URL(stores.databaseUrl).port);
  expect(processesOf(stores.parts).map(({ name }) => name)).toEqual(['postgres', 'pgbouncer', 'redis']);
  expect(stores.versions.pgbouncer).toBe(programs.pgbouncer!.version);
  expect(stores.serverSettings).toMatchObject({
    'pgbouncer.pool_mode': 'transaction',
    'pgbouncer.default_pool_size': '20',
    'pgbouncer.max_client_conn': '310',
  });
  await withClients(1, async ([client]) => {
    expect((await client!.query('SELECT current_database() AS name')).rows).toEqual([{ name: DATABASE }]);
  });
});

describe('transaction pooling', () => {
  it('gives 60 clients 20 connections, which are its own', async () => {
    const pids: number[] = [];
    await withClients(60, async (clients) => {
      const released = Promise.withResolvers<void>();
      const transactions = clients.map(async (client) => {
        await client.query('BEGIN');
        pids.push((await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid);
        await released.promise;
        await client.query('COMMIT');
      });
      await expect.poll(async () => (await poolOf(DATABASE))?.cl_waiting).toBe(40);
      expect(new Set(pids).size).toBe(20);
      released.resolve();
      await Promise.all(transactions);
    });
    expect(pids).toHaveLength(60);
    expect(new Set(pids).size).toBe(20);
    const servers = await show('SERVERS');
    const own = servers.map(({ remote_pid }) => Number(remote_pid));
    expect(pids.filter((pid) => !own.includes(pid))).toEqual([]);
  });

  it('gives every session the settings that servers request on direct connections', async () => {
    await withClients(1, async ([client]) => {
      const { rows } = await client!.query(
        "SELECT current_setting('statement_timeout') AS timeout, current_setting('TimeZone') AS zone",
      );
      expect(rows).toEqual([{ timeout: '30s', zone: 'UTC' }]);
    });
    const asking = new pg.Client({
      connectionString: stores.serverDatabaseUrl,
      statement_timeout: 30_000,
      options: '-c TimeZone=UTC',
    });
    await asking.connect();
    await asking.end();
  });

  it('runs statements that were prepared by name, if it is new enough', async ({ skip }) => {
    skip(!canPrepare(programs.pgbouncer!.version), `PgBouncer ${programs.pgbouncer!.version} cannot`);
    await withClients(30, async (clients) => {
      for (let round = 0; round < 5; round++) {
        const answers = clients.map((client, index) =>
          client.query({ name: 'add', text: 'SELECT $1::int + 1 AS sum', values: [index] }),
        );
        const sums = (await Promise.all(answers)).map(({ rows }) => rows[0].sum);
        expect(sums).toEqual(clients.map((_client, index) => index + 1));
      }
    });
  });
});

it('reports its state to the harness', async () => {
  const stats = await show('STATS');
  expect(stats.find(({ database }) => database === DATABASE)).toHaveProperty('total_xact_count');
  expect(await poolOf(DATABASE)).toMatchObject({ pool_mode: 'transaction' });
});

it('requires the password, and stores only its SCRAM secret, which only it can read', async () => {
  const wrong = new URL(stores.serverDatabaseUrl);
  wrong.password = 'wrong';
  await expect(withDatabase(wrong.href, (client) => client.query('SELECT 1'))).rejects.toThrow(/SASL|auth/);
  const folder = listProcesses().find(({ pid }) => pid === pidOf('pgbouncer'))!.cwd!;
  expect((await stat(folder)).mode & 0o077).toBe(0);
  const users = readFileSync(join(folder, 'users.txt'), 'utf8');
  expect(users.trim().split('\n')).toEqual([
    expect.stringMatching(new RegExp(`^"${stores.serverRole}" "SCRAM-SHA-256\\$`)),
    expect.stringMatching(/^"proofload_console" "SCRAM-SHA-256\$/),
  ]);
  const passwords = [stores.databaseUrl, stores.serverDatabaseUrl].map((url) => new URL(url).password);
  const texts = [
    users,
    readFileSync(join(folder, 'pgbouncer.ini'), 'utf8'),
    readFileSync(join(fixture.folder, 'logs', 'pgbouncer.log'), 'utf8'),
    ...membersOf([pidOf('pgbouncer')], [], listProcesses()).map((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
    ),
  ];
  for (const text of texts) for (const password of passwords) expect(text).not.toContain(password);
});

it.runIf(process.getuid?.() === 0)('does not run as root', () => {
  const status = readFileSync(`/proc/${pidOf('pgbouncer')}/status`, 'utf8');
  expect(/^Uid:\s+(.*)$/m.exec(status)![1]!.split(/\s+/)).not.toContain('0');
});

it('also works in front of a given PostgreSQL, if it may create a role for the servers', async () => {
  const given = await start({ databaseUrl: stores.databaseUrl });
  expect(processesOf(given.parts).map(({ name }) => name)).toEqual(['pgbouncer', 'redis']);
  await withDatabase(given.serverDatabaseUrl, (client) => client.query('SELECT 1'));
  await given.stop();

  await withDatabase(stores.databaseUrl, (client) =>
    client.query("CREATE ROLE plain LOGIN PASSWORD 'its-password'"),
  );
  const plain = Object.assign(new URL(stores.databaseUrl), { username: 'plain', password: 'its-password' });
  const parts = () => listProcesses().filter(({ parentPid }) => parentPid === fixture.supervisor.guardianPid);
  const before = parts().map(({ pid }) => pid);
  const error = await start({ databaseUrl: plain.href }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'DATABASE_UNREACHABLE',
    message: expect.stringContaining('may not create it'),
    hint: expect.stringContaining('DATABASE_URL'),
  });
  expect(String(error)).not.toContain('its-password');
  // The Redis that was started at the same time is gone too.
  expect(parts().map(({ pid }) => pid)).toEqual(before);
});

it('is refused as a DATABASE_URL: what is asked of a session must reach that session', async () => {
  for (const databaseUrl of [stores.serverDatabaseUrl, `${stores.serverDatabaseUrl}?sslmode=disable`])
    await expect(start({ databaseUrl })).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('pooler'),
      hint: expect.stringContaining('compare pgbouncer'),
    });
});

it('is gone with its folder when it is stopped', async () => {
  const pid = pidOf('pgbouncer');
  const folder = listProcesses().find((process) => process.pid === pid)!.cwd!;
  await stores.stop();
  expect(isRunning(pid)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});
