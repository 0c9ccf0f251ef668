import { existsSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectRedis } from '../../../seed/sessions/redis.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { createCacheSampler } from '../../telemetry/redis.ts';
import { plantDefects } from '../defects/planted-defects.ts';
import { processesOf } from '../part.ts';
import { findPrograms } from '../programs/programs.ts';
import { type Primary, type Stores, startPrimary, startStores } from '../stores.ts';
import { listProcesses, membersOf } from '../supervision/process-tree.ts';
import { type Fixture, isRunning, startFixture } from '../testing/fixture.ts';
import { withRedis } from './redis-connection.ts';

let fixture: Fixture;
let primary: Primary;
let stores: Stores;
const start = async () =>
  startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs: await findPrograms({ PATH: process.env.PATH }),
    primary,
    topology: { ...DOCUMENTED_TOPOLOGY, redisNodes: 3, redisMaxMemoryMb: 100 },
  });

beforeAll(async () => {
  fixture = await startFixture();
  primary = await startPrimary({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs: await findPrograms({ PATH: process.env.PATH }),
    poolConnections: 10,
  });
  stores = await start();
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
  expect(fixture.unexpectedExits).toEqual([]);
});

const ask = (url: string, ...command: [string, ...string[]]) =>
  withRedis(url, (redis) => redis.call(...command));
const folderOf = (pid: number) => listProcesses().find((process) => process.pid === pid)!.cwd!;
const redisProcesses = () => processesOf(stores.parts).filter(({ name }) => name.startsWith('redis'));

it('has three masters that serve all slots as soon as it is ready, and share the memory', async () => {
  expect(redisProcesses().map(({ name }) => name)).toEqual(['redis-1', 'redis-2', 'redis-3']);
  expect(stores.redisNodes).toHaveLength(3);
  expect(stores.redisUrl).toBe(stores.redisNodes[0]!.url);
  for (const { url } of stores.redisNodes) {
    const nodes = String(await ask(url, 'CLUSTER', 'NODES')).trim();
    expect(nodes.split('\n').filter((line) => /master.*connected \d+-\d+/.test(line))).toHaveLength(3);
    expect(await ask(url, 'CONFIG', 'GET', 'maxmemory')).toEqual(['maxmemory', '34952533']);
    expect(await ask(url, 'CONFIG', 'GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'allkeys-lru']);
  }
  expect(stores.serverSettings).toMatchObject({
    'redis.cluster-enabled': 'yes',
    'redis.maxmemory': '34952533',
  });
});

it('keeps the state of the cluster in work folders that only their owner may enter', async () => {
  for (const { pid } of redisProcesses()) {
    const folder = folderOf(pid);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['nodes.conf', 'redis.conf']));
    expect((await stat(join(folder, 'redis.conf'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o077).toBe(0);
  }
});

it('requires the password on every node, and shows it in no process list and no log', async () => {
  for (const node of stores.redisNodes) {
    const stranger = new Redis(node.port, node.host, { lazyConnect: true, retryStrategy: () => null });
    stranger.on('error', () => {});
    await expect(stranger.ping()).rejects.toThrow('NOAUTH');
    stranger.disconnect();
  }
  const { password } = new URL(stores.redisUrl);
  const roots = processesOf(stores.parts).map(({ pid }) => pid);
  const texts = [
    ...membersOf(roots, [], listProcesses()).map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
    ...redisProcesses().map(({ name }) => readFileSync(join(fixture.folder, 'logs', `${name}.log`), 'utf8')),
  ];
  for (const text of texts) expect(text).not.toContain(password);
});

it('accepts the sessions that the seed issues, on every node, and counts them together', async () => {
  const sampler = createCacheSampler({ redisUrls: stores.redisNodes.map(({ url }) => url) });
  await sampler.sample();
  const cache = await connectRedis(stores.redisNodes[1]!.url);
  const entries = Array.from({ length: 300 }, (_, n) => ({
    key: `user_session:${n}`,
    ttlSeconds: 60,
    value: String(n),
  }));
  await cache.setAll(entries);
  cache.close();
  const second = await sampler.sample();
  await sampler.close();
  expect(second!.nodes).toBe(3);
  expect(second!.commands).toBeGreaterThanOrEqual(300);
  expect(second!.busiestNode!.commandMs).toBeLessThan(second!.commandMs!);
  const sizes = await Promise.all(stores.redisNodes.map(({ url }) => ask(url, 'DBSIZE').then(Number)));
  expect(Math.min(...sizes)).toBeGreaterThan(50);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(300);

  // As a server connects to it: by REDIS_CLUSTER, with the password of REDIS_URL.
  const client = new Cluster(
    stores.redisNodes.map(({ host, port }) => ({ host, port })),
    { redisOptions: { password: new URL(stores.redisUrl).password } },
  );
  const values = await Promise.all(entries.map(({ key }) => client.get(key)));
  client.disconnect();
  expect(values).toEqual(entries.map(({ value }) => value));
});

it('is slow as a whole if a slow cache is planted', async () => {
  const scripts = async (url: string) => {
    const statistics = /^cmdstat_eval:calls=(\d+)/m.exec(String(await ask(url, 'INFO', 'commandstats')));
    return Number(statistics?.[1] ?? 0);
  };
  const defects = await plantDefects({ slowCache: { everyMs: 20, forMs: 2 } }, stores);
  for (const { url } of stores.redisNodes) await expect.poll(() => scripts(url)).toBeGreaterThan(1);
  await defects.stop();
});

it('is refused if REDIS_URL names a Redis', async () => {
  const starting = startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs: await findPrograms({ PATH: process.env.PATH }),
    primary,
    redisUrl: stores.redisUrl,
    topology: { ...DOCUMENTED_TOPOLOGY, redisNodes: 3 },
  });
  await expect(starting).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    hint: expect.stringContaining('REDIS_URL'),
  });
});

it('is gone with its folders when it is stopped, and the next one is empty', async () => {
  const folders = redisProcesses().map(({ pid }) => folderOf(pid));
  const pids = redisProcesses().map(({ pid }) => pid);
  await stores.stop();
  expect(pids.filter(isRunning)).toEqual([]);
  expect(folders.filter(existsSync)).toEqual([]);
  stores = await start();
  for (const { url } of stores.redisNodes) expect(await ask(url, 'DBSIZE')).toBe(0);
});
