import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { canPassOnNames, startTestPgBouncer } from '../testing/pgbouncer.ts';
import { TEST_POOL } from '../testing/pool-policy.ts';
import { startTestPostgres, type TestPostgres, type TestStore } from '../testing/stores.ts';
import { CORE_SCHEMA } from './core-schema.ts';
import { createDatabase, type Database, type DatabaseOptions } from './database.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openOwedTable } from './owed-table.ts';
import { type Statement, statement } from './statement.ts';

const CONNECTIONS = 2;
const PATIENTLY = { timeout: 30_000, interval: 20 };

const SLEEP: Statement<{ slept: string }> = statement('sleep', 'SELECT pg_sleep($1::float8)::text AS slept');
const BACKEND = statement<{ pid: number; n: number }>(
  'backend',
  'SELECT pg_backend_pid() AS pid, $1::int AS n',
);
const ZONE = statement<{ zone: string; today: string }>(
  'zone',
  `SELECT current_setting('TimeZone') AS zone, to_char(timestamptz '2026-03-02T23:30:00Z', 'YYYY-MM-DD') AS today`,
);
const TENANT = statement<{ tenant: string | null }>(
  'tenant',
  `SELECT current_setting('app.tenant', true) AS tenant`,
);
const PREPARED = statement<{ count: number; uses: number }>(
  'prepared',
  `SELECT count(*)::int AS count, coalesce(sum(generic_plans + custom_plans), 0)::int AS uses
   FROM pg_prepared_statements, pg_sleep(0.05) WHERE statement LIKE '%/* backend */' OR statement LIKE '%/* probe%'`,
);
const RUNNING = statement<{ count: number }>(
  'running',
  `SELECT count(*)::int AS count FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%/* sleep */%' AND pid <> pg_backend_pid()`,
);

let postgres: TestPostgres;
let bouncer: TestStore;
let withoutNames: TestStore;
let metrics: Metrics;
let open: Database[] = [];

beforeAll(async () => {
  postgres = await startTestPostgres();
  bouncer = await startTestPgBouncer(postgres, CONNECTIONS, true);
  withoutNames = await startTestPgBouncer(postgres, CONNECTIONS, false);
});
afterEach(async () => {
  for (const each of open) await each.close();
  open = [];
  metrics.close();
});
afterAll(async () => {
  await bouncer?.stop();
  await withoutNames?.stop();
  await postgres?.stop();
});

function newServer(options: Partial<DatabaseOptions> = {}): Database {
  metrics = createMetrics('user_session');
  const defaults = {
    url: bouncer.url,
    replicaUrls: [],
    throughBouncer: true,
    applicationName: `server-${open.length}`,
    policy: { ...TEST_POOL, max: 10 },
  };
  const database = createDatabase({ ...defaults, ...options }, metrics, pino({ level: 'silent' }));
  open.push(database);
  return database;
}

test('owed keys are recorded, read and removed', async () => {
  const table = openOwedTable({
    databaseUrl: bouncer.url,
    applicationName: 'server',
    query: newServer().query,
  });
  try {
    const database = newServer({ url: postgres.url, throughBouncer: false });
    await database.query(statement('make_owed', readFileSync(CORE_SCHEMA, 'utf8')), []);
    await table.add(['b', 'a'], null);
    await table.add(['b'], null);
    const owed = await table.read(2);
    expect(owed.map(({ key }) => key)).toEqual(['b', 'a']);
    await table.remove(owed);
    expect((await table.read(10)).map(({ key }) => key)).toEqual(['b']);
  } finally {
    await table.close();
  }
});

describe.each([
  ['passes on names, if it can', () => bouncer, canPassOnNames()],
  ['does not', () => withoutNames, false],
])('behind a PgBouncer that %s', (_which, bouncerOf, isNamed) => {
  test('twenty connections of two servers share two PostgreSQL connections, and each statement is answered', async () => {
    const servers = [newServer({ url: bouncerOf().url }), newServer({ url: bouncerOf().url })];
    const pids = new Set<number>();
    for (let round = 0; round < 10; round++) {
      const all = Array.from({ length: 40 }, (_, n) => servers[n % 2]!.query(BACKEND, [n]));
      const answers = (await Promise.all(all)).map(([row]) => row!);
      expect(answers.map(({ n }) => n)).toEqual(Array.from({ length: 40 }, (_, n) => n));
      for (const { pid } of answers) pids.add(pid);
    }
    expect(servers.map((server) => server.stats().total)).toEqual([10, 10]);
    expect(pids.size).toBe(CONNECTIONS);

    // One after another: all on the same PostgreSQL connection.
    for (let n = 0; n < 60; n++) await servers[0]!.query(BACKEND, [n]);
    // Concurrently: on both of them.
    const seen = await Promise.all(Array.from({ length: 4 }, () => servers[0]!.query(PREPARED, [])));
    const prepared = seen.map(([row]) => row!);
    if (isNamed) expect(Math.max(...prepared.map(({ uses }) => uses))).toBeGreaterThanOrEqual(60);
    else expect(prepared).toEqual(prepared.map(() => ({ count: 0, uses: 0 })));
  });

  test('no statement has the settings of another transaction', async () => {
    const { withSettings, query } = newServer({ url: bouncerOf().url });
    const all = Array.from({ length: 60 }, (_, n) =>
      n % 3 === 0 ? query(TENANT, []) : withSettings({ 'app.tenant': String(n) }).query(TENANT, []),
    );
    const seen = (await Promise.all(all)).map(([row]) => row!.tenant || null);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? null : String(n))));
    const inside = await withSettings({ 'app.tenant': 'x' }).transaction(async (queryInside) => [
      ...(await queryInside(TENANT, [])),
      ...(await queryInside(TENANT, [])),
    ]);
    expect(inside).toEqual([{ tenant: 'x' }, { tenant: 'x' }]);
  });
});

test('PgBouncer refuses a server that is configured for a direct connection', async () => {
  const { query } = newServer({ throughBouncer: false });
  await expect(query(BACKEND, [1])).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
});

test('time is UTC, whatever the database default and whichever client used the connection before', async () => {
  const direct = newServer({ url: postgres.url, throughBouncer: false });
  await direct.query(
    statement('zone_of_database', `ALTER DATABASE postgres SET TimeZone = 'Asia/Tokyo'`),
    [],
  );
  try {
    const { query } = newServer();
    await query(statement('another_zone', `SELECT set_config('TimeZone', 'Asia/Tokyo', false)`), []);
    const answers = await Promise.all(Array.from({ length: 20 }, () => newServer().query(ZONE, [])));
    expect(new Set(answers.map(([row]) => JSON.stringify(row)))).toEqual(
      new Set(['{"zone":"UTC","today":"2026-03-02"}']),
    );
  } finally {
    await direct.query(statement('zone_again', 'ALTER DATABASE postgres RESET TimeZone'), []);
  }
});

test('a statement that takes too long is a 504, and is cancelled in PostgreSQL too', async () => {
  const { query } = newServer({ policy: { ...TEST_POOL, statementTimeoutMs: 300 } });
  const others = newServer();
  const late = expect(query(SLEEP, [600])).rejects.toMatchObject({
    status: 504,
    code: 'QUERY_TIMEOUT',
    timedOut: true,
  });
  await vi.waitFor(async () => expect(await others.query(RUNNING, [])).toEqual([{ count: 1 }]), PATIENTLY);
  await late;
  await vi.waitFor(async () => expect(await others.query(RUNNING, [])).toEqual([{ count: 0 }]), PATIENTLY);
  // Both connections are free again, and so is the server's own.
  await Promise.all(Array.from({ length: CONNECTIONS }, () => query(SLEEP, [0.01])));
});

test('a transaction stays on one connection, and is rolled back when its work throws', async () => {
  const { query, transaction } = newServer();
  await query(statement('numbers', 'CREATE TABLE numbers (n int)'), []);
  const add = statement<{ pid: number }>(
    'add',
    'INSERT INTO numbers VALUES ($1) RETURNING pg_backend_pid() AS pid',
  );
  const failing = transaction(async (queryInside) => {
    await queryInside(add, [1]);
    throw new Error('on second thought');
  });
  await expect(failing).rejects.toThrow('on second thought');
  const pids = await transaction(async (queryInside) => {
    const rows = [];
    for (let n = 0; n < 20; n++) rows.push(...(await queryInside(add, [n])));
    return rows.map(({ pid }) => pid);
  });
  expect(new Set(pids).size).toBe(1);
  const count = statement<{ count: number }>('count', 'SELECT count(*)::int AS count FROM numbers');
  expect(await query(count, [])).toEqual([{ count: 20 }]);
});
