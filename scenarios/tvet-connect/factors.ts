import type { PlatformFactor } from '../../harness/model/platform-factor.ts';
import { caches } from '../../reference-server/tvet-connect/documented.ts';

/** Section 2 of the document caches the session of every user; every request looks it up. */
const cachedSessions: PlatformFactor = {
  name: 'cachedSessions',
  title: 'cached sessions',
  levels: { type: 'boolean' },
  documented: true,
  describe: (level) => (level ? 'on' : 'off'),
  prove({ lookupsByFamily }, level) {
    const { hit, miss, error } = lookupsByFamily[caches.session] ?? { hit: 0, miss: 0, error: 0 };
    const lookups = hit + miss + error;
    const evidence = [
      { label: 'sessions looked up in the cache', value: lookups, unit: 'lookups' },
      { label: 'sessions found there', value: hit, unit: 'lookups' },
    ];
    if (Object.keys(lookupsByFamily).length === 0) {
      return { status: 'unknown', reason: 'No server reported a cache lookup.', evidence };
    }
    if (level) {
      return hit > 0
        ? { status: 'proved', reason: 'Sessions were found in the cache.', evidence }
        : { status: 'refuted', reason: 'No session was found in the cache.', evidence };
    }
    return lookups === 0
      ? { status: 'proved', reason: 'No session was looked up in the cache.', evidence }
      : { status: 'refuted', reason: 'Sessions were looked up in the cache anyway.', evidence };
  },
};

export const factors: readonly PlatformFactor[] = [cachedSessions];
