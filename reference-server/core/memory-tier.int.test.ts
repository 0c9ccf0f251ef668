import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestCache, type TestCacheOptions, useTestCaches } from '../testing/caches.ts';
import { freePort, startTestRedis } from '../testing/stores.ts';
import { openTcpGate, type TcpGate } from '../testing/tcp-gate.ts';
import type { CacheEntry } from './cache.ts';

const ENTRY: CacheEntry = { family: 'thing', key: 'thing:1', ttlSeconds: 60 };
const PATIENTLY = { timeout: 30_000, interval: 10 };

const caches = useTestCaches();

/** The cache of a server that keeps values in memory for a minute, and listens. */
async function newServer(
  options: Partial<TestCacheOptions> = {},
  url = caches.redis.url,
): Promise<TestCache> {
  const server = await caches.open({ memory: {}, ...options, redis: { url } });
  await fromMemory(server, { ...ENTRY, key: `warm-up:${caches.opened.length}` }, '"x"');
  server.tiers.length = 0;
  return server;
}

/** Reads until the answer comes from memory. */
async function fromMemory({ cache, tiers }: TestCache, entry: CacheEntry, text: string): Promise<void> {
  await vi.waitFor(async () => {
    tiers.length = 0;
    expect(await cache.read(entry, async () => text)).toBe(text);
    expect(tiers).toEqual(['memory']);
  }, PATIENTLY);
}

const never = async () => Promise.reject(new Error('loaded'));

test('a value that one server loaded is found by another in Redis, and from then on in memory', async () => {
  const [first, second] = [await newServer(), await newServer()];
  await fromMemory(first, ENTRY, '"value"');
  for (let n = 0; n < 3; n++) expect(await second.cache.read(ENTRY, never)).toBe('"value"');
  expect(second.tiers).toEqual(['redis', 'memory', 'memory']);
});

test('a hit in memory does not ask Redis', async () => {
  const { cache } = await newServer();
  const server = caches.opened[0]!;
  await fromMemory(server, ENTRY, '"value"');
  const answered = async () =>
    Number(/cmdstat_mget:calls=(\d+)/.exec(await caches.direct.info('commandstats'))?.[1]);
  const before = await answered();
  expect(cache.lookUp(ENTRY)).toBeNull();
  for (let n = 0; n < 100; n++) await cache.read(ENTRY, never, cache.lookUp(ENTRY));
  expect(await answered()).toBe(before);
});

test('after a write, the writing server no longer serves the old value', async () => {
  const server = await newServer();
  for (let n = 0; n < 50; n++) {
    await fromMemory(server, ENTRY, `"${n}"`);
    await server.cache.invalidating(ENTRY.key, async () => {});
    expect(await server.cache.read(ENTRY, async () => `"${n + 1}"`)).toBe(`"${n + 1}"`);
  }
});

describe('a server that receives its own invalidation late', () => {
  let gate: TcpGate;
  let server: TestCache;

  beforeEach(async () => {
    gate = await openTcpGate(caches.redis.port);
    const listening = { url: `redis://127.0.0.1:${gate.port}`, clusterNodes: [], commandTimeoutMs: 1000 };
    server = await newServer({ memory: { redis: listening } });
    await fromMemory(server, ENTRY, '"old"');
    gate.hold();
  });
  afterEach(() => gate.shut());

  test('does not serve the value it has replaced', async () => {
    await server.cache.invalidating(ENTRY.key, async () => {});
    expect(await server.cache.read(ENTRY, async () => '"new"')).toBe('"new"');
  });

  test('does not keep a value read during the write', async () => {
    const other = { ...ENTRY, key: 'thing:other' };
    await caches.direct.set(other.key, '"old"');
    const written = server.cache.invalidate(other.key);
    // A lookup that Redis answered before it executed the invalidation.
    const early = { ...server.cache.lookUp(other)!, found: Promise.resolve(Buffer.from('"old"')) };
    expect(await server.cache.read(other, never, early)).toBe('"old"');
    await written;
    expect(await server.cache.read(other, async () => '"new"')).toBe('"new"');
  });
});

test('a server without the channel keeps nothing', async () => {
  const port = await freePort();
  const listening = { url: `redis://127.0.0.1:${port}`, clusterNodes: [], commandTimeoutMs: 1000 };
  const server = await caches.open({ memory: { redis: listening } });
  await caches.direct.set(ENTRY.key, '"value"');
  for (let n = 0; n < 3; n++) expect(await server.cache.read(ENTRY, never)).toBe('"value"');
  expect(server.tiers).toEqual(['redis', 'redis', 'redis']);
});

test('while Redis does not answer in time, nothing is served from memory', async () => {
  const server = await newServer();
  await fromMemory(server, ENTRY, '"old"');
  server.store.reportFailure(new Error('Command timed out'));
  expect(await server.cache.read(ENTRY, async () => '"new"')).toBe('"new"');
});

test('a write on one server reaches the memory of the other, long before the value expires', async () => {
  const [reader, writer] = [await newServer(), await newServer()];
  for (let n = 0; n < 50; n++) {
    await fromMemory(reader, ENTRY, `"${n}"`);
    await writer.cache.invalidating(ENTRY.key, async () => {});
    const read = () => reader.cache.read(ENTRY, async () => `"${n + 1}"`);
    await vi.waitFor(async () => expect(await read()).toBe(`"${n + 1}"`), PATIENTLY);
  }
});

describe('a read that began before a write on another server', () => {
  test('leaves nothing in memory if Redis answers it after the invalidation', async () => {
    const [reader, writer] = [await newServer(), await newServer()];
    await caches.direct.set(ENTRY.key, '"old"');
    const early = reader.cache.lookUp(ENTRY);
    expect((await early?.found)?.toString()).toBe('"old"');

    await writer.cache.invalidate(ENTRY.key);
    await wordArrived(reader, writer);
    expect(await reader.cache.read(ENTRY, never, early)).toBe('"old"');
    expect(await reader.cache.read(ENTRY, async () => '"new"')).toBe('"new"');
  });

  test('leaves nothing in memory if its load ends after the invalidation', async () => {
    const [reader, writer] = [await newServer(), await newServer()];
    const loading = Promise.withResolvers<string>();
    const load = vi.fn(() => loading.promise);
    const early = reader.cache.read(ENTRY, load);
    await vi.waitFor(() => expect(load).toHaveBeenCalled(), PATIENTLY);
    await writer.cache.invalidate(ENTRY.key);
    loading.resolve('"old"');
    expect(await early).toBe('"old"');
    expect(await reader.cache.read(ENTRY, async () => '"new"')).toBe('"new"');
    await fromMemory(reader, ENTRY, '"new"');
  });

  /** Messages arrive in the order in which they were published: once another key is invalidated, so is the first. */
  async function wordArrived(reader: TestCache, writer: TestCache): Promise<void> {
    const other = { ...ENTRY, key: 'thing:other' };
    await fromMemory(reader, other, '"before"');
    await writer.cache.invalidate(other.key);
    const read = () => reader.cache.read(other, async () => '"after"');
    await vi.waitFor(async () => expect(await read()).toBe('"after"'), PATIENTLY);
  }
});

test('if an invalidation is lost, the old value ends with its time to live', async () => {
  const server = await newServer({ memory: { ttlMs: 500 } });
  await fromMemory(server, ENTRY, '"old"');
  await caches.direct.set(ENTRY.key, '"new"');
  await vi.waitFor(async () => expect(await server.cache.read(ENTRY, never)).toBe('"new"'), PATIENTLY);
});

test('a server that lost the channel keeps nothing, and starts afresh when it is back', async () => {
  const server = await newServer();
  await fromMemory(server, ENTRY, '"old"');
  await caches.direct.set(ENTRY.key, '"new"');
  expect(await server.cache.read(ENTRY, never)).toBe('"old"');
  expect(await caches.direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub')).toBeGreaterThan(0);
  await vi.waitFor(async () => expect(await server.cache.read(ENTRY, never)).toBe('"new"'), PATIENTLY);
  await fromMemory(server, ENTRY, '"new"');
});

test('without Redis nothing is served from memory, until Redis is back', async () => {
  const own = await startTestRedis();
  const server = await newServer({}, own.url);
  await fromMemory(server, ENTRY, '"old"');
  await own.stop();
  await vi.waitFor(
    async () => expect(await server.cache.read(ENTRY, async () => '"new"')).toBe('"new"'),
    PATIENTLY,
  );
  const back = await startTestRedis(own.port);
  try {
    await fromMemory(server, ENTRY, '"new"');
  } finally {
    await back.stop();
  }
});

test('a value that is only for Redis is never kept in memory', async () => {
  const server = await newServer();
  const entry: CacheEntry = { ...ENTRY, onlyInRedis: true };
  await caches.direct.set(entry.key, '"session"');
  for (let n = 0; n < 3; n++) expect(await server.cache.read(entry, never)).toBe('"session"');
  expect(server.tiers).toEqual(['redis', 'redis', 'redis']);
});
