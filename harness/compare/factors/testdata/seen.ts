import type { Seen } from '../../../model/seen.ts';
import type { SystemFacts } from '../../../model/system-facts.ts';

export const FACTS: SystemFacts = {
  indexes: ['idx_class_day', 'idx_sync'],
  documentedIndexes: ['idx_class_day', 'idx_sync'],
  plans: [
    {
      statement: 'class_list',
      here: { nodes: ['Index Scan'], indexes: ['idx_class_day'] },
      documented: { nodes: ['Index Scan'], indexes: ['idx_class_day'] },
    },
    {
      statement: 'class_read',
      here: { nodes: ['Index Scan'], indexes: ['online_classes_pkey'] },
      documented: { nodes: ['Index Scan'], indexes: ['online_classes_pkey'] },
    },
  ],
  backends: [11, 12, 13],
  bouncerBackends: null,
  replication: [],
  redisNodes: [{ keys: 900, maxMemoryBytes: 2048 * 1024 * 1024, valuesBytes: 3e6, isClusterNode: false }],
  cachedValues: [
    { family: 'online_class', sizeBytes: 900, isCompressed: true, ttlSec: 3570 },
    { family: 'user_session', sizeBytes: 120, isCompressed: false, ttlSec: 80_000 },
  ],
};

/** What a run of the documented system shows. */
export const SEEN: Seen = {
  requestsByServer: { 'server-1': 1000, 'server-2': 1001, 'server-3': 999 },
  lookups: { hit: 900, miss: 100, error: 0 },
  lookupsByFamily: {
    online_class: { hit: 850, miss: 50, error: 0 },
    user_session: { hit: 50, miss: 50, error: 0 },
  },
  tierHits: { memory: 0, redis: 900 },
  queriesByRole: { primary: 200, replica: 0 },
  pool: { mostOpen: 14, leastOpen: 10, maxima: [100] },
  replicaLagMs: null,
  loadsShared: 3,
  memoryEntries: 0,
  memoryAgeMostMs: 0,
  facts: FACTS,
};
