import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openTestCache, owedInMemory, type TestCache, type TestCacheOptions } from '../testing/caches.ts';
import { startTestCluster } from '../testing/redis-cluster.ts';
import type { TestStore } from '../testing/stores.ts';
import type { CacheEntry } from './cache.ts';
import { createRateLimiter } from './rate-limiter.ts';

const PATIENTLY = { timeout: 30_000, interval: 10 };
/** Enough keys for each of the three nodes to hold some. */
const ENTRIES: CacheEntry[] = Array.from({ length: 30 }, (_, n) => ({
  family: 'thing',
  key: `thing:${n}`,
  ttlSeconds: 60,
}));

let nodes: TestStore[];
let open: TestCache[] = [];

beforeAll(async () => {
  nodes = await startTestCluster(3);
});
afterEach(async () => {
  for (const each of open) await each.close();
  open = [];
  await Promise.all(nodes.map(({ url }) => withClient(url, (client) => client.flushall())));
});
afterAll(async () => {
  await Promise.all((nodes ?? []).map((node) => node.stop()));
});

/** A server whose list of nodes begins with `first`, the node that it listens to. */
async function newServer(first: number, options: Partial<TestCacheOptions> = {}): Promise<TestCache> {
  const ports = nodes.map(({ port }) => port);
  const clusterNodes = [...ports.slice(first), ...ports.slice(0, first)].map((port) => ({
    host: '127.0.0.1',
    port,
  }));
  const server = await openTestCache({ ...options, redis: { clusterNodes, commandTimeoutMs: 5000 } });
  open.push(server);
  await vi.waitFor(() => expect(server.store.isAvailable()).toBe(true), PATIENTLY);
  return server;
}

const readAll = ({ cache }: TestCache, load: () => Promise<string>) =>
  Promise.all(ENTRIES.map((entry) => cache.read(entry, load, cache.lookUp(entry))));

/** Reads until every value comes from that tier. */
async function allFrom(tier: 'memory' | 'redis', server: TestCache, text: string): Promise<void> {
  await vi.waitFor(async () => {
    server.tiers.length = 0;
    expect(new Set(await readAll(server, async () => text))).toEqual(new Set([text]));
    expect(server.tiers).toEqual(ENTRIES.map(() => tier));
  }, PATIENTLY);
}

test('values are cached on every node, looked up together, and invalidated', async () => {
  const [reader, writer] = [await newServer(0), await newServer(1)];
  await allFrom('redis', reader, '"first"');
  const held = await Promise.all(nodes.map(({ url }) => withClient(url, (client) => client.keys('thing:*'))));
  expect(held.flat()).toHaveLength(30);
  expect(Math.min(...held.map((keys) => keys.length))).toBeGreaterThan(0);
  await writer.cache.invalidate(...ENTRIES.map(({ key }) => key));
  expect(new Set(await readAll(reader, async () => '"second"'))).toEqual(new Set(['"second"']));
});

test('owed keys are applied on every node', async () => {
  const owed = owedInMemory();
  const reader = await newServer(0, { owed });
  await allFrom('redis', reader, '"first"');
  await owed.add(
    ENTRIES.map(({ key }) => key),
    null,
  );
  await vi.waitFor(() => expect(owed.rows).toEqual([]), PATIENTLY);
  expect(new Set(await readAll(reader, async () => '"second"'))).toEqual(new Set(['"second"']));
});

test('fifty reads at once of each key load once, and one that began before a write stores nothing', async () => {
  const [reader, writer] = [await newServer(0), await newServer(1)];
  const loading = Promise.withResolvers<string>();
  const load = vi.fn(() => loading.promise);
  const reads = Array.from({ length: 50 }, () => readAll(reader, load));
  await vi.waitFor(() => expect(load.mock.calls.length).toBeGreaterThanOrEqual(ENTRIES.length), PATIENTLY);
  await writer.cache.invalidate(...ENTRIES.map(({ key }) => key));
  loading.resolve('"old"');
  await Promise.all(reads);
  expect(load).toHaveBeenCalledTimes(ENTRIES.length);
  expect(new Set(await readAll(reader, async () => '"new"'))).toEqual(new Set(['"new"']));
});

test('a write reaches the memory of servers that listen to another node', async () => {
  const servers = [
    await newServer(0, { memory: {} }),
    await newServer(1, { memory: {} }),
    await newServer(2, { memory: {} }),
  ];
  for (const server of servers) await allFrom('memory', server, '"old"');
  await servers[0]!.cache.invalidate(...ENTRIES.map(({ key }) => key));
  for (const server of servers) {
    const read = async () => new Set(await readAll(server, async () => '"new"'));
    await vi.waitFor(async () => expect(await read()).toEqual(new Set(['"new"'])), PATIENTLY);
  }
});

test('write marks are seen by all servers, and are replaced by values', async () => {
  const [reader, writer] = [
    await newServer(0, { marksForMs: 100 }),
    await newServer(1, { marksForMs: 60_000 }),
  ];
  await allFrom('redis', reader, '"old"');
  await writer.cache.invalidate(...ENTRIES.map(({ key }) => key));
  const load = vi.fn(async () => '"new"');
  await readAll(reader, load);
  expect(load.mock.calls).toEqual(ENTRIES.map(() => ['latest']));
  await allFrom('redis', reader, '"new"');
});

test('requests are counted once, whichever node has the counter', async () => {
  const { store } = await newServer(0);
  const limiter = createRateLimiter({ name: 'x', max: 5, windowSeconds: 900, confirmedAbove: 0 }, store);
  const users = Array.from({ length: 30 }, (_, n) => `user-${n}`);
  const counts = await Promise.all([...users, ...users].map((user) => limiter.consume(user)));
  expect(counts.toSorted()).toEqual([...Array(30).fill(1), ...Array(30).fill(2)]);
  const counters = await Promise.all(
    nodes.map(({ url }) => withClient(url, (client) => client.keys('rate_limit:x:*'))),
  );
  expect(counters.flat()).toHaveLength(30);
  expect(Math.min(...counters.map((keys) => keys.length))).toBeGreaterThan(0);
});

async function withClient<Result>(url: string, ask: (client: Redis) => Promise<Result>): Promise<Result> {
  const client = new Redis(url);
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}
