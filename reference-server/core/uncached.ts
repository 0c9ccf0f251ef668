import { createBatchedGet } from './batched-get.ts';
import {
  type Cache,
  type CacheEntry,
  type CacheOptions,
  invalidatingAfter,
  type Lookup,
  loadAs,
} from './cache.ts';
import { createInvalidations } from './invalidations.ts';
import type { OwedTable } from './owed-table.ts';
import type { RedisStore } from './redis.ts';
import { waitedFor } from './request-time.ts';
import { SingleFlight } from './single-flight.ts';
import type { WriteMarks } from './write-marks.ts';

export type UncachedOptions = Pick<CacheOptions, 'singleFlight' | 'recordLookup' | 'log'> & {
  /** where the marks are; null: there are no replicas to read from */
  marked: { store: RedisStore; marks: WriteMarks; owed: OwedTable } | null;
};

/** No cache: every lookup is a miss, and loads. With replicas, Redis is still asked whether the key was just written. */
export function createUncached(options: UncachedOptions): Cache {
  const { singleFlight, recordLookup, log } = options;
  const flights = new SingleFlight<string | null>(singleFlight);
  const marked = options.marked && {
    ...options.marked,
    get: createBatchedGet(options.marked.store),
    invalidations: createInvalidations({ ...options.marked, isTold: false, log }),
  };

  function lookUp(entry: CacheEntry): Lookup | null {
    if (marked === null || !marked.marks.areComplete() || !marked.invalidations.areComplete()) return null;
    const found = marked.get(entry.key);
    found.catch(() => {});
    return { entry, found, begunAt: 0 };
  }

  async function invalidate(...keys: string[]): Promise<void> {
    for (const key of keys) flights.forget(key);
    if (marked !== null) await waitedFor('cache', marked.invalidations.send(keys));
  }

  return {
    lookUp,
    async read(entry, load, lookup) {
      recordLookup(entry.family, 'miss');
      if (marked === null) return flights.run(entry.key, () => load('latest'));
      const asked = lookup?.entry.key === entry.key ? lookup : lookUp(entry);
      if (asked === null) return flights.run(entry.key, () => load('latest'));
      let mark: Buffer | null;
      try {
        mark = await waitedFor('cache', asked.found);
        // The Redis that answered may have been restarted.
        if (!marked.marks.areComplete()) throw new Error('marks may be missing');
      } catch (error) {
        marked.store.reportFailure(error);
        return flights.run(entry.key, () => load('latest'));
      }
      // Requests that have seen the same last write share a load, so that none joins a load that began before it.
      return mark === null
        ? flights.run(`${entry.key} may-lag`, () => loadAs('may-lag', load))
        : flights.run(`${entry.key} ${mark}`, () => load('latest'));
    },
    invalidating: (key, write) => invalidatingAfter(write, () => invalidate(key)),
    invalidate,
    figures: { loadsShared: () => flights.joined, memory: null },
    close: async () => marked?.invalidations.close(),
  };
}
