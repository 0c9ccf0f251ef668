import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createBatchedGet } from './batched-get.ts';
import { decodeCachedValue, encodeCachedValue } from './cached-value.ts';
import type { CacheOutcome } from './metrics.ts';
import type { RedisStore } from './redis.ts';
import { timeAccount, waitedFor } from './request-time.ts';
import { SingleFlight } from './single-flight.ts';

/** Where a value is cached, and how long it may be served without being loaded again. */
export type CacheEntry = { readonly family: string; readonly key: string; readonly ttlSeconds: number };

/** A lookup under way. Only `Cache.read` makes use of it. */
export type Lookup = { readonly entry: CacheEntry; readonly found: Promise<Buffer | null> };

export type Cache = {
  /**
   * Asks the cache now for what `read` will want soon, so that the question travels together with others, such as
   * that for the session. Nothing is decided or counted by it. Null: there is nothing to ask.
   */
  lookUp(entry: CacheEntry): Lookup | null;
  /**
   * Cache-aside: the cached text, or what `load` returns, which is then cached. Null (there is no such thing) is
   * not cached. A failing cache is a miss. Concurrent misses of a key load once.
   */
  read(entry: CacheEntry, load: () => Promise<string | null>, lookup?: Lookup | null): Promise<string | null>;
  /** Runs a write, then invalidates: also when it failed, as a write that timed out may have been committed. */
  invalidating<Result>(key: string, write: () => Promise<Result>): Promise<Result>;
  /** Deletes keys after a write. Never fails: what cannot be deleted now is later. */
  invalidate(...keys: string[]): Promise<void>;
  close(): void;
};

export type CacheOptions = {
  /** null: no cache; every lookup is a miss */
  store: RedisStore | null;
  gzip: boolean;
  recordLookup: (family: string, outcome: CacheOutcome) => void;
  log: Logger;
};

/** A lease outlives a slow load; when it does not, the value is only not cached. */
const LEASE_SECONDS = 5;
const LEASE_PREFIX = 'lease:';
const LEASE_FIRST_BYTE = LEASE_PREFIX.charCodeAt(0);

const RETRY_INVALIDATION_MS = 1000;
/** Beyond this the oldest are given up; their TTL bounds how long they stay stale. */
const PENDING_INVALIDATIONS_MAX = 10_000;

/** Replaces the lease by the value, if it is still there: a write deletes it (docs/adr/0010). */
const STORE_IF_LEASED = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  end`;

type CommandsOfCache = {
  storeIfLeased(key: string, lease: string, value: Buffer, ttlSeconds: number): Promise<string | null>;
};

export function createCache({ store, gzip, recordLookup, log }: CacheOptions): Cache {
  const flights = new SingleFlight<string | null>();
  const pendingInvalidations = new Set<string>();
  store?.client.defineCommand('storeIfLeased', { numberOfKeys: 1, lua: STORE_IF_LEASED });
  const client = store?.client as (RedisStore['client'] & CommandsOfCache) | undefined;

  const get = store === null ? null : createBatchedGet(store);

  const retryTimer = setInterval(retryInvalidations, RETRY_INVALIDATION_MS).unref();
  store?.onAvailable(retryInvalidations);

  function lookUp(entry: CacheEntry): Lookup | null {
    if (client === undefined || !store!.isAvailable()) return null;
    const found = get!(entry.key);
    // It may fail before anyone has come to read it, and is then no error of its own.
    found.catch(() => {});
    return { entry, found };
  }

  async function read(
    entry: CacheEntry,
    load: () => Promise<string | null>,
    lookup?: Lookup | null,
  ): Promise<string | null> {
    if (store === null) {
      recordLookup(entry.family, 'miss');
      return flights.run(entry.key, load);
    }
    let found: Buffer | null;
    const account = timeAccount.getStore();
    try {
      lookup = lookup?.entry.key === entry.key ? lookup : lookUp(entry);
      if (lookup === null) throw new Error('Redis is away');
      // As `waitedFor` does, without a function of its own: this is every request's way.
      account?.enter('cache');
      try {
        found = await lookup.found;
      } finally {
        account?.leave('cache');
      }
      if (found !== null && found[0] !== LEASE_FIRST_BYTE) {
        const text = decodeCachedValue(found);
        recordLookup(entry.family, 'hit');
        return text;
      }
      recordLookup(entry.family, 'miss');
    } catch (error) {
      store.reportFailure(error);
      recordLookup(entry.family, 'error');
      return flights.run(entry.key, load);
    }
    return loadUnderLease(entry, found?.toString() ?? null, load);
  }

  /**
   * Loads are shared under the lease they began with, so that nobody joins a load that began before a write which
   * has since been answered; and stored only by who took the lease, and only if it still holds.
   */
  async function loadUnderLease(
    entry: CacheEntry,
    foreignLease: string | null,
    load: () => Promise<string | null>,
  ): Promise<string | null> {
    if (foreignLease !== null) return flights.run(flightOf(entry.key, foreignLease), load);
    const lease = LEASE_PREFIX + randomBytes(9).toString('base64url');
    let present: Buffer | null;
    try {
      const leased = client!.setBuffer(entry.key, lease, 'EX', LEASE_SECONDS, 'NX', 'GET');
      present = await waitedFor('cache', leased);
    } catch (error) {
      store!.reportFailure(error);
      return flights.run(entry.key, load);
    }
    if (present === null) {
      const text = await flights.run(flightOf(entry.key, lease), load);
      if (text !== null) void storeUnderLease(entry, lease, text);
      return text;
    }
    if (present[0] !== LEASE_FIRST_BYTE) return decodeCachedValue(present);
    return flights.run(flightOf(entry.key, present.toString()), load);
  }

  async function storeUnderLease(entry: CacheEntry, lease: string, text: string): Promise<void> {
    try {
      const value = await encodeCachedValue(text, gzip);
      await client!.storeIfLeased(entry.key, lease, value, entry.ttlSeconds);
    } catch (error) {
      store!.reportFailure(error);
    }
  }

  async function invalidate(...keys: string[]): Promise<void> {
    for (const key of keys) flights.forget(key);
    if (store === null) return;
    await waitedFor('cache', Promise.all(keys.map(deleteKey)));
  }

  async function invalidating<Result>(key: string, write: () => Promise<Result>): Promise<Result> {
    try {
      return await write();
    } finally {
      await invalidate(key);
    }
  }

  async function deleteKey(key: string): Promise<void> {
    try {
      if (!store!.isAvailable()) throw new Error('Redis is away');
      await client!.del(key);
      pendingInvalidations.delete(key);
    } catch (error) {
      store!.reportFailure(error);
      pendingInvalidations.add(key);
      if (pendingInvalidations.size > PENDING_INVALIDATIONS_MAX) {
        const [oldest] = pendingInvalidations;
        pendingInvalidations.delete(oldest!);
        log.warn('gave up an invalidation; its time to live bounds how long it stays stale');
      }
    }
  }

  function retryInvalidations(): void {
    if (pendingInvalidations.size === 0 || !store!.isAvailable()) return;
    for (const key of pendingInvalidations) void deleteKey(key);
  }

  return { lookUp, read, invalidating, invalidate, close: () => clearInterval(retryTimer) };
}

function flightOf(key: string, lease: string): string {
  return `${key} ${lease}`;
}
