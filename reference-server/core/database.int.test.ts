import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabases, type TestDatabases } from '../testing/databases.ts';
import { TEST_POOL } from '../testing/pool-policy.ts';
import { createDatabase, type Database, type DatabaseOptions } from './database.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { type Statement, statement } from './statement.ts';

const SLEEP: Statement<{ slept: string }> = statement('sleep', 'SELECT pg_sleep($1::float8)::text AS slept');
const ONE = statement<{ one: number }>('one', 'SELECT 1 AS one');
const NONE = statement<{ n: number }>('none', 'SELECT n FROM numbers WHERE n < 0');
const ADD = statement<{ n: number }>('add', 'INSERT INTO numbers VALUES ($1) RETURNING n');
const COUNT = statement<{ count: number }>('count', 'SELECT count(*)::int AS count FROM numbers');
// Only what sleeps: a backend of the pool of the test before may still be on its way out.
const END_SLEEPERS = statement<{ end: boolean }>(
  'end_sleepers',
  `SELECT pg_terminate_backend(pid) AS end FROM pg_stat_activity
   WHERE datname = current_database() AND wait_event = 'PgSleep'`,
);

let databases: TestDatabases;
let databaseUrl: string;
let metrics: Metrics;
let database: Database;

beforeAll(async () => {
  databases = await openTestDatabases();
  databaseUrl = await databases.create();
  const setup = open({});
  await setup.query(statement('numbers', 'CREATE TABLE numbers (n int)'), []);
  await setup.query(statement('extension', 'CREATE EXTENSION pg_stat_statements'), []);
  await setup.close();
});
afterAll(() => databases?.drop());
afterEach(async () => {
  await database.close();
  metrics.close();
});

function open(options: Partial<DatabaseOptions>): Database {
  metrics = createMetrics('user_session');
  const defaults = {
    url: databaseUrl,
    replicaUrls: [],
    throughBouncer: false,
    applicationName: 'database-test',
    policy: TEST_POOL,
  };
  database = createDatabase({ ...defaults, ...options }, metrics, pino({ level: 'silent' }));
  return database;
}

const sample = async (line: string) => {
  const found = (await metrics.render()).split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1));
};

describe('a full pool', () => {
  test('refuses in bounded time with 503 and Retry-After, and works again afterwards', async () => {
    const { query } = open({ policy: { ...TEST_POOL, max: 2, connectTimeoutMs: 200 } });
    const busy = [query(SLEEP, [1]), query(SLEEP, [1])];
    const refused = { status: 503, code: 'POOL_EXHAUSTED', retryAfterSeconds: 1, timedOut: true };
    await expect(query(ONE, [])).rejects.toMatchObject(refused);
    await Promise.all(busy);
    expect(await query(ONE, [])).toEqual([{ one: 1 }]);
    expect(database.stats()).toEqual({ total: 2, idle: 2, waiting: 0, max: 2 });
  });

  test('makes requests wait, and the wait is not counted as execution', async () => {
    const { query } = open({ policy: { ...TEST_POOL, max: 1 } });
    await Promise.all([query(SLEEP, [0.3]), query(ONE, [])]);
    // The second waited for the first; its own execution took next to nothing.
    expect(await sample('pool_wait_time_sum')).toBeGreaterThan(290);
    expect(await sample('db_query_time_sum{statement="sleep"}')).toBeGreaterThan(290);
    expect(await sample('db_query_time_sum{statement="one"}')).toBeLessThan(290);
  });
});

test('a burst between two scrapes is in the peak of the second one, and in no other', async () => {
  const { query } = open({ policy: { ...TEST_POOL, max: 8 } });
  const peak = () => sample('db_connections_peak_in_use');
  await query(ONE, []);
  expect(await peak()).toBe(1);
  await Promise.all(Array.from({ length: 8 }, () => query(SLEEP, [0.2])));
  const { total, idle } = database.stats();
  expect(total - idle).toBe(0); // what a scrape sees of the burst without a peak
  expect(await peak()).toBe(8);
  expect(await peak()).toBe(0);
});

test('warming up opens the minimum number of connections', async () => {
  await open({ policy: { ...TEST_POOL, min: 3 } }).warmUp();
  expect(database.stats()).toEqual({ total: 3, idle: 3, waiting: 0, max: 5 });
});

test('a statement is prepared under its name, and appears under it in pg_stat_statements', async () => {
  const { query } = open({ policy: { ...TEST_POOL, max: 1 } });
  await query(ONE, []);
  const prepared = await query(
    statement<{ name: string }>('prepared', 'SELECT name FROM pg_prepared_statements'),
    [],
  );
  expect(prepared).toContainEqual({ name: 'one' });
  const seen = await query(
    statement<{ query: string }>(
      'seen',
      `SELECT query FROM pg_stat_statements WHERE query LIKE '%/* one */%'`,
    ),
    [],
  );
  expect(seen.length).toBeGreaterThan(0);
});

test('terminated connections are replaced', async () => {
  const { query } = open({ policy: { ...TEST_POOL, max: 3 } });
  const lent = query(SLEEP, [30]);
  const ended = expect(lent).rejects.toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
  await expect.poll(() => query(END_SLEEPERS, [])).toContainEqual({ end: true });
  await ended;
  expect(await query(ONE, [])).toEqual([{ one: 1 }]);
});

test('an unreachable database is a 503', async () => {
  const { query } = open({ url: 'postgres://nobody@127.0.0.1:1/none' });
  await expect(query(ONE, [])).rejects.toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
});

test('a statement that times out is a 504, and its connection stays usable', async () => {
  const { query } = open({ policy: { ...TEST_POOL, max: 1 } });
  await query(statement('limit', 'SET statement_timeout = 50'), []);
  await expect(query(SLEEP, [5])).rejects.toMatchObject({
    status: 504,
    code: 'QUERY_TIMEOUT',
    timedOut: true,
  });
  expect(await query(ONE, [])).toEqual([{ one: 1 }]);
});

test('a transaction is rolled back when its work throws', async () => {
  const { query, transaction } = open({});
  const failing = transaction(async (queryInside) => {
    await queryInside(ADD, [1]);
    throw new Error('on second thought');
  });
  await expect(failing).rejects.toThrow('on second thought');
  expect(await query(COUNT, [])).toEqual([{ count: 0 }]);
  await transaction((queryInside) => queryInside(ADD, [1]));
  expect(await query(COUNT, [])).toEqual([{ count: 1 }]);
  expect(database.stats()).toMatchObject({ waiting: 0 });
});

describe('settings of a transaction', () => {
  const TENANT = statement<{ tenant: string | null; other: string | null }>(
    'tenant',
    `SELECT current_setting('app.tenant', true) AS tenant, current_setting('app.other', true) AS other`,
  );
  const FAIL = statement('fail', 'SELECT 1 / $1::int AS never');
  const values = ({ query }: { query: Database['query'] }) => query(TENANT, []);

  test('hold for one statement alone', async () => {
    const { withSettings, query } = open({ policy: { ...TEST_POOL, max: 1 } });
    const inTwo = withSettings({ 'app.tenant': "2'; --", 'app.other': '' });
    for (let round = 0; round < 3; round++) {
      expect(await values(inTwo)).toEqual([{ tenant: "2'; --", other: '' }]);
      expect((await query(TENANT, []))[0]!.tenant || null).toBeNull();
      expect(await values(withSettings({ 'app.tenant': '3' }))).toMatchObject([{ tenant: '3' }]);
    }
  });

  test('hold for one transaction alone, and after a failure for none', async () => {
    const { withSettings, query } = open({ policy: { ...TEST_POOL, max: 1 } });
    const inTwo = withSettings({ 'app.tenant': '2' });
    const seen = await inTwo.transaction(async (inside) => [
      ...(await inside(TENANT, [])),
      ...(await inside(TENANT, [])),
    ]);
    expect(seen).toMatchObject([{ tenant: '2' }, { tenant: '2' }]);
    expect((await query(TENANT, []))[0]!.tenant || null).toBeNull();
    await expect(inTwo.query(FAIL, [0])).rejects.toMatchObject({ code: 'INVALID_DATA' });
    await expect(inTwo.transaction((inside) => inside(FAIL, [0]))).rejects.toThrow();
    expect((await query(TENANT, []))[0]!.tenant || null).toBeNull();
    expect(await values(inTwo)).toMatchObject([{ tenant: '2' }]);
  });

  test('a statement that fails leaves nothing of what it began', async () => {
    const { withSettings, query } = open({ policy: { ...TEST_POOL, max: 1 } });
    await query(statement('empty', 'DELETE FROM numbers'), []);
    const addAndFail = statement(
      'add_and_fail',
      'WITH added AS (INSERT INTO numbers VALUES ($1) RETURNING n) SELECT 1 / ($1 - n) FROM added',
    );
    await expect(withSettings({ 'app.tenant': '2' }).query(addAndFail, [5])).rejects.toThrow();
    expect(await query(COUNT, [])).toEqual([{ count: 0 }]);
    await withSettings({ 'app.tenant': '2' }).query(ADD, [5]);
    expect(await query(COUNT, [])).toEqual([{ count: 1 }]);
  });
});

describe('the planted slow statement', () => {
  test.each([
    ['a read', ONE, []],
    ['a read without rows', NONE, []],
    ['a write', ADD, [7]],
  ])('sleeps inside PostgreSQL: %s', async (_what, slow, parameters) => {
    open({
      policy: { ...TEST_POOL, max: 1 },
      plantedDefects: { slowStatement: { statement: slow.name, delayMs: 150 } },
    });
    const expected = slow === NONE ? 0 : 1;
    expect(await database.query<unknown>(slow, parameters)).toHaveLength(expected);
    const [row] = await database.query(
      statement<{ mean: number }>(
        'mean_time',
        `SELECT mean_exec_time AS mean FROM pg_stat_statements WHERE query LIKE '%planted%/* ${slow.name} */%'`,
      ),
      [],
    );
    expect(row?.mean).toBeGreaterThan(149);
    expect(await sample(`db_query_time_sum{statement="${slow.name}"}`)).toBeGreaterThan(149);
  });

  test('leaves other statements alone', async () => {
    open({
      policy: { ...TEST_POOL, max: 1 },
      plantedDefects: { slowStatement: { statement: 'none', delayMs: 10_000 } },
    });
    await database.query(ONE, []);
    expect(await sample('db_query_time_sum{statement="one"}')).toBeLessThan(10_000);
  });

  test('computes inside PostgreSQL if it is a heavy one', async () => {
    const meanOf = async (rows: number) => {
      open({
        policy: { ...TEST_POOL, max: 1 },
        plantedDefects: { heavyStatement: { statement: ONE.name, rows } },
      });
      expect(await database.query<unknown>(ONE, [])).toHaveLength(1);
      const [row] = await database.query(
        statement<{ mean: number }>(
          'mean_time',
          `SELECT mean_exec_time AS mean FROM pg_stat_statements WHERE query LIKE '%planted%generate_series%/* one */%'`,
        ),
        [],
      );
      await database.query(statement('reset', 'SELECT pg_stat_statements_reset()::text'), []);
      return row!.mean;
    };
    // A thousand times the rows; the fixed cost of a statement is far smaller.
    expect(await meanOf(2_000_000)).toBeGreaterThan((await meanOf(2_000)) * 20);
  });
});
