import type { RedisStore } from './redis.ts';

/**
 * How long a key is marked after a write. Longer than a replica in use may be behind (REPLICA_STALENESS_MAX_MS), with two seconds to
 * spare for clocks and for commits that are seen before they are in the WAL. No longer than the life of a lease, which takes the
 * mark's place.
 */
export const WRITE_MARK_MS = 5000;

/** Marks in Redis on keys that were just written. While marks may be missing, nothing may be read from a replica. */
export type WriteMarks = {
  readonly forMs: number;
  areComplete(): boolean;
};

/** After we connect, marks count as missing for `forMs`: Redis may have lost what it held. */
export function createWriteMarks(
  store: RedisStore,
  forMs = WRITE_MARK_MS,
  nowMs: () => number = () => performance.now(),
): WriteMarks {
  let connectedAtMs = nowMs();
  store.onAvailable(() => {
    connectedAtMs = nowMs();
  });
  return { forMs, areComplete: () => store.isAvailable() && nowMs() - connectedAtMs >= forMs };
}
