import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { owedInMemory, type TestCache, type TestCacheOptions, useTestCaches } from '../testing/caches.ts';
import { openTcpGate, type TcpGate } from '../testing/tcp-gate.ts';
import type { CacheEntry } from './cache.ts';

/** One server has lost Redis; the other has not. */

const ENTRY: CacheEntry = { family: 'thing', key: 'thing:1', ttlSeconds: 60 };
const PATIENTLY = { timeout: 30_000, interval: 10 };

const caches = useTestCaches();
let gate: TcpGate;
beforeEach(async () => {
  gate = await openTcpGate(caches.redis.port);
});
afterEach(async () => {
  await gate.shut();
});

/** A writer that reaches Redis through the gate, and a reader that reaches it directly. They share the database. */
async function twoServers(options: Partial<TestCacheOptions>) {
  const owed = owedInMemory();
  const writer = await caches.open({ ...options, owed, redis: { url: `redis://127.0.0.1:${gate.port}` } });
  const reader = await caches.open({ ...options, owed });
  return { writer, reader, owed };
}

async function writerLosesRedis(writer: TestCache): Promise<void> {
  await gate.shut();
  await vi.waitFor(() => expect(writer.store.isAvailable()).toBe(false), PATIENTLY);
}

test.each([
  ['no tier in memory', {}],
  ['a tier in memory', { memory: {} }],
])('with %s the other server does not serve the replaced value', async (_which, options) => {
  const { writer, reader, owed } = await twoServers(options);
  const load = vi.fn(async () => '"old"');
  await vi.waitFor(async () => {
    load.mockClear();
    expect(await reader.cache.read(ENTRY, load)).toBe('"old"');
    expect(load).not.toHaveBeenCalled();
  }, PATIENTLY);
  await writerLosesRedis(writer);
  await writer.cache.invalidating(ENTRY.key, async () => {});
  expect(await reader.cache.read(ENTRY, async () => '"new"')).toBe('"new"');
  expect(owed.rows).toEqual([]);
});

describe.each([
  ['a cache', false],
  ['CACHE=none', true],
])('with replicas and %s', (_which, uncached) => {
  test('the other server reads the written data from the primary', async () => {
    const { writer, reader } = await twoServers({ uncached, marksForMs: 3000 });
    const load = vi.fn(async () => '"value"');
    const other = { ...ENTRY, key: 'thing:other' };
    await vi.waitFor(async () => {
      await caches.direct.del(other.key);
      await reader.cache.read(other, load);
      expect(load).toHaveBeenLastCalledWith('may-lag');
    }, PATIENTLY);
    await writerLosesRedis(writer);
    await writer.cache.invalidating(ENTRY.key, async () => {});
    await reader.cache.read(ENTRY, load);
    expect(load).toHaveBeenLastCalledWith('latest');
  });
});
