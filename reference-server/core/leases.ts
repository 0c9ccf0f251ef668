import { freshnessOf, isMark, isValue, newLease } from './key-state.ts';
import type { RedisStore } from './redis.ts';
import type { Freshness } from './statement.ts';

/** Longer than a slow load takes. If a load takes longer still, its value is not cached. */
export const LEASE_MS = 5000;

/** Replaces the lease by the value, unless a write has removed the lease (docs/adr/0010). */
const STORE_IF_LEASED = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  end`;

/** Removes the lease if it is still there. */
const RELEASE_IF_LEASED = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end`;

/** Takes a lease on a key that was just written, unless the key has changed since; then returns what it holds. */
const LEASE_IF_MARKED = `
  local present = redis.call('GET', KEYS[1])
  if present and present ~= ARGV[1] then return present end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])`;

type Commands = {
  releaseIfLeased(key: string, lease: string): Promise<number | null>;
  storeIfLeased(key: string, lease: string, value: Buffer, ttlMs: number): Promise<string | null>;
  leaseIfMarkedBuffer(key: string, mark: Buffer, lease: string, leaseMs: number): Promise<Buffer | null>;
};

/**
 * The outcome of a miss. `id` identifies loads that may be shared: those that began under the same lease. `isOurs`: we took it,
 * and may store what we load. `value`: another request has stored it meanwhile.
 */
export type Leased =
  | { readonly value: Buffer }
  | { readonly value: null; readonly id: string; readonly isOurs: boolean; readonly freshness: Freshness };

export type Leases = {
  /** @param found what the key held when it was looked up, not a value */
  take(key: string, found: Buffer | null): Promise<Leased>;
  /** @returns whether the value was stored: not if a write came in between or the lease has expired */
  store(key: string, lease: string, value: Buffer, ttlMs: number): Promise<boolean>;
  /** Gives back a lease under which nothing was found, so that requests for missing objects leave nothing behind. */
  release(key: string, lease: string): Promise<void>;
};

export function createLeases(store: RedisStore): Leases {
  store.client.defineCommand('storeIfLeased', { numberOfKeys: 1, lua: STORE_IF_LEASED });
  store.client.defineCommand('releaseIfLeased', { numberOfKeys: 1, lua: RELEASE_IF_LEASED });
  store.client.defineCommand('leaseIfMarked', { numberOfKeys: 1, lua: LEASE_IF_MARKED });
  const client = store.client as RedisStore['client'] & Commands;

  const ours = (id: string, freshness: Freshness): Leased => ({ value: null, id, isOurs: true, freshness });

  return {
    async take(key, found) {
      let present = found;
      if (present === null) {
        const lease = newLease('may-lag');
        present = await client.setBuffer(key, lease, 'PX', LEASE_MS, 'NX', 'GET');
        if (present === null) return ours(lease, 'may-lag');
      }
      if (isMark(present)) {
        const lease = newLease('latest');
        present = await client.leaseIfMarkedBuffer(key, present, lease, LEASE_MS);
        if (present === null) return ours(lease, 'latest');
      }
      if (isValue(present)) return { value: present };
      // Someone else's lease; or the mark of another write, under which nothing can be stored.
      const id = present.toString();
      return { value: null, id, isOurs: false, freshness: freshnessOf(id) };
    },
    async store(key, lease, value, ttlMs) {
      return (await client.storeIfLeased(key, lease, value, ttlMs)) !== null;
    },
    async release(key, lease) {
      // A lease that replaced a write's mark stays for its full life, because it also says that replicas may still lag.
      if (freshnessOf(lease) === 'may-lag') await client.releaseIfLeased(key, lease);
    },
  };
}
