import type { Logger } from 'pino';
import { createDebts } from './debts.ts';
import { newMark } from './key-state.ts';
import type { OwedTable } from './owed-table.ts';
import type { RedisStore } from './redis.ts';
import type { WriteMarks } from './write-marks.ts';

/** The channel on which servers announce which key was written. */
export const INVALIDATION_CHANNEL = 'cache-invalidations';

/** In one step, so that a server that has the message cannot still find the old value. Without a mark the key is deleted. */
const INVALIDATE_AND_TELL = `
  if ARGV[2] == '' then redis.call('DEL', KEYS[1])
  else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
  return redis.call('PUBLISH', ARGV[1], KEYS[1])`;

type Commands = {
  invalidateAndTell(key: string, channel: string, mark: string, markMs: number): Promise<number>;
};

export type Invalidations = {
  /**
   * Removes values and leases after a write. When it resolves no server serves them any more, even if the writing server is
   * killed or Redis is unavailable.
   * @throws AppError 503 NOT_YET_EVERYWHERE
   */
  send(keys: readonly string[]): Promise<void>;
  /** Whether what Redis holds may be served: not while it may have missed a write. */
  areComplete(): boolean;
  /** Applies what is missing, if possible. Never rejects. */
  complete(): Promise<void>;
  close(): Promise<void>;
};

export type InvalidationsOptions = {
  store: RedisStore;
  /** null: there are no replicas, so nothing needs a mark */
  marks: WriteMarks | null;
  /** whether servers keep values in their memory, and must be told */
  isTold: boolean;
  owed: OwedTable;
  log: Logger;
};

export function createInvalidations({
  store,
  marks,
  isTold,
  owed,
  log,
}: InvalidationsOptions): Invalidations {
  store.client.defineCommand('invalidateAndTell', { numberOfKeys: 1, lua: INVALIDATE_AND_TELL });
  const client = store.client as RedisStore['client'] & Commands;

  function invalidate(key: string): Promise<unknown> {
    if (isTold) {
      return client.invalidateAndTell(key, INVALIDATION_CHANNEL, marks ? newMark() : '', marks?.forMs ?? 0);
    }
    return marks === null ? client.del(key) : client.set(key, newMark(), 'PX', marks.forMs);
  }

  /** @returns the keys that Redis has not confirmed */
  async function tryAll(keys: readonly string[]): Promise<string[]> {
    if (!store.isAvailable()) return [...keys];
    const outcomes = await Promise.allSettled(keys.map(invalidate));
    return keys.filter((_key, index) => {
      const outcome = outcomes[index]!;
      if (outcome.status === 'rejected') store.reportFailure(outcome.reason);
      return outcome.status === 'rejected';
    });
  }

  const debts = createDebts({
    table: owed,
    async apply(keys) {
      if ((await tryAll(keys)).length > 0) throw new Error('Redis is unavailable');
    },
    isReachable: store.isAvailable,
    log,
  });
  store.onAvailable(() => void debts.look());

  return {
    async send(keys) {
      const unconfirmed = await tryAll(keys);
      if (unconfirmed.length > 0) await debts.owe(unconfirmed);
    },
    areComplete: debts.areApplied,
    complete: debts.look,
    close: debts.close,
  };
}
