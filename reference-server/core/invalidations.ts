import type { Logger } from 'pino';
import { newMark } from './key-state.ts';
import type { RedisStore } from './redis.ts';
import type { WriteMarks } from './write-marks.ts';

/** Where servers are told which key was written. */
export const INVALIDATION_CHANNEL = 'cache-invalidations';

const RETRY_MS = 1000;
/** Beyond this the oldest are given up; their TTL bounds how long they stay stale. */
const PENDING_MAX = 10_000;

/** In one step, so that nobody who has been told can find the old value. Without a mark the key is deleted. */
const INVALIDATE_AND_TELL = `
  if ARGV[2] == '' then redis.call('DEL', KEYS[1])
  else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
  return redis.call('PUBLISH', ARGV[1], KEYS[1])`;

type Commands = {
  invalidateAndTell(key: string, channel: string, mark: string, markMs: number): Promise<number>;
};

export type Invalidations = {
  /** Removes values and leases after a write. Never fails: what cannot be reached now is removed later. */
  send(keys: readonly string[]): Promise<unknown>;
  close(): void;
};

/**
 * @param marks null: there are no replicas, and nothing needs to be marked
 * @param isTold whether servers keep values in their memory, and have to be told
 */
export function createInvalidations(
  store: RedisStore,
  marks: WriteMarks | null,
  isTold: boolean,
  log: Logger,
): Invalidations {
  store.client.defineCommand('invalidateAndTell', { numberOfKeys: 1, lua: INVALIDATE_AND_TELL });
  const client = store.client as RedisStore['client'] & Commands;
  const pending = new Set<string>();

  function invalidate(key: string): Promise<unknown> {
    if (isTold) {
      return client.invalidateAndTell(key, INVALIDATION_CHANNEL, marks ? newMark() : '', marks?.forMs ?? 0);
    }
    return marks === null ? client.del(key) : client.set(key, newMark(), 'PX', marks.forMs);
  }

  async function tryToInvalidate(key: string): Promise<void> {
    try {
      if (!store.isAvailable()) throw new Error('Redis is away');
      await invalidate(key);
      pending.delete(key);
    } catch (error) {
      store.reportFailure(error);
      pending.add(key);
      if (pending.size > PENDING_MAX) {
        const [oldest] = pending;
        pending.delete(oldest!);
        log.warn('gave up an invalidation; its time to live bounds how long it stays stale');
      }
    }
  }

  function retry(): void {
    if (pending.size === 0 || !store.isAvailable()) return;
    for (const key of pending) void tryToInvalidate(key);
  }

  const timer = setInterval(retry, RETRY_MS).unref();
  store.onAvailable(retry);
  return {
    send: (keys) => Promise.all(keys.map(tryToInvalidate)),
    close: () => clearInterval(timer),
  };
}
