import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { World } from '../../scenarios/tvet-connect/world.ts';
import { issueSessions, seedPlatform } from '../../seed/index.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import type { ServerSecond } from '../model/timeline.ts';
import type { Topology } from '../model/topology.ts';
import { readIfThere } from '../store/disk.ts';
import { createServerSampler } from '../telemetry/prometheus.ts';
import { processesOf } from './part.ts';
import { withDatabase } from './postgres/database.ts';
import { findPrograms } from './programs/programs.ts';
import { withRedis } from './redis/redis-connection.ts';
import { type Stores, startStores } from './stores.ts';
import { listProcesses, membersOf } from './supervision/process-tree.ts';
import { type System, startSystem } from './system.ts';
import { type Fixture, startFixture } from './testing/fixture.ts';

const TOPOLOGY: Topology = {
  ...DOCUMENTED_TOPOLOGY,
  servers: 4,
  weights: [3, 1, 1, 1],
  poolMax: 20,
  poolMin: 2,
  cache: 'memory-and-redis',
  redisNodes: 3,
  replicas: 2,
  pgbouncer: true,
};

let fixture: Fixture;
let stores: Stores;
let system: System;
let world: World;

beforeAll(async () => {
  fixture = await startFixture();
  const { folder, supervisor } = fixture;
  const env = { PATH: process.env.PATH, PGBOUNCER_BIN: process.env.PGBOUNCER_BIN };
  const programs = await findPrograms(env, TOPOLOGY);
  stores = await startStores({ folder, supervisor, programs, topology: TOPOLOGY });
  const { databaseUrl, redisUrl } = stores;
  const manifest = await seedPlatform({ platform: 'tvet-connect', databaseUrl, size: 60, randomSeed: 1 });
  const worldFile = join(folder, 'world.json');
  await issueSessions({ databaseUrl, redisUrl, manifest, worldFile });
  world = JSON.parse(await readFile(worldFile, 'utf8')) as World;
  system = await startSystem({
    stores,
    supervisor,
    programs,
    topology: TOPOLOGY,
    plantedDefects: {},
    platform: 'tvet-connect',
    folder,
  });
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
  expect(fixture.unexpectedExits).toEqual([]);
});

it('has all its parts', () => {
  const names = processesOf([...stores.parts, ...system.parts]).map(({ name }) => name);
  expect(names.sort()).toEqual([
    'nginx',
    'pgbouncer',
    'postgres',
    'postgres-replica-1',
    'postgres-replica-2',
    'redis-1',
    'redis-2',
    'redis-3',
    'server-1',
    'server-2',
    'server-3',
    'server-4',
  ]);
});

it('uses every part to answer its users', async () => {
  const sampler = createServerSampler({ servers: () => system.servers });
  await sampler.sample();
  const call = async (path: string, token: string, body?: unknown): Promise<number> => {
    const response = await fetch(`${system.baseUrl}${path}`, {
      method: body === undefined ? 'GET' : 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await response.arrayBuffer();
    return response.status;
  };
  const students = world.students.slice(0, 30);
  const others = world.students.slice(30);
  for (const [studentId, token] of students) {
    expect(await call(`/students/${studentId}/sync`, token)).toBe(200);
    expect(await call(`/students/${studentId}/sync`, token, { syncData: { seen: 1 } })).toBe(200);
    expect(await call(`/students/${studentId}/sync`, token)).toBe(200);
  }
  const seconds = (await sampler.sample())!;
  const sum = (figureOf: (second: ServerSecond) => number | undefined, of = seconds) =>
    of.reduce((total, second) => total + (figureOf(second) ?? 0), 0);

  const requests = 3 * students.length;
  expect(sum((second) => second.requests)).toBe(requests);
  const first = seconds.find(({ name }) => name === 'server-1')!;
  expect(first.requests).toBe(requests / 2); // by its weight, 3 of 6
  expect(sum((second) => second.queriesByRole?.primary)).toBeGreaterThanOrEqual(students.length);
  expect(sum((second) => second.tierHits?.redis)).toBeGreaterThan(0);

  // For values that are not cached, a server reads from a replica only some seconds after its start, when it knows the latest writes.
  const onReplicas = async () => {
    const [studentId, token] = others.pop()!;
    expect(await call(`/students/${studentId}/sync`, token)).toBe(200);
    return sum((second) => second.queriesByRole?.replica, (await sampler.sample())!);
  };
  await expect.poll(onReplicas, { timeout: 60_000, interval: 1000 }).toBeGreaterThan(0);

  const servers = await withDatabase(stores.bouncerUrl!, (client) => client.query('SHOW SERVERS'));
  expect(servers.rows.length).toBeGreaterThan(0);
  const { rows } = await withDatabase(stores.databaseUrl, (client) =>
    client.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name NOT LIKE 'proofload%'",
    ),
  );
  const own = servers.rows.map((server) => Number((server as { remote_pid: unknown }).remote_pid));
  expect(rows.map(({ pid }) => pid).filter((pid) => !own.includes(pid))).toEqual([]);
  const keys = await Promise.all(
    stores.redisNodes.map(({ url }) => withRedis(url, (redis) => redis.dbsize())),
  );
  expect(Math.min(...keys)).toBeGreaterThan(0);
});

it('shows no secret in any process list', () => {
  const secrets = [stores.databaseUrl, stores.serverDatabaseUrl, stores.redisUrl].map(
    (url) => new URL(url).password,
  );
  const pids = membersOf([fixture.supervisor.guardianPid], [], listProcesses());
  const commandLines = pids
    .map((pid) => readIfThere(`/proc/${pid}/cmdline`)) // null: it has ended since, as some of PostgreSQL's do
    .filter((line) => line !== null);
  expect(commandLines.length).toBeGreaterThan(30);
  for (const commandLine of commandLines) {
    for (const secret of [...secrets, ...system.servers.map(({ metricsToken }) => metricsToken)])
      expect(commandLine).not.toContain(secret);
  }
});
