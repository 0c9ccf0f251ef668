import type { CacheOutcomes, SecondShare } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';

/**
 * Lookups of one second by content family, over all servers. A session is looked up with every request and nearly always found, which would
 * make the hit ratio of content look too good, so the session family is left out.
 */
export function contentLookups(
  second: TimelineSecond,
  sessionFamily: string | null,
): Map<string, CacheOutcomes> {
  const byFamily = new Map<string, CacheOutcomes>();
  for (const { cacheLookups } of second.servers) {
    for (const [family, { hit, miss, error }] of Object.entries(cacheLookups)) {
      if (family !== sessionFamily) addLookups(byFamily, family, { hit, miss, error });
    }
  }
  return byFamily;
}

/**
 * Lookups of one family, which may be the session family. Without `family`: lookups of all content. An error counts as not answered by the
 * cache.
 */
export function lookupsIn(
  second: TimelineSecond,
  sessionFamily: string | null,
  { family }: Readonly<Record<string, string>> = {},
): SecondShare {
  const all = contentLookups(second, family === undefined ? sessionFamily : null);
  return sharesOf(family === undefined ? all.values() : [all.get(family) ?? { hit: 0, miss: 0, error: 0 }]);
}

export function addLookups(byFamily: Map<string, CacheOutcomes>, family: string, more: CacheOutcomes): void {
  const sum = byFamily.get(family) ?? { hit: 0, miss: 0, error: 0 };
  byFamily.set(family, {
    hit: sum.hit + more.hit,
    miss: sum.miss + more.miss,
    error: sum.error + more.error,
  });
}

export function sharesOf(lookups: Iterable<CacheOutcomes>): SecondShare {
  const share = { successes: 0, trials: 0 };
  for (const { hit, miss, error } of lookups) {
    share.successes += hit;
    share.trials += hit + miss + error;
  }
  return share;
}
