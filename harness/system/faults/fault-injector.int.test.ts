import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, FaultAction } from '../../model/fault.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { Topology } from '../../model/topology.ts';
import { partNamed, processesOf } from '../part.ts';
import { givenStoresIn, plannedParts } from '../planned-parts.ts';
import { withDatabase } from '../postgres/database.ts';
import { findPrograms } from '../programs/programs.ts';
import { withRedis } from '../redis/redis-connection.ts';
import { type Stores, startStores } from '../stores.ts';
import { listProcesses, membersOf } from '../supervision/process-tree.ts';
import { type System, startSystem } from '../system.ts';
import { type Fixture, isPaused, isRunning, STAND_IN_SERVER, startFixture } from '../testing/fixture.ts';
import { faultInjector } from './fault-injector.ts';
import type { FaultInjector } from './schedule-faults.ts';

const TOPOLOGY: Topology = {
  ...DOCUMENTED_TOPOLOGY,
  servers: 1,
  poolMax: 5,
  poolMin: 1,
  replicas: 1,
  pgbouncer: true,
};
const PARTS = plannedParts(TOPOLOGY, givenStoresIn({})).map(({ name }) => name);

let fixture: Fixture;
let stores: Stores;
let system: System;
let injector: FaultInjector;

beforeAll(async () => {
  fixture = await startFixture();
  const { folder, supervisor } = fixture;
  const env = { PATH: process.env.PATH, PGBOUNCER_BIN: process.env.PGBOUNCER_BIN };
  const programs = await findPrograms(env, TOPOLOGY);
  const common = { folder, supervisor, programs, topology: TOPOLOGY, gated: PARTS };
  stores = await startStores(common);
  await withDatabase(stores.databaseUrl, async (client) => {
    await client.query('CREATE TABLE kept (n int)');
  });
  system = await startSystem({
    ...common,
    stores,
    plantedDefects: {},
    platform: 'tvet-connect',
    serverEntry: STAND_IN_SERVER,
  });
  injector = faultInjector([...stores.parts, ...system.parts], [...stores.gates, ...system.gates]);
}, 180_000);
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
  expect(fixture.unexpectedExits).toEqual([]);
});

/** Uses a part the way its clients do; throws nothing if it works. */
async function use(part: string): Promise<void> {
  switch (part) {
    case 'postgres': {
      // Bypasses PgBouncer, which tries a database that was away again only after 15 s.
      const { port } = stores.gates.find(({ of }) => of === part)!;
      const gatedUrl = Object.assign(new URL(stores.databaseUrl), { port: String(port) }).href;
      return withDatabase(gatedUrl, async (client) => {
        await client.query('SELECT 1');
      });
    }
    case 'pgbouncer':
      return withDatabase(stores.serverDatabaseUrl, async (client) => {
        await client.query('SELECT 1');
      });
    case 'postgres-replica-1':
      return withDatabase(stores.serverReplicaUrls[0]!, async (client) => {
        await client.query('SELECT 1');
      });
    case 'redis':
      return withRedis(stores.serverRedisNodes[0]!.url, async (redis) => {
        await redis.ping();
      });
    default: {
      const response = await fetch(`${system.baseUrl}/x`, {
        headers: { connection: 'close' },
        signal: AbortSignal.timeout(2_000),
      });
      await response.text();
      if (!response.ok) throw new Error(`answered ${response.status}`);
    }
  }
}

const fault = (part: string, action: Exclude<FaultAction, 'slow'>): Fault => ({
  part,
  action,
  atMs: 0,
  returnAtMs: 1,
});

const programOf = (name: string) => partNamed([...stores.parts, ...system.parts], name);
const treeOf = (name: string) => membersOf([programOf(name).pid!], [], listProcesses());

describe.each(PARTS)('%s', (part) => {
  it.each(['kill', 'stop'] as const)('is gone after %s, and is back as it was', async (action) => {
    const before = programOf(part).pid;
    await injector.inject(fault(part, action));
    expect(programOf(part).pid).toBeNull();
    await expect(use(part)).rejects.toThrow();
    await injector.undo(fault(part, action));
    await expect.poll(() => use(part).then(() => 'works', String), { timeout: 60_000 }).toBe('works');
    expect(programOf(part).pid).not.toBe(before);
  });

  it('is halted with all its processes while it is paused', async () => {
    await injector.inject(fault(part, 'pause'));
    await expect.poll(() => treeOf(part).every(isPaused), { timeout: 60_000 }).toBe(true);
    const tree = treeOf(part); // a halted process does not end
    await injector.undo(fault(part, 'pause'));
    const stillPaused = () => tree.filter((pid) => isRunning(pid) && isPaused(pid));
    await expect.poll(stillPaused, { timeout: 60_000 }).toEqual([]);
    await use(part);
  });

  it('refuses connections, cuts existing ones, and accepts them again', async () => {
    const { port } = [...stores.gates, ...system.gates].find(({ of }) => of === part)!;
    const socket = connect(port, '127.0.0.1');
    const cut = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    await injector.inject(fault(part, 'refuse'));
    await cut;
    const refused = connect(port, '127.0.0.1');
    expect(await new Promise((resolve) => refused.once('error', resolve))).toMatchObject({
      code: 'ECONNREFUSED',
    });
    await expect(use(part)).rejects.toThrow();
    await injector.undo(fault(part, 'refuse'));
    await expect.poll(() => use(part).then(() => 'works', String), { timeout: 60_000 }).toBe('works');
  });

  it('answers later while it is slow', async () => {
    const took = async () => {
      const startMs = performance.now();
      await use(part);
      return performance.now() - startMs;
    };
    await injector.inject({ part, action: 'slow', delayMs: 400, atMs: 0, returnAtMs: 1 });
    expect(await took()).toBeGreaterThanOrEqual(400);
    await injector.undo({ part, action: 'slow', delayMs: 400, atMs: 0, returnAtMs: 1 });
    await use(part);
  });
});

it('a PostgreSQL that was killed and stopped has kept its data, and its replica follows it', async () => {
  await withDatabase(stores.databaseUrl, (client) => client.query('INSERT INTO kept VALUES (1)'));
  await injector.inject(fault('postgres', 'kill'));
  await injector.undo(fault('postgres', 'kill'));
  const rowsAt = (url: string) =>
    withDatabase(url, async (client) => (await client.query('SELECT FROM kept')).rowCount);
  expect(await rowsAt(stores.databaseUrl)).toBe(1);
  await expect.poll(() => rowsAt(stores.replicaUrls[0]!), { timeout: 60_000 }).toBe(1);
});

it('telemetry bypasses the gates', async () => {
  await injector.inject(fault('redis', 'refuse'));
  await injector.inject(fault('postgres', 'refuse'));
  await withRedis(stores.redisUrl, (redis) => redis.ping());
  await withDatabase(stores.databaseUrl, (client) => client.query('SELECT 1'));
  await injector.undo(fault('redis', 'refuse'));
  await injector.undo(fault('postgres', 'refuse'));
  expect(processesOf(stores.parts).map(({ name }) => name)).toContain('redis-gate');
});
