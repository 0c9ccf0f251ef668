import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Cache, type CacheOptions, createCache } from '../core/cache.ts';
import type { Config } from '../core/config.ts';
import type { CacheOutcome, CacheTier } from '../core/metrics.ts';
import type { Owed, OwedTable } from '../core/owed-table.ts';
import { createRedisStore, type RedisStore } from '../core/redis.ts';
import { createUncached } from '../core/uncached.ts';
import { createWriteMarks } from '../core/write-marks.ts';
import { startTestRedis, type TestStore } from './stores.ts';

const log = pino({ level: 'silent' });

export type TestCacheOptions = Partial<Pick<CacheOptions, 'gzip' | 'singleFlight' | 'ttlFactor'>> & {
  redis: Partial<Config['redis']>;
  /** no cache, only write marks */
  uncached?: boolean;
  /** `redis`: where it listens, if not at the same address */
  memory?: { entries?: number; ttlMs?: number; redis?: Config['redis'] };
  /** as with replicas: for how long written keys are marked */
  marksForMs?: number;
  /** the table that several servers share; by default each has its own */
  owed?: OwedTable;
};

/** The cache of one server, and the recorded outcomes of its lookups. */
export type TestCache = {
  cache: Cache;
  store: RedisStore;
  outcomes: CacheOutcome[];
  tiers: CacheTier[];
  close(): Promise<void>;
};

/** One Redis for the tests of a file, emptied after each, and the caches that a test opens, which are closed after it. */
export type TestCaches = {
  redis: TestStore;
  /** a connection of its own, apart from the caches' */
  direct: Redis;
  opened: TestCache[];
  open(options?: Partial<TestCacheOptions>): Promise<TestCache>;
};

/** Registers the hooks with Vitest; Redis starts before the first test. */
export function useTestCaches(): TestCaches {
  const caches = {
    opened: [] as TestCache[],
    async open(options: Partial<TestCacheOptions> = {}) {
      const cache = await openTestCache({ ...options, redis: { url: caches.redis.url, ...options.redis } });
      caches.opened.push(cache);
      return cache;
    },
  } as TestCaches;
  beforeAll(async () => {
    caches.redis = await startTestRedis();
    caches.direct = new Redis(caches.redis.url);
  });
  afterEach(async () => {
    for (const cache of caches.opened.splice(0)) await cache.close();
    await caches.direct.flushall();
  });
  afterAll(async () => {
    caches.direct?.disconnect();
    await caches.redis?.stop();
  });
  return caches;
}

export async function openTestCache({
  redis: given,
  uncached = false,
  memory,
  marksForMs,
  owed = owedInMemory(),
  ...options
}: TestCacheOptions): Promise<TestCache> {
  const redis = { url: null, clusterNodes: [], commandTimeoutMs: 1000, ...given };
  const store = createRedisStore(redis, log);
  if (store === null) throw new Error('no store');
  await store.firstAttempt;
  const outcomes: CacheOutcome[] = [];
  const tiers: CacheTier[] = [];
  const marks = marksForMs === undefined ? null : createWriteMarks(store, marksForMs);
  const shared = {
    singleFlight: true,
    recordLookup: (_family: string, outcome: CacheOutcome) => outcomes.push(outcome),
    log,
  };
  const cache = uncached
    ? createUncached({ ...shared, ...options, marked: marks && { store, marks, owed } })
    : createCache({
        ...shared,
        store,
        marks,
        owed,
        gzip: false,
        ttlFactor: 1,
        memory: memory === undefined ? null : { entries: 100, ttlMs: 60_000, redis, ...memory },
        recordTierHit: (tier) => tiers.push(tier),
        ...options,
      });
  return {
    cache,
    store,
    outcomes,
    tiers,
    async close() {
      await cache.close();
      await store.close();
    },
  };
}

/** Stands in for the table in the database. */
export function owedInMemory(): OwedTable & { rows: Owed[] } {
  let count = 0;
  const table = {
    rows: [] as Owed[],
    read: async (limit: number) => table.rows.slice(0, limit),
    async add(keys: readonly string[], besides: string | null) {
      const isBesides = table.rows.some(({ id }) => id === besides);
      for (const key of keys) table.rows.push({ id: String(++count), key });
      return { id: String(count), isBesides };
    },
    async remove(owed: readonly Owed[]) {
      const ids = new Set(owed.map(({ id }) => id));
      table.rows = table.rows.filter(({ id }) => !ids.has(id));
    },
    close: async () => {},
  };
  return table;
}
