import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { TEST_POOL } from '../testing/pool-policy.ts';
import { startTestReplica } from '../testing/replica.ts';
import { startTestPostgres, type TestPostgres } from '../testing/stores.ts';
import { openTcpGate, type TcpGate } from '../testing/tcp-gate.ts';
import { createDatabase, type Database } from './database.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { onReplicas, statement } from './statement.ts';

const PATIENTLY = { timeout: 30_000, interval: 50 };

/** Which server answers. */
const PORT = onReplicas(statement<{ port: number }>('port', 'SELECT inet_server_port() AS port'));
const PORT_OF_PRIMARY = statement<{ port: number }>('port_of_primary', 'SELECT inet_server_port() AS port');
const ADD = statement<{ n: number }>('add', 'INSERT INTO numbers VALUES ($1) RETURNING n');
const SLEEP = onReplicas(statement('sleep', 'SELECT pg_sleep(0.3)::text AS slept'));
const BROKEN = onReplicas(statement('broken', 'SELECT 1 / $1::int AS n'));

let primary: TestPostgres;
let replicas: TestPostgres[];
let gate: TcpGate;
let onPrimary: pg.Client;
let onReplica: pg.Client;
let database: Database;
let metrics: Metrics;

beforeAll(async () => {
  primary = await startTestPostgres();
  onPrimary = await connected(primary.url);
  await onPrimary.query('CREATE TABLE numbers (n int)');
  replicas = [await startTestReplica(primary), await startTestReplica(primary)];
  onReplica = await connected(replicas[0]!.url);
});
afterAll(async () => {
  await Promise.all([onPrimary?.end(), onReplica?.end()]);
  await Promise.all((replicas ?? []).map((replica) => replica.stop()));
  await primary?.stop();
});

beforeEach(async () => {
  gate = await openTcpGate(replicas[0]!.port);
  metrics = createMetrics('user_session');
  database = createDatabase(
    {
      url: primary.url,
      replicaUrls: [`postgres://test@127.0.0.1:${gate.port}/postgres`, replicas[1]!.url],
      throughBouncer: false,
      applicationName: 'replicas-test',
      policy: { ...TEST_POOL, min: 2 },
    },
    metrics,
    pino({ level: 'silent' }),
  );
});
afterEach(async () => {
  await onReplica.query('SELECT pg_wal_replay_resume()');
  await database.close();
  metrics.close();
  await gate.shut().catch(() => {});
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}

const sample = async (line: string) => {
  const found = (await metrics.render()).split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1));
};

const portsOf = async (reads: number) => {
  const ports = [];
  for (let n = 0; n < reads; n++) ports.push((await database.read('may-lag', PORT, []))[0]!.port);
  return ports;
};
const answering = async () => new Set(await portsOf(6));
const untilAnswering = (...servers: TestPostgres[]) =>
  vi.waitFor(
    async () => expect(await answering()).toEqual(new Set(servers.map(({ port }) => port))),
    PATIENTLY,
  );

describe('reads', () => {
  test('take turns over the replicas when they may lag, and go to the primary when not', async () => {
    await untilAnswering(...replicas);
    const [first, second, ...rest] = await portsOf(6);
    expect(first).not.toBe(second);
    expect(rest).toEqual([first, second, first, second]);
    expect(await database.read('latest', PORT, [])).toEqual([{ port: primary.port }]);
    expect(await database.read('may-lag', PORT_OF_PRIMARY, [])).toEqual([{ port: primary.port }]);
    expect(await database.query(PORT, [])).toEqual([{ port: primary.port }]);
  });

  test('are counted by the role of the server that answered, and connections over all pools', async () => {
    await untilAnswering(...replicas);
    await database.warmUp();
    const before = [
      await sample('db_queries_total{role="primary"}'),
      await sample('db_queries_total{role="replica"}'),
    ];
    await portsOf(4);
    await database.transaction((query) => query(ADD, [1]));
    expect(await sample('db_queries_total{role="primary"}')).toBe(before[0]! + 3);
    expect(await sample('db_queries_total{role="replica"}')).toBe(before[1]! + 4);
    expect(await sample('db_connections{state="max"}')).toBe(15);
    expect(await sample('db_connections{state="total"}')).toBeGreaterThanOrEqual(6);
  });

  test('have their connections in the peak of those in use, which is of all pools together', async () => {
    await untilAnswering(...replicas);
    await sample('db_connections_peak_in_use');
    const onEach = [1, 2].map(() => database.read('may-lag', SLEEP, []));
    await Promise.all([...onEach, database.query(SLEEP, [])]);
    expect(await sample('db_connections_peak_in_use')).toBe(3);
  });

  test('that are invalid in themselves are not retried on the primary', async () => {
    await untilAnswering(...replicas);
    const before = await sample('db_queries_total{role="primary"}');
    await expect(database.read('may-lag', BROKEN, [0])).rejects.toMatchObject({ code: 'INVALID_DATA' });
    expect(await sample('db_queries_total{role="primary"}')).toBe(before);
    expect(await answering()).toEqual(new Set(replicas.map(({ port }) => port)));
  });
});

test('a replica that lags is left out until it has caught up', async () => {
  await untilAnswering(...replicas);
  await onReplica.query('SELECT pg_wal_replay_pause()');
  await onPrimary.query('INSERT INTO numbers VALUES (1)');
  await untilAnswering(replicas[1]!);
  expect(await sample('db_replica_lag_ms')).toBeGreaterThan(1000);
  await onReplica.query('SELECT pg_wal_replay_resume()');
  await untilAnswering(...replicas);
  expect(await sample('db_replica_lag_ms')).toBeLessThan(1000);
});

test('an idle primary does not make replicas lag', async () => {
  await untilAnswering(...replicas);
  const idle = `SELECT clock_timestamp() - pg_last_xact_replay_timestamp() > '3 s' AS long`;
  await onPrimary.query('INSERT INTO numbers VALUES (2)');
  await vi.waitFor(async () => {
    expect(await answering()).toEqual(new Set(replicas.map(({ port }) => port)));
    expect((await onReplica.query(idle)).rows).toEqual([{ long: true }]);
  }, PATIENTLY);
  expect(await sample('db_replica_lag_ms')).toBeLessThan(1000);
});

test('a replica that becomes unreachable fails no read, is left out, and comes back', async () => {
  await untilAnswering(...replicas);
  await gate.shut();
  // Some of these would go there. The first one that does is answered by the primary, and the others avoid it.
  const ports = await portsOf(10);
  expect(ports.filter((port) => port === primary.port).length).toBeLessThanOrEqual(1);
  await untilAnswering(replicas[1]!);
  await vi.waitFor(async () => expect(await sample('db_replica_lag_ms')).toBeGreaterThan(3000), PATIENTLY);
  await gate.open();
  await untilAnswering(...replicas);
});

test('without a usable replica, reads go to the primary', async () => {
  await untilAnswering(...replicas);
  const other = await connected(replicas[1]!.url);
  await gate.shut();
  await other.query('SELECT pg_wal_replay_pause()');
  await onPrimary.query('INSERT INTO numbers VALUES (3)');
  await untilAnswering(primary);
  await other.query('SELECT pg_wal_replay_resume()');
  await other.end();
  await untilAnswering(replicas[1]!);
});

test('a server that is not a replica is not asked', async () => {
  await database.close();
  metrics.close();
  metrics = createMetrics('user_session');
  const log = pino({ level: 'silent' });
  const own = { url: primary.url, replicaUrls: [primary.url, replicas[1]!.url], throughBouncer: false };
  const pool = { applicationName: 'x', policy: { ...TEST_POOL, max: 2 } };
  database = createDatabase({ ...own, ...pool }, metrics, log);
  await untilAnswering(replicas[1]!);
});
