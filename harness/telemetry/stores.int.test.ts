import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { findPrograms } from '../system/programs/programs.ts';
import { type Stores, startStores } from '../system/stores.ts';
import { type Fixture, startFixture } from '../system/testing/fixture.ts';
import { createDatabaseSampler, type DatabaseSampler } from './postgres.ts';
import { type CacheSampler, createCacheSampler } from './redis.ts';

let fixture: Fixture;
let stores: Stores;

beforeAll(async () => {
  fixture = await startFixture();
  stores = await startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs: await findPrograms(process.env),
    topology: DOCUMENTED_TOPOLOGY,
  });
});
afterAll(() => fixture.end());

/** The URL of another database or another role on the same server. */
function urlOf({ database, role }: { database?: string; role?: { name: string; password: string } }): string {
  const url = new URL(stores.databaseUrl);
  if (database) url.pathname = database;
  if (role) Object.assign(url, { username: role.name, password: role.password });
  return url.href;
}

async function withClient<T>(use: (client: pg.Client) => Promise<T>, url = stores.databaseUrl): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

describe('createDatabaseSampler', () => {
  let sampler: DatabaseSampler;
  let lookAtBackends = (): void => {};
  beforeAll(() => {
    sampler = createDatabaseSampler({
      databaseUrl: stores.databaseUrl,
      every: (_, callback) => {
        lookAtBackends = callback;
        return () => {};
      },
    });
  });
  afterAll(() => sampler.close());

  /** PostgreSQL publishes a connection's statistics when it is idle or ends; until then there is no increase. */
  it('counts statements, transactions and rows of others, but not its own', async () => {
    await withClient((client) =>
      client.query('CREATE TABLE counted AS SELECT generate_series(1, 1000) AS n'),
    );
    await sampler.resetStatements();
    await sampler.sample();
    await sampler.sample();
    await withClient(async (client) => {
      for (let i = 0; i < 20; i++) await client.query('SELECT count(*) FROM counted');
    });
    let queries = 0;
    let executionTimeMs = 0;
    let transactions = 0;
    let rowsReturned = 0;
    await expect
      .poll(
        async () => {
          const second = await sampler.sample();
          queries += second!.queries!;
          executionTimeMs += second!.executionTimeMs!;
          transactions += second!.transactions;
          rowsReturned += second!.rowsReturned;
          return rowsReturned;
        },
        { timeout: 30_000 },
      )
      .toBeGreaterThanOrEqual(20_000);
    expect(queries).toBe(20);
    expect(executionTimeMs).toBeGreaterThan(0);
    // PostgreSQL sets up a new connection in a transaction of its own.
    expect([20, 21]).toContain(transactions);
  });

  it('counts nothing when it is alone', async () => {
    await sampler.sample();
    for (let i = 0; i < 5; i++) {
      for (let look = 0; look < i; look++) lookAtBackends();
      expect(await sampler.sample()).toMatchObject({
        connections: { active: 0, idle: 0, idleInTransaction: 0, waitingOnLock: 0 },
        transactions: 0,
        queries: 0,
        executionTimeMs: 0,
      });
    }
  });

  it('counts connections by what they do', async () => {
    await withClient(async (holder) => {
      await holder.query('CREATE TABLE locked ()');
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE locked IN ACCESS EXCLUSIVE MODE');
      await withClient(async (waiter) => {
        const waiting = waiter.query('SELECT FROM locked');
        await expect
          .poll(async () => (await sampler.sample())?.connections)
          .toEqual({ active: 1, idle: 0, idleInTransaction: 1, waitingOnLock: 1 });
        await expect
          .poll(async () => {
            lookAtBackends();
            return (await sampler.sample())?.backends;
          })
          .toEqual({ looks: 1, running: 0, lock: 1, lightweightLock: 0, io: 0, other: 0 });
        await holder.query('COMMIT');
        await waiting;
      });
    });
  });

  it('reports what busy backends wait for: nothing, or something that is neither lock nor disk', async () => {
    await withClient(async (client) => {
      const sleeping = client.query('SELECT pg_sleep(2)');
      const seen: unknown[] = [];
      await expect
        .poll(async () => {
          lookAtBackends();
          seen.push((await sampler.sample())?.backends);
          return seen;
        })
        .toContainEqual({ looks: 1, running: 0, lock: 0, lightweightLock: 0, io: 0, other: 1 });
      await sleeping;
      const computing = client.query('SELECT count(*) FROM generate_series(1, 3000000)');
      await expect
        .poll(async () => {
          lookAtBackends();
          seen.push((await sampler.sample())?.backends);
          return seen;
        })
        .toContainEqual({ looks: 1, running: 1, lock: 0, lightweightLock: 0, io: 0, other: 0 });
      await computing;
    });
  });

  it('gives totals by statement since the reset, without parameter values and its own statements', async () => {
    await withClient((client) => client.query("SELECT 'before the reset'"));
    expect(await sampler.resetStatements()).toBe(true);
    await withClient(async (client) => {
      await client.query('SELECT pg_sleep(0.05)');
      for (let i = 0; i < 3; i++)
        await client.query("SELECT n FROM counted WHERE n < 5 AND 'secret' = 'secret'");
    });
    await sampler.sample();
    const totals = await sampler.statementTotals();
    expect(totals.map(({ statement, calls, rows }) => [statement, calls, rows])).toEqual([
      ['SELECT pg_sleep($1)', 1, 1],
      ['SELECT n FROM counted WHERE n < $1 AND $2 = $3', 3, 12],
    ]);
    const [slowest, other] = totals;
    expect(slowest!.totalMs).toBeGreaterThanOrEqual(50);
    expect(slowest!.meanMs).toBe(slowest!.totalMs);
    expect(other!.meanMs).toBeCloseTo(other!.totalMs / 3);
    expect(other!.maxMs).toBeGreaterThanOrEqual(other!.meanMs);
    expect(await sampler.statementTotals(1)).toHaveLength(1);
  });

  it('gives totals since a mark, without changing anything', async () => {
    const select = (text: string) => withClient((client) => client.query(text));
    await select('SELECT pg_sleep(0.2)');
    await select('SELECT 1 AS marked');
    const marking = createDatabaseSampler({ databaseUrl: stores.databaseUrl });
    await marking.markStatements();
    await select('SELECT pg_sleep(0.01)');
    await select('SELECT 1 + 1 AS added');
    const totals = await marking.statementTotals();
    expect(totals.map(({ statement, calls, maxMs }) => [statement, calls, maxMs !== null])).toEqual([
      ['SELECT pg_sleep($1)', 1, false],
      ['SELECT $1 + $2 AS added', 1, true],
    ]);
    expect(totals[0]!.totalMs).toBeLessThan(200);
    await marking.close();
    expect((await sampler.statementTotals()).map(({ statement }) => statement)).toContain(
      'SELECT $1 AS marked',
    );
  });

  it('works without the extension, and without the right to reset', async () => {
    const role = { name: 'plain', password: 'plain' };
    await withClient(async (client) => {
      await client.query('CREATE DATABASE bare');
      await client.query(`CREATE ROLE ${role.name} LOGIN PASSWORD '${role.password}'`);
    });
    const bare = createDatabaseSampler({ databaseUrl: urlOf({ database: 'bare' }) });
    expect(await bare.sample()).toBeNull();
    expect(await bare.sample()).toMatchObject({
      queries: null,
      executionTimeMs: null,
      connections: { active: 0 },
    });
    expect(await bare.resetStatements()).toBe(false);
    expect(await bare.statementTotals()).toEqual([]);
    await bare.close();
    const plain = createDatabaseSampler({ databaseUrl: urlOf({ role }) });
    expect(await plain.resetStatements()).toBe(false);
    await plain.close();
  });

  it('connects again when its connection was lost', async () => {
    await sampler.sample();
    await withClient((client) =>
      client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'proofload-telemetry'",
      ),
    );
    await expect.poll(() => sampler.sample().catch(() => null)).not.toBeNull();
  });

  it('rejects when there is no database, and does not hang', async () => {
    const nobody = createDatabaseSampler({ databaseUrl: 'postgres://x:y@127.0.0.1:1/z' });
    await expect(nobody.sample()).rejects.toThrow();
    await nobody.close();
  });
});

describe('createCacheSampler', () => {
  let sampler: CacheSampler;
  let client: Redis;
  beforeAll(() => {
    sampler = createCacheSampler({ redisUrls: [stores.redisUrl] });
    client = new Redis(stores.redisUrl);
  });
  afterAll(async () => {
    await sampler.close();
    client.disconnect();
  });

  it('counts commands, hits and misses of others, but not its own', async () => {
    await client.set('there', '1');
    await sampler.sample();
    await client.get('there');
    await client.get('there');
    await client.get('not there');
    const second = await sampler.sample();
    expect(second).toMatchObject({
      commands: 3,
      keyspaceHits: 2,
      keyspaceMisses: 1,
      evictedKeys: 0,
      connectedClients: 1,
    });
    expect(second!.usedMemoryBytes).toBeGreaterThan(100_000);
    expect(await sampler.sample()).toMatchObject({ commands: 0, keyspaceHits: 0 });
  });

  it('reports how long commands took, and which took the most time', async () => {
    await sampler.sample();
    await client.eval('for i = 1, tonumber(ARGV[1]) do end', 0, 3_000_000);
    const second = await sampler.sample();
    expect(second!.busiestCommand).toMatchObject({ name: 'eval', calls: 1 });
    expect(second!.busiestCommand!.totalMs).toBeGreaterThan(1);
    expect(second!.commandMs).toBeGreaterThanOrEqual(second!.busiestCommand!.totalMs);
    expect(second!.cpuCores).toBeGreaterThan(0);
    expect(second).toMatchObject({ blockedClients: 0, rejectedConnections: 0 });
  });

  it('connects again when its connection was lost', async () => {
    await sampler.sample();
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await expect.poll(() => sampler.sample().catch(() => null)).not.toBeNull();
  });

  it('rejects each time when there is no Redis, or one of several is missing, and prints nothing', async () => {
    const nobody = createCacheSampler({ redisUrls: [stores.redisUrl, 'redis://127.0.0.1:1'] });
    await expect(nobody.sample()).rejects.toThrow();
    await expect(nobody.sample()).rejects.toThrow();
    await nobody.close();
  });
});
