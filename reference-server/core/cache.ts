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
  /** never kept in a server's memory, where it could outlive its end by a moment */
  readonly onlyInRedis?: true;
};

/** A lookup under way. Only `Cache.read` uses it. */
export type Lookup = {
  readonly entry: CacheEntry;
  readonly found: Promise<Buffer | null>;
  /** the memory tier's time stamp from before */
  readonly begunAt: number;
};

/** Loads a value that is not cached. `freshness`: where it may be read from. Null: there is no such thing. */
export type Load = (freshness: Freshness) => Promise<string | null>;

export type Cache = {
  /**
   * Asks the cache now for what `read` will need soon, so that the question travels together with others, such as the one for the
   * session. It decides and counts nothing. Null: there is nothing to ask.
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
   * Removes keys after a write. Once it has resolved, no server serves what they held, even if this one dies or Redis is away.
   * @throws AppError 503 NOT_YET_EVERYWHERE if that is impossible; what is owed then is lost with this request
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
  /** null: none. It listens to the other servers on a connection of its own */
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
    // Before Redis is asked, not when it has answered: a server that catches up with what is owed meanwhile is too late for this
    // answer.
    if (!mayAsk()) return null;
    if (memory !== null && entry.onlyInRedis !== true && memory.get(entry.key) !== undefined) return null;
    const begunAt = memory === null ? 0 : memory.now;
    const found = get(entry.key);
    // It may fail before anything reads it, which is not an error of its own.
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
      if (lookup === null) throw new Error('Redis is away');
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
   * Loads are shared under the lease they began with, so that no request joins a load that began before a write which has been
   * answered since. Only the holder of the lease stores its value, and only while it still holds it.
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
    // Not before: who reads meanwhile may find the old value in Redis. From here on nobody may be given it, and our own word
    // may come later than the answer to the write.
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

/** Runs a write, and invalidates however it ends. The caller gets the write's own error. */
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

/** If a replica does not have it, it may just not have arrived there yet. */
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
