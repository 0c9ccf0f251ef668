import { Cluster } from 'ioredis';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisStore } from './redis.ts';

/** This many requests in a window. Windows are aligned to the epoch, so all servers agree on them without communicating. */
export type RateLimit = {
  readonly name: string;
  readonly max: number;
  readonly windowSeconds: number;
  /** whose requests are counted together; default: a user's, or an address's if there is no user */
  readonly by?: 'address';
  /** what a refused client is told; default: which limit is used up */
  readonly message?: string;
  /**
   * Up to this count a request does not wait for Redis to confirm it: far below the limit it is enough that the last count seen by
   * this server was low, or that it saw none. 0: every request waits, and the limit is exact. Otherwise it can be exceeded by
   * `UNCONFIRMED_MAX` for each server whose last count is old.
   */
  readonly confirmedAbove: number;
};

export type RateLimiter = {
  readonly limit: RateLimit;
  /** Counts one request of `key`. @returns how many there have been in this window, this one included */
  consume(key: string): number | Promise<number>;
  /** Takes back one request that was counted in this window. */
  giveBack(key: string): void;
  /** Whether this server knows that the next request is over the limit. Does not ask Redis; computes the key only if some key is. */
  isUsedUp(keyOf: () => string): boolean;
};

/** How long counts that no request waits for are collected into a batch: every batch wakes Redis and this server once more. */
const COLLECT_MS = 20;

/** How many requests of one key may be under way unconfirmed by Redis. */
export const UNCONFIRMED_MAX = 10;

/** Beyond this many keys the counts last seen are forgotten, and a few requests of each may pass unconfirmed again. */
const SEEN_MAX = 100_000;

/** Adds to many counters. A new one gets its expiry in the same step, so none can be left without. */
const COUNT = `
  local counts = {}
  for i, key in ipairs(KEYS) do
    counts[i] = redis.call('INCRBY', key, ARGV[i + 1])
    if counts[i] == tonumber(ARGV[i + 1]) then redis.call('EXPIRE', key, ARGV[1]) end
  end
  return counts`;

type CountCommand = {
  countRequests(keyCount: number, ...keysAndArguments: (string | number)[]): Promise<number[]>;
};

/** What is known about one key in this window: the last count from Redis, and the requests since. */
type Seen = { confirmed: number; unconfirmed: number };

/** Requests of one key that have not been sent to Redis yet, and those among them that wait for their count. */
type Unsent = { requests: number; waiting: ((count: number | Promise<number>) => void)[] };

/**
 * Counts in Redis, so that a limit holds over all servers; in this process's memory while Redis is unavailable. The counters of a
 * window have keys of their own, and one command raises many of them (docs/adr/0012).
 */
export function createRateLimiter(
  limit: RateLimit,
  store: RedisStore | null,
  nowMs: () => number = Date.now,
): RateLimiter {
  const memory = new RateLimiterMemory({ points: limit.max, duration: limit.windowSeconds });
  let unsent = new Map<string, Unsent>();
  let seen = new Map<string, Seen>();
  const usedUp = new Set<string>();
  let window = 0;
  store?.client.defineCommand('countRequests', { lua: COUNT });

  async function countInMemory(key: string): Promise<number> {
    const result = await memory.consume(key).catch((refused: RateLimiterRes) => refused);
    note(key, result.consumedPoints);
    return result.consumedPoints;
  }

  function note(key: string, count: number): void {
    if (count >= limit.max) usedUp.add(key);
    else usedUp.delete(key);
  }

  /** Forgets what is known when the clock enters a new window. */
  function enterWindow(): void {
    const current = Math.floor(nowMs() / 1000 / limit.windowSeconds);
    if (current === window && seen.size <= SEEN_MAX) return;
    if (store !== null) send(store);
    seen = new Map();
    usedUp.clear();
    window = current;
  }

  function seenOf(key: string): Seen {
    let known = seen.get(key);
    if (known === undefined) {
      known = { confirmed: 0, unconfirmed: 0 };
      seen.set(key, known);
    }
    return known;
  }

  function unsentOf(key: string): Unsent {
    let own = unsent.get(key);
    if (own === undefined) {
      own = { requests: 0, waiting: [] };
      unsent.set(key, own);
    }
    return own;
  }

  function send({ client, reportFailure }: RedisStore): void {
    const batch = [...unsent].filter(([, { requests, waiting }]) => requests !== 0 || waiting.length > 0);
    unsent = new Map();
    if (batch.length === 0) return;
    // The keys of a script must be on one node.
    const commands = client instanceof Cluster ? batch.map((one) => [one]) : [batch];
    for (const counted of commands) {
      const sentSeen = seen;
      const keys = counted.map(([key]) => `rate_limit:${limit.name}:${window}:${key}`);
      const requests = counted.map(([, unsentOfKey]) => unsentOfKey.requests);
      (client as typeof client & CountCommand)
        .countRequests(keys.length, ...keys, limit.windowSeconds, ...requests)
        .then(
          (counts) => settle(counted, counts, sentSeen),
          (error) => {
            reportFailure(error);
            for (const [key, { requests, waiting }] of counted) {
              sentSeen.get(key)!.unconfirmed -= requests - waiting.length;
              for (const resolve of waiting) resolve(countInMemory(key));
            }
          },
        );
    }
  }

  function settle(counted: [string, Unsent][], counts: number[], sentSeen: Map<string, Seen>): void {
    for (const [index, [key, { requests, waiting }]] of counted.entries()) {
      const count = counts[index]!;
      const known = sentSeen.get(key)!;
      known.confirmed = count;
      known.unconfirmed -= requests - waiting.length;
      if (sentSeen === seen) note(key, count);
      // The requests that waited get the last counts, one each.
      for (const [place, resolve] of waiting.entries()) resolve(count - (waiting.length - 1 - place));
    }
  }

  return {
    limit,
    consume(key) {
      enterWindow();
      if (store === null || !store.isAvailable()) return countInMemory(key);
      const isFirst = unsent.size === 0;
      const own = unsentOf(key);
      own.requests += 1;
      const known = seenOf(key);
      if (
        known.unconfirmed >= UNCONFIRMED_MAX ||
        known.confirmed + known.unconfirmed >= limit.confirmedAbove
      ) {
        setImmediate(send, store);
        return new Promise((resolve) => own.waiting.push(resolve));
      }
      if (isFirst) setTimeout(send, COLLECT_MS, store);
      known.unconfirmed += 1;
      return known.confirmed + known.unconfirmed;
    },
    giveBack(key) {
      enterWindow();
      if (store === null || !store.isAvailable()) {
        void memory.reward(key).then(({ consumedPoints }) => note(key, consumedPoints));
        return;
      }
      if (unsent.size === 0) setTimeout(send, COLLECT_MS, store);
      unsentOf(key).requests -= 1;
      seenOf(key).unconfirmed -= 1;
    },
    isUsedUp(keyOf) {
      if (usedUp.size === 0) return false;
      enterWindow();
      return usedUp.has(keyOf());
    },
  };
}

/** Whole seconds until the window ends, at least 1. */
export function secondsToReset(limit: RateLimit, nowMs: number): number {
  return limit.windowSeconds - (Math.floor(nowMs / 1000) % limit.windowSeconds);
}
