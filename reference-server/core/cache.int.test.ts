import { once } from 'node:events';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort, startTestRedis, type TestStore } from '../testing/stores.ts';
import { type Cache, type CacheEntry, createCache } from './cache.ts';
import type { CacheOutcome } from './metrics.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { createRedisStore, type RedisStore } from './redis.ts';

const log = pino({ level: 'silent' });
const ENTRY: CacheEntry = { family: 'thing', key: 'thing:1', ttlSeconds: 60 };

let redis: TestStore;
let direct: Redis;
let open: { cache: Cache; store: RedisStore }[] = [];
let outcomes: CacheOutcome[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
  direct = new Redis(redis.url);
});
afterAll(async () => {
  direct?.disconnect();
  await redis?.stop();
});
beforeEach(() => {
  outcomes = [];
});
afterEach(async () => {
  for (const { cache, store } of open) {
    cache.close();
    await store.close();
  }
  open = [];
  await direct.flushall();
});

/** A cache as one server has it. */
async function newCache(url = redis.url, gzip = false, commandTimeoutMs = 1000): Promise<Cache> {
  const store = createRedisStore({ url, clusterNodes: [], commandTimeoutMs }, log);
  if (store === null) throw new Error('no store');
  await store.firstAttempt;
  const cache = createCache({ store, gzip, recordLookup: (_family, outcome) => outcomes.push(outcome), log });
  open.push({ cache, store });
  return cache;
}

const cached = (text: string) => vi.waitFor(async () => expect(await direct.get(ENTRY.key)).toBe(text));

test('a value is loaded once, then served from the cache with its time to live', async () => {
  const cache = await newCache();
  const load = vi.fn(async () => '{"n":1}');
  expect(await cache.read(ENTRY, load)).toBe('{"n":1}');
  await cached('{"n":1}');
  expect(await cache.read(ENTRY, load)).toBe('{"n":1}');
  expect(load).toHaveBeenCalledTimes(1);
  expect(outcomes).toEqual(['miss', 'hit']);
  expect(await direct.ttl(ENTRY.key)).toBeGreaterThan(50);
});

test('nothing found is not cached', async () => {
  const cache = await newCache();
  expect(await cache.read(ENTRY, async () => null)).toBeNull();
  expect(await cache.read(ENTRY, async () => '{}')).toBe('{}');
});

test('an error of the load reaches all who wait, and the next read tries again', async () => {
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

test('a read that finds another under way joins it', async () => {
  const cache = await newCache();
  const loaded = Promise.withResolvers<string>();
  const load = vi.fn(() => loaded.promise);
  const first = cache.read(ENTRY, load);
  await vi.waitFor(() => expect(load).toHaveBeenCalled());
  const second = cache.read(ENTRY, load);
  await vi.waitFor(() => expect(outcomes).toEqual(['miss', 'miss']));
  loaded.resolve('{}');
  expect(await Promise.all([first, second])).toEqual(['{}', '{}']);
  expect(load).toHaveBeenCalledTimes(1);
});

test('a compressed value and a plain one are both read, whatever the setting', async () => {
  const text = JSON.stringify({ text: 'x'.repeat(5000) });
  const compressing = await newCache(redis.url, true);
  const plain = await newCache(redis.url, false);
  await compressing.read(ENTRY, async () => text);
  await vi.waitFor(async () => expect(await direct.strlen(ENTRY.key)).toBeGreaterThan(20));
  expect(await direct.strlen(ENTRY.key)).toBeLessThan(500);
  expect(await plain.read(ENTRY, async () => 'not this')).toBe(text);

  const other = { ...ENTRY, key: 'thing:2' };
  await plain.read(other, async () => text);
  await vi.waitFor(async () => expect(await direct.strlen(other.key)).toBe(text.length));
  expect(await compressing.read(other, async () => 'not this')).toBe(text);
});

describe('a read that began before a write', () => {
  /** A read whose load has seen the old value and has not come back yet. */
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

  test.each([['the same server'], ['another server']])(
    'does not put the old value back (%s)',
    async (where) => {
      const reader = await newCache();
      const writer = where === 'the same server' ? reader : await newCache();
      const early = await slowRead(reader);
      await writer.invalidating(ENTRY.key, async () => {});
      expect(await early.finish()).toBe('"old"');
      expect(await reader.read(ENTRY, async () => '"new"')).toBe('"new"');
      await cached('"new"');
    },
  );

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

  test('a write that fails invalidates too: it may have been committed', async () => {
    const cache = await newCache();
    await direct.set(ENTRY.key, '"old"');
    await expect(cache.invalidating(ENTRY.key, () => Promise.reject(new Error('timeout')))).rejects.toThrow();
    expect(await direct.exists(ENTRY.key)).toBe(0);
  });
});

describe('without Redis', () => {
  test('reads are answered by loading, and hits return with it', async () => {
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

  test('what could not be invalidated is, as soon as Redis is back', async () => {
    const port = await freePort();
    const first = await startTestRedis(port);
    const cache = await newCache(first.url);
    await first.stop();
    await cache.invalidate(ENTRY.key);
    const second = await startTestRedis(port);
    const client = new Redis(second.url);
    try {
      // As though the value had survived in Redis while this server could not reach it.
      await client.set(ENTRY.key, '"stale"');
      await vi.waitFor(async () => expect(await client.exists(ENTRY.key)).toBe(0), { timeout: 20_000 });
    } finally {
      client.disconnect();
      await second.stop();
    }
  });

  test('one that hangs is waited for once, and then left alone', async () => {
    const cache = await newCache(redis.url, false, 200);
    redis.process.kill('SIGSTOP');
    try {
      expect(await cache.read(ENTRY, async () => '"loaded"')).toBe('"loaded"');
      expect(open[0]?.store.isAvailable()).toBe(false);
      expect(await cache.read(ENTRY, async () => '"loaded"')).toBe('"loaded"');
      expect(outcomes).toEqual(['error', 'error']);
    } finally {
      redis.process.kill('SIGCONT');
    }
    await vi.waitFor(async () => {
      await cache.read(ENTRY, async () => '"loaded"');
      expect(outcomes).toContain('hit');
    }, 20_000);
  });
});

test('a cluster of three nodes caches, invalidates and counts like a single node', async () => {
  const nodes = await startCluster(3);
  const store = createRedisStore(
    {
      url: null,
      clusterNodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
      commandTimeoutMs: 2000,
    },
    log,
  );
  try {
    if (store === null) throw new Error('no store');
    await once(store.client, 'ready');
    const cache = createCache({
      store,
      gzip: false,
      recordLookup: (_f, outcome) => outcomes.push(outcome),
      log,
    });
    open.push({ cache, store });
    const entries = Array.from({ length: 30 }, (_, n) => ({ ...ENTRY, key: `thing:${n}` }));
    const readAll = (text: string) =>
      Promise.all(entries.map((entry) => cache.read(entry, async () => text)));
    await readAll('"first"');
    await vi.waitFor(async () => {
      outcomes = [];
      await readAll('"first"');
      expect(new Set(outcomes)).toEqual(new Set(['hit']));
    });
    await cache.invalidate(...entries.map(({ key }) => key));
    expect(new Set(await readAll('"second"'))).toEqual(new Set(['"second"']));

    const limiter = createRateLimiter({ name: 'x', max: 5, windowSeconds: 900, confirmedAbove: 0 }, store);
    const users = Array.from({ length: 30 }, (_, n) => `user-${n}`);
    const counts = await Promise.all([...users, ...users].map((user) => limiter.consume(user)));
    expect(counts.toSorted()).toEqual([...Array(30).fill(1), ...Array(30).fill(2)]);
    const counters = await Promise.all(nodes.map(({ url }) => keysOf(url, 'rate_limit:x:*')));
    expect(counters.flat()).toHaveLength(30);
    expect(Math.min(...counters.map((keys) => keys.length))).toBeGreaterThan(0);
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
});

async function keysOf(url: string, pattern: string): Promise<string[]> {
  const client = new Redis(url);
  const keys = await client.keys(pattern);
  client.disconnect();
  return keys;
}

/** Redis nodes that share the hash slots between them. */
async function startCluster(size: number): Promise<TestStore[]> {
  const flags = ['--cluster-enabled', 'yes'];
  const nodes = await Promise.all(Array.from({ length: size }, () => startTestRedis(undefined, flags)));
  const clients = nodes.map(({ url }) => new Redis(url));
  const share = 16_384 / size;
  for (const [index, client] of clients.entries()) {
    const from = Math.floor(index * share);
    const to = Math.floor((index + 1) * share) - 1;
    await client.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
    await client.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]!.port);
  }
  for (const client of clients) {
    await vi.waitFor(async () => expect(await client.call('CLUSTER', 'INFO')).toContain('cluster_state:ok'), {
      timeout: 30_000,
      interval: 100,
    });
    client.disconnect();
  }
  return nodes;
}
