import { describe, expect, test, vi } from 'vitest';
import { type TestCacheOptions, useTestCaches } from '../testing/caches.ts';
import { freePort, startTestRedis } from '../testing/stores.ts';
import { openTcpGate } from '../testing/tcp-gate.ts';
import type { Cache, CacheEntry } from './cache.ts';
import type { CacheOutcome } from './metrics.ts';

const ENTRY: CacheEntry = { family: 'thing', key: 'thing:1', ttlSeconds: 60 };

const caches = useTestCaches();
let outcomes: CacheOutcome[] = [];

/** The cache of one server. */
async function newCache(url = caches.redis.url, options: Partial<TestCacheOptions> = {}): Promise<Cache> {
  const { commandTimeoutMs = 1000 } = options.redis ?? {};
  const opened = await caches.open({ ...options, redis: { url, commandTimeoutMs } });
  outcomes = opened.outcomes;
  return opened.cache;
}

const cached = (text: string) => expect.poll(() => caches.direct.get(ENTRY.key)).toBe(text);

test('a value is loaded once, then served from the cache with its time to live', async () => {
  const cache = await newCache();
  const load = vi.fn(async () => '{"n":1}');
  expect(await cache.read(ENTRY, load)).toBe('{"n":1}');
  await cached('{"n":1}');
  expect(await cache.read(ENTRY, load)).toBe('{"n":1}');
  expect(load).toHaveBeenCalledTimes(1);
  expect(outcomes).toEqual(['miss', 'hit']);
  expect(await caches.direct.ttl(ENTRY.key)).toBeGreaterThan(50);
});

test.each([
  [0.5, 30_000],
  [2, 120_000],
  [0.001, 60],
])('a factor of %d makes a time to live of a minute %i ms', async (ttlFactor, ttlMs) => {
  const cache = await newCache(caches.redis.url, { ttlFactor });
  const set = await watch('SET');
  await cache.read(ENTRY, async () => '{}');
  await expect.poll(() => set.seen.at(-1)).toEqual(['SET', ENTRY.key, '{}', 'PX', String(ttlMs)]);
  set.stop();
});

test('a missing object is not cached', async () => {
  const cache = await newCache();
  expect(await cache.read(ENTRY, async () => null)).toBeNull();
  expect(await cache.read(ENTRY, async () => '{}')).toBe('{}');
});

test('a failed load fails all waiting reads, and the next read tries again', async () => {
  const cache = await newCache();
  const fail = async () => Promise.reject(new Error('no database'));
  const reads = await Promise.allSettled([cache.read(ENTRY, fail), cache.read(ENTRY, fail)]);
  expect(reads.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await cache.read(ENTRY, async () => '{}')).toBe('{}');
});

test('fifty reads at once load once', async () => {
  const cache = await newCache();
  const load = vi.fn(async () => '{}');
  const reads = await Promise.all(Array.from({ length: 50 }, () => cache.read(ENTRY, load)));
  expect(new Set(reads)).toEqual(new Set(['{}']));
  expect(load).toHaveBeenCalledTimes(1);
});

test('with single-flight off, each of fifty reads loads for itself, and one stores', async () => {
  const cache = await newCache(caches.redis.url, { singleFlight: false });
  const load = vi.fn(async () => '{}');
  await Promise.all(Array.from({ length: 50 }, () => cache.read(ENTRY, load)));
  expect(load).toHaveBeenCalledTimes(50);
  await cached('{}');
});

test('a read that finds another under way joins it', async () => {
  const cache = await newCache();
  const loaded = Promise.withResolvers<string>();
  const load = vi.fn(() => loaded.promise);
  const first = cache.read(ENTRY, load);
  await expect.poll(() => load.mock.calls.length).toBe(1);
  const second = cache.read(ENTRY, load);
  await expect.poll(() => outcomes).toEqual(['miss', 'miss']);
  loaded.resolve('{}');
  expect(await Promise.all([first, second])).toEqual(['{}', '{}']);
  expect(load).toHaveBeenCalledTimes(1);
});

test('a compressed value and a plain one are both read, whatever the setting', async () => {
  const text = JSON.stringify({ text: 'x'.repeat(5000) });
  const compressing = await newCache(caches.redis.url, { gzip: true });
  const plain = await newCache(caches.redis.url);
  await compressing.read(ENTRY, async () => text);
  await expect.poll(() => caches.direct.strlen(ENTRY.key)).toBeGreaterThan(20);
  expect(await caches.direct.strlen(ENTRY.key)).toBeLessThan(500);
  expect(await plain.read(ENTRY, async () => 'not this')).toBe(text);

  const other = { ...ENTRY, key: 'thing:2' };
  await plain.read(other, async () => text);
  await expect.poll(() => caches.direct.strlen(other.key)).toBe(text.length);
  expect(await compressing.read(other, async () => 'not this')).toBe(text);
});

describe('a read that began before a write', () => {
  /** A read whose load has seen the old value and has not returned yet. */
  async function slowRead(cache: Cache) {
    const loaded = Promise.withResolvers<string>();
    const started = Promise.withResolvers<void>();
    const read = cache.read(ENTRY, () => {
      started.resolve();
      return loaded.promise;
    });
    await started.promise;
    return {
      finish() {
        loaded.resolve('"old"');
        return read;
      },
    };
  }

  test.each([
    ['the same server', true],
    ['another server', true],
    ['the same server', false],
    ['another server', false],
  ])('does not put the old value back (%s, single-flight %s)', async (where, singleFlight) => {
    const reader = await newCache(caches.redis.url, { singleFlight });
    const writer = where === 'the same server' ? reader : await newCache(caches.redis.url, { singleFlight });
    const early = await slowRead(reader);
    await writer.invalidating(ENTRY.key, async () => {});
    expect(await early.finish()).toBe('"old"');
    expect(await reader.read(ENTRY, async () => '"new"')).toBe('"new"');
    await cached('"new"');
  });

  test('is not joined by a read that begins after it', async () => {
    const reader = await newCache();
    const writer = await newCache();
    const early = await slowRead(reader);
    await writer.invalidating(ENTRY.key, async () => {});
    expect(await reader.read(ENTRY, async () => '"new"')).toBe('"new"');
    await cached('"new"');
    await early.finish();
    expect(await reader.read(ENTRY, async () => 'not this')).toBe('"new"');
  });

  test('a failed write invalidates too: it may have been committed', async () => {
    const cache = await newCache();
    await caches.direct.set(ENTRY.key, '"old"');
    await expect(cache.invalidating(ENTRY.key, () => Promise.reject(new Error('timeout')))).rejects.toThrow();
    expect(await caches.direct.exists(ENTRY.key)).toBe(0);
  });
});

describe('without Redis', () => {
  test('reads are answered by loading, and hits return when it is back', async () => {
    const port = await freePort();
    const cache = await newCache(`redis://127.0.0.1:${port}`);
    expect(await cache.read(ENTRY, async () => '"loaded"')).toBe('"loaded"');
    expect(outcomes).toEqual(['error']);

    const late = await startTestRedis(port);
    try {
      await vi.waitFor(
        async () => {
          await cache.read(ENTRY, async () => '"loaded"');
          expect(outcomes).toContain('hit');
        },
        { timeout: 20_000 },
      );
    } finally {
      await late.stop();
    }
  });

  test('an invalidation that failed is made up for when Redis is back', async () => {
    const gate = await openTcpGate(caches.redis.port);
    const cache = await newCache(`redis://127.0.0.1:${gate.port}`);
    await gate.shut();
    await vi.waitFor(() => expect(caches.opened[0]?.store.isAvailable()).toBe(false), { timeout: 20_000 });
    await cache.invalidate(ENTRY.key);
    await caches.direct.set(ENTRY.key, '"stale"');
    await gate.open();
    try {
      await vi.waitFor(async () => expect(await caches.direct.exists(ENTRY.key)).toBe(0), {
        timeout: 20_000,
      });
    } finally {
      await gate.shut();
    }
  });

  test('a Redis that hangs is waited for once, and then not asked for a while', async () => {
    const cache = await newCache(caches.redis.url, { redis: { commandTimeoutMs: 200 } });
    caches.redis.process.kill('SIGSTOP');
    try {
      expect(await cache.read(ENTRY, async () => '"loaded"')).toBe('"loaded"');
      expect(caches.opened[0]?.store.isAvailable()).toBe(false);
      expect(await cache.read(ENTRY, async () => '"loaded"')).toBe('"loaded"');
      expect(outcomes).toEqual(['error', 'error']);
    } finally {
      caches.redis.process.kill('SIGCONT');
    }
    await vi.waitFor(async () => {
      await cache.read(ENTRY, async () => '"loaded"');
      expect(outcomes).toContain('hit');
    }, 20_000);
  });
});

/** Collects the commands of one name that Redis executes. */
async function watch(name: string): Promise<{ seen: string[][]; stop(): void }> {
  const monitor = await caches.direct.monitor();
  const seen: string[][] = [];
  monitor.on('monitor', (_time: string, command: string[]) => {
    if (command[0]?.toUpperCase() === name) seen.push(command);
  });
  return { seen, stop: () => monitor.disconnect() };
}
