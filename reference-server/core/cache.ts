import type { Logger } from 'pino';
import { createBatchedGet } from './batched-get.ts';
import type { CacheFigures } from './cache-figures.ts';
import { decodeCachedValue, encodeCachedValue } from './cached-value.ts';
import type { Config } from './config.ts';
import { openInvalidationChannel } from './invalidation-channel.ts';
import { createInvalidations } from './invalidations.ts';
import { isValue } from './key-state.ts';
import { createLeases, type Leased } from './leases.ts';
import { MemoryTier } from './memory-tier.ts';
import type { CacheOutcome, CacheTier } from './metrics.ts';
import type { OwedTable } from './owed-table.ts';
import type { RedisStore } from './redis.ts';
import { timeAccount, waitedFor } from './request-time.ts';
import { SingleFlight } from './single-flight.ts';
import type { Freshness } from './statement.ts';
import type { WriteMarks } from './write-marks.ts';

/** Where a value is cached, and how long it may be served without being loaded again. */
export type CacheEntry = {
  readonly family: string;
  readonly key: string;
  readonly ttlSeconds: number;
  /** never kept in a server's memory, where it could briefly outlive its invalidation */
  readonly onlyInRedis?: true;
};

/** A lookup under way. Only `Cache.read` uses it. */
export type Lookup = {
  readonly entry: CacheEntry;
  readonly found: Promise<Buffer | null>;
  /** the memory tier's time stamp when the lookup began */
  readonly begunAt: number;
};

/** Loads a value that is not cached. `freshness` says where it may be read from. Null: it does not exist. */
export type Load = (freshness: Freshness) => Promise<string | null>;

export type Cache = {
  /**
   * Requests from the cache what `read` will need soon, so that it is sent in one batch with other lookups, such as the session's.
   * Counts nothing. Null: nothing was requested.
   */
  lookUp(entry: CacheEntry): Lookup | null;
  /**
   * Cache-aside: the cached text, or what `load` returns, which is then cached. Null is not cached. A failing cache is a miss.
   * Concurrent misses of a key load once, unless single-flight is off.
   */
  read(entry: CacheEntry, load: Load, lookup?: Lookup | null): Promise<string | null>;
  /** Runs a write, then invalidates, even if it failed: a write that timed out may have been committed. */
  invalidating<Result>(key: string, write: () => Promise<Result>): Promise<Result>;
  /**
   * Removes keys after a write. Once it has resolved, no server serves what they held, even if this one dies or Redis is unavailable.
   * @throws AppError 503 NOT_YET_EVERYWHERE if that cannot be guaranteed; the invalidation is then lost with this request
   */
  invalidate(...keys: string[]): Promise<void>;
  readonly figures: CacheFigures;
  close(): Promise<void>;
};

export type CacheOptions = {
  store: RedisStore;
  gzip: boolean;
  singleFlight: boolean;
  /** multiplies the time to live of every entry */
  ttlFactor: number;
  /** null: no memory tier. It listens to the other servers on a connection of its own */
  memory: { entries: number; ttlMs: number; redis: Config['redis'] } | null;
  /** null: there are no replicas to read from */
  marks: WriteMarks | null;
  owed: OwedTable;
  recordLookup: (family: string, outcome: CacheOutcome) => void;
  recordTierHit: (tier: CacheTier) => void;
  log: Logger;
};

export function createCache(options: CacheOptions): Cache {
  const { store, gzip, ttlFactor, marks, owed, recordLookup, recordTierHit, log } = options;
  const flights = new SingleFlight<string | null>(options.singleFlight);
  const leases = createLeases(store);
  const get = createBatchedGet(store);
  const invalidations = createInvalidations({ store, marks, owed, isTold: options.memory !== null, log });
  const mayAsk = () => store.isAvailable() && invalidations.areComplete();
  const { memory, channel } = createMemory(options, mayAsk);

  const ttlMsOf = (entry: CacheEntry) => Math.max(1, Math.round(entry.ttlSeconds * ttlFactor * 1000));

  function lookUp(entry: CacheEntry): Lookup | null {
    // Checked before Redis is asked, not after it has answered: owed invalidations that are applied in between come too late for
    // this answer.
    if (!mayAsk()) return null;
    if (memory !== null && entry.onlyInRedis !== true && memory.get(entry.key) !== undefined) return null;
    const begunAt = memory === null ? 0 : memory.now;
    const found = get(entry.key);
    // It may reject before anything awaits it, which must not count as an unhandled rejection.
    found.catch(() => {});
    return { entry, found, begunAt };
  }

  async function read(entry: CacheEntry, load: Load, lookup?: Lookup | null): Promise<string | null> {
    if (memory !== null && entry.onlyInRedis !== true) {
      const kept = memory.get(entry.key);
      if (kept !== undefined) {
        recordLookup(entry.family, 'hit');
        recordTierHit('memory');
        return kept;
      }
    }
    let found: Buffer | null;
    const account = timeAccount.getStore();
    try {
      if (lookup?.entry.key !== entry.key) {
        if (store.isAvailable() && !invalidations.areComplete()) await invalidations.complete();
        lookup = lookUp(entry);
      }
      if (lookup === null) throw new Error('Redis is unavailable');
      // As `waitedFor` does, but without another function: every request takes this path.
      account?.enter('cache');
      try {
        found = await lookup.found;
      } finally {
        account?.leave('cache');
      }
      if (found !== null && isValue(found)) {
        const text = decodeCachedValue(found);
        recordLookup(entry.family, 'hit');
        recordTierHit('redis');
        if (memory !== null) keepInMemory(entry, text, lookup.begunAt);
        return text;
      }
      recordLookup(entry.family, 'miss');
    } catch (error) {
      store.reportFailure(error);
      recordLookup(entry.family, 'error');
      return flights.run(entry.key, () => load('latest'));
    }
    return loadUnderLease(entry, found, load, lookup.begunAt);
  }

  /**
   * Loads are shared under the lease they began with, so that no request joins a load that began before a write that has since
   * been answered. Only the holder of the lease stores its value, and only while it still holds it.
   */
  async function loadUnderLease(
    entry: CacheEntry,
    found: Buffer | null,
    load: Load,
    begunAt: number,
  ): Promise<string | null> {
    let leased: Leased;
    try {
      leased = await waitedFor('cache', leases.take(entry.key, found));
    } catch (error) {
      store.reportFailure(error);
      return flights.run(entry.key, () => load('latest'));
    }
    if (leased.value !== null) return decodeCachedValue(leased.value);
    const { id, isOurs } = leased;
    const freshness = marks?.areComplete() ? leased.freshness : 'latest';
    let text: string | null = null;
    try {
      text = await flights.run(`${entry.key} ${id}`, () => loadAs(freshness, load));
    } finally {
      if (isOurs && text === null) await waitedFor('cache', release(entry, id));
    }
    if (isOurs && text !== null) void storeUnderLease(entry, id, text, begunAt);
    return text;
  }

  async function release(entry: CacheEntry, lease: string): Promise<void> {
    try {
      await leases.release(entry.key, lease);
    } catch (error) {
      store.reportFailure(error);
    }
  }

  async function storeUnderLease(
    entry: CacheEntry,
    lease: string,
    text: string,
    begunAt: number,
  ): Promise<void> {
    try {
      const value = await encodeCachedValue(text, gzip);
      const isStored = await leases.store(entry.key, lease, value, ttlMsOf(entry));
      if (isStored && memory !== null) keepInMemory(entry, text, begunAt);
    } catch (error) {
      store.reportFailure(error);
    }
  }

  function keepInMemory(entry: CacheEntry, text: string, begunAt: number): void {
    if (entry.onlyInRedis !== true) memory!.put(entry.key, text, ttlMsOf(entry), begunAt);
  }

  async function invalidate(...keys: string[]): Promise<void> {
    for (const key of keys) flights.forget(key);
    await waitedFor('cache', invalidations.send(keys));
    // Not before: a read in between could find the old value in Redis and keep it. Nor left to our own message on the channel,
    // which may arrive after the write has been answered.
    if (memory !== null) for (const key of keys) memory.invalidate(key);
  }

  return {
    lookUp,
    read,
    invalidating: (key, write) => invalidatingAfter(write, () => invalidate(key)),
    invalidate,
    figures: {
      loadsShared: () => flights.joined,
      memory: memory && { entries: () => memory.entries, takeAgeMostMs: () => memory.takeAgeMostMs() },
    },
    async close() {
      channel?.close();
      await invalidations.close();
    },
  };
}

/** Runs a write and invalidates, whether or not it fails. The caller gets the write's own error. */
export async function invalidatingAfter<Result>(
  write: () => Promise<Result>,
  invalidate: () => Promise<void>,
): Promise<Result> {
  let result: Result;
  try {
    result = await write();
  } catch (error) {
    await invalidate().catch(() => {});
    throw error;
  }
  await invalidate();
  return result;
}

/** A value missing on a replica may not have arrived there yet, so it is then loaded as `latest`. */
export async function loadAs(freshness: Freshness, load: Load): Promise<string | null> {
  const text = await load(freshness);
  return text === null && freshness === 'may-lag' ? load('latest') : text;
}

function createMemory({ memory: wanted, log }: CacheOptions, mayAsk: () => boolean) {
  if (wanted === null) return { memory: null, channel: null };
  const { entries, ttlMs, redis } = wanted;
  const memory: MemoryTier = new MemoryTier({
    entries,
    ttlMs,
    isTold: () => channel.isOpen() && mayAsk(),
  });
  const channel = openInvalidationChannel(
    redis,
    { onKey: (key) => memory.invalidate(key), onGap: () => memory.clear() },
    log,
  );
  return { memory, channel };
}
