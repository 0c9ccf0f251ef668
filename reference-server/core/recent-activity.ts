const WINDOW_SECONDS = 60;

type Slot = {
  second: number;
  requests: number;
  errors: number;
  timeouts: number;
  lookups: number;
  hits: number;
};

export type ActivitySnapshot = {
  requestsPerSec: number;
  /** responses with a 5xx status over all responses */
  errorRatio: number;
  timeoutRatio: number;
  /** 0 when nothing was looked up */
  cacheHitRatio: number;
  /** distinct users who sent a request */
  users: number;
};

/**
 * Activity in the last 60 whole seconds, for those gauges of the design document that are rates. One slot a second, overwritten a
 * minute later, so recording costs one increment.
 */
export class RecentActivity {
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #slots: Slot[] = Array.from({ length: WINDOW_SECONDS + 1 }, () => emptySlot(-1));
  readonly #lastSeenMs = new Map<string, number>();

  /** @param now epoch milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#startedAtMs = now();
  }

  request(status: number): void {
    const slot = this.#slot();
    slot.requests += 1;
    if (status >= 500) slot.errors += 1;
  }

  timeout(): void {
    this.#slot().timeouts += 1;
  }

  lookup(hit: boolean): void {
    const slot = this.#slot();
    slot.lookups += 1;
    if (hit) slot.hits += 1;
  }

  user(userId: string): void {
    this.#lastSeenMs.set(userId, this.#now());
  }

  snapshot(): ActivitySnapshot {
    const nowMs = this.#now();
    const second = Math.floor(nowMs / 1000);
    const sum = emptySlot(second);
    for (const slot of this.#slots) {
      if (slot.second >= second || slot.second < second - WINDOW_SECONDS) continue;
      sum.requests += slot.requests;
      sum.errors += slot.errors;
      sum.timeouts += slot.timeouts;
      sum.lookups += slot.lookups;
      sum.hits += slot.hits;
    }
    for (const [userId, seenMs] of this.#lastSeenMs) {
      if (seenMs < nowMs - WINDOW_SECONDS * 1000) this.#lastSeenMs.delete(userId);
    }
    const seconds = Math.min(WINDOW_SECONDS, Math.max(1, (nowMs - this.#startedAtMs) / 1000));
    return {
      requestsPerSec: sum.requests / seconds,
      errorRatio: ratio(sum.errors, sum.requests),
      timeoutRatio: ratio(sum.timeouts, sum.requests),
      cacheHitRatio: ratio(sum.hits, sum.lookups),
      users: this.#lastSeenMs.size,
    };
  }

  #slot(): Slot {
    const second = Math.floor(this.#now() / 1000);
    const index = second % this.#slots.length;
    const slot = this.#slots[index]!;
    if (slot.second === second) return slot;
    const fresh = emptySlot(second);
    this.#slots[index] = fresh;
    return fresh;
  }
}

function emptySlot(second: number): Slot {
  return { second, requests: 0, errors: 0, timeouts: 0, lookups: 0, hits: 0 };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
