import { describe, expect, test, vi } from 'vitest';
import { type TestCache, type TestCacheOptions, useTestCaches } from '../testing/caches.ts';
import { startTestRedis } from '../testing/stores.ts';
import type { CacheEntry, Load } from './cache.ts';

const ENTRY: CacheEntry = { family: 'thing', key: 'thing:1', ttlSeconds: 60 };
const PATIENTLY = { timeout: 30_000, interval: 10 };
const LONG_MS = 60_000;

const caches = useTestCaches();

/** The cache of a server with replicas that keeps marks for so long. */
const newServer = (marksForMs: number, options: Partial<TestCacheOptions> = {}) =>
  caches.open({ ...options, marksForMs });

/** A writing server with long-lived marks. */
const newWriter = (uncached: boolean) => newServer(LONG_MS, { uncached });
/** A reading server for which the marks are soon complete. */
async function newReader(uncached: boolean): Promise<TestCache> {
  const reader = await newServer(1, { uncached });
  await vi.waitFor(async () => {
    const load = loading('"x"');
    await reader.cache.read({ ...ENTRY, key: `thing:unwritten:${Math.random()}` }, load);
    expect(load).toHaveBeenCalledWith('may-lag');
  }, PATIENTLY);
  return reader;
}

const loading = (text: string | null) => vi.fn<Load>(async () => text);

describe.each([
  ['with a cache', false],
  ['without a cache', true],
])('%s', (_what, uncached) => {
  test('data that was not just written may be read from a replica', async () => {
    const { cache } = await newReader(uncached);
    const load = loading('"value"');
    await cache.read(ENTRY, load, cache.lookUp(ENTRY));
    expect(load.mock.calls).toEqual([['may-lag']]);
  });

  test('data that another server has just written is loaded from the primary', async () => {
    const [reader, writer] = [await newReader(uncached), await newWriter(uncached)];
    await writer.cache.invalidating(ENTRY.key, async () => {});
    const load = loading('"value"');
    await reader.cache.read(ENTRY, load);
    expect(load.mock.calls).toEqual([['latest']]);
  });

  test('a failed write is marked too: it may have been committed', async () => {
    const [reader, writer] = [await newReader(uncached), await newWriter(uncached)];
    const failing = writer.cache.invalidating(ENTRY.key, () => Promise.reject(new Error('timeout')));
    await expect(failing).rejects.toThrow('timeout');
    const load = loading('"value"');
    await reader.cache.read(ENTRY, load);
    expect(load.mock.calls).toEqual([['latest']]);
  });

  test('a mark expires', async () => {
    const [reader, writer] = [await newReader(uncached), await newServer(50, { uncached })];
    await writer.cache.invalidate(ENTRY.key);
    await vi.waitFor(async () => expect(await caches.direct.exists(ENTRY.key)).toBe(0), PATIENTLY);
    const load = loading('"value"');
    await reader.cache.read(ENTRY, load);
    expect(load.mock.calls).toEqual([['may-lag']]);
  });

  test('a value missing on a replica is loaded from the primary', async () => {
    const { cache } = await newReader(uncached);
    const load = vi.fn<Load>(async (freshness) => (freshness === 'latest' ? '"new"' : null));
    expect(await cache.read(ENTRY, load)).toBe('"new"');
    expect(load.mock.calls).toEqual([['may-lag'], ['latest']]);
  });

  test('no read that begins after a write joins one that began before it', async () => {
    const [reader, writer] = [await newReader(uncached), await newWriter(uncached)];
    const slow = Promise.withResolvers<string>();
    const early = [];
    for (const load of [vi.fn<Load>(() => slow.promise), vi.fn<Load>(() => slow.promise)]) {
      early.push(reader.cache.read(ENTRY, load));
      await vi.waitFor(() => expect(load).toHaveBeenCalled(), PATIENTLY);
      await writer.cache.invalidate(ENTRY.key);
    }
    expect(await reader.cache.read(ENTRY, loading('"new"'))).toBe('"new"');
    slow.resolve('"old"');
    await Promise.all(early);
    expect(await reader.cache.read(ENTRY, loading('"new"'))).toBe('"new"');
  });

  test('after a restart of Redis, which may have lost marks, the primary is read for as long as marks last', async () => {
    const own = await startTestRedis();
    const reader = await caches.open({ uncached, redis: { url: own.url }, marksForMs: 2000 });
    const freshness = async () => {
      const load = loading('"x"');
      await reader.cache.read({ ...ENTRY, key: `thing:${Math.random()}` }, load);
      return load.mock.calls.at(-1)?.[0];
    };
    await vi.waitFor(async () => expect(await freshness()).toBe('may-lag'), PATIENTLY);
    await own.stop();
    const back = await startTestRedis(own.port);
    try {
      const seen: (string | undefined)[] = [];
      await vi.waitFor(async () => {
        expect(reader.store.isAvailable()).toBe(true);
        seen.push(await freshness());
        expect(seen.at(-1)).toBe('may-lag');
      }, PATIENTLY);
      expect(seen[0]).toBe('latest');
    } finally {
      await back.stop();
    }
  });

  test('without Redis all reads go to the primary', async () => {
    const own = await startTestRedis();
    const reader = await caches.open({ uncached, redis: { url: own.url }, marksForMs: 1 });
    await own.stop();
    await vi.waitFor(() => expect(reader.store.isAvailable()).toBe(false), PATIENTLY);
    const load = loading('"value"');
    await reader.cache.read(ENTRY, load);
    expect(load.mock.calls).toEqual([['latest']]);
  });
});

test('the first read after a write stores its value, and concurrent reads use the primary too', async () => {
  const [first, second] = [await newReader(false), await newReader(false)];
  const writer = await newWriter(false);
  await writer.cache.invalidate(ENTRY.key);
  const slow = Promise.withResolvers<string>();
  const firstLoad = vi.fn<Load>(() => slow.promise);
  const reading = first.cache.read(ENTRY, firstLoad);
  await vi.waitFor(() => expect(firstLoad).toHaveBeenCalledWith('latest'), PATIENTLY);

  const beside = loading('"value"');
  expect(await second.cache.read(ENTRY, beside)).toBe('"value"');
  expect(beside.mock.calls).toEqual([['latest']]);
  slow.resolve('"value"');
  await reading;
  await vi.waitFor(async () => expect(await caches.direct.get(ENTRY.key)).toBe('"value"'), PATIENTLY);
});
