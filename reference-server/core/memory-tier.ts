import { LRUCache } from 'lru-cache';

export type MemoryTierOptions = {
  entries: number;
  ttlMs: number;
  /** whether every invalidation reaches us now; while not, nothing is kept or served */
  isTold: () => boolean;
  nowMs?: () => number;
};

/** How many invalidated keys are remembered. Values looked up before the oldest of them are not kept. */
const REMEMBERED_KEYS = 10_000;

/**
 * Values in the memory of one server, in front of Redis. Each lookup elsewhere takes a time stamp first (a count of
 * invalidations), and its value is kept only if its key has not been invalidated since: the old value may arrive after the
 * message that the key was written (docs/adr/0010).
 */
export class MemoryTier {
  readonly #values: LRUCache<string, { text: string; keptAtMs: number }>;
  readonly #nowMs: () => number;
  #ageMostMs = 0;
  readonly #ttlMs: number;
  readonly #isTold: () => boolean;
  /** The last invalidation of each key; oldest first. */
  readonly #invalidatedAt = new Map<string, number>();
  #count = 0;
  /** Lookups that began before this are not kept, whatever their key. */
  #floor = 0;

  constructor({ entries, ttlMs, isTold, nowMs }: MemoryTierOptions) {
    this.#nowMs = nowMs ?? (() => performance.now());
    this.#values = new LRUCache({ max: entries, ...(nowMs && { perf: { now: nowMs }, ttlResolution: 0 }) });
    this.#ttlMs = ttlMs;
    this.#isTold = isTold;
  }

  /** The time stamp of a lookup that begins now. */
  get now(): number {
    return this.#count;
  }

  get(key: string): string | undefined {
    const kept = this.#isTold() ? this.#values.get(key) : undefined;
    if (kept === undefined) return undefined;
    this.#ageMostMs = Math.max(this.#ageMostMs, this.#nowMs() - kept.keptAtMs);
    return kept.text;
  }

  get entries(): number {
    return this.#values.size;
  }

  /** Age of the oldest value served since the last call. */
  takeAgeMostMs(): number {
    const ageMs = this.#ageMostMs;
    this.#ageMostMs = 0;
    return ageMs;
  }

  /**
   * @param ttlMs of the key's family; capped by the tier's own
   * @param lookedUpAt `now`, taken before the value was looked up
   */
  put(key: string, text: string, ttlMs: number, lookedUpAt: number): void {
    if (!this.#isTold() || lookedUpAt < this.#floor) return;
    if ((this.#invalidatedAt.get(key) ?? 0) > lookedUpAt) return;
    const kept = { text, keptAtMs: this.#nowMs() };
    this.#values.set(key, kept, { ttl: Math.max(1, Math.round(Math.min(ttlMs, this.#ttlMs))) });
  }

  invalidate(key: string): void {
    this.#values.delete(key);
    this.#count += 1;
    this.#invalidatedAt.delete(key);
    this.#invalidatedAt.set(key, this.#count);
    if (this.#invalidatedAt.size <= REMEMBERED_KEYS) return;
    const [oldest, at] = this.#invalidatedAt.entries().next().value!;
    this.#invalidatedAt.delete(oldest);
    this.#floor = at;
  }

  /** Drops everything, because messages may have been missed. */
  clear(): void {
    this.#values.clear();
    this.#invalidatedAt.clear();
    this.#count += 1;
    this.#floor = this.#count;
  }
}
