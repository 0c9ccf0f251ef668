import type { SystemFacts } from './system-facts.ts';

/** How lookups of the cache ended. */
export type CacheOutcomes = { hit: number; miss: number; error: number };

/** What one run shows of how its system was set up: what its servers counted while they were judged, and what was asked afterwards. */
export type Seen = {
  /** answered by each server */
  requestsByServer: Record<string, number>;
  /** of the cache */
  lookups: CacheOutcomes;
  lookupsByFamily: Record<string, CacheOutcomes>;
  /** null: the servers do not tell */
  tierHits: { memory: number; redis: number } | null;
  queriesByRole: { primary: number; replica: number } | null;
  /** over all servers and seconds */
  pool: { mostOpen: number; leastOpen: number; maxima: number[] };
  /** the largest that was seen; null: none was */
  replicaLagMs: number | null;
  loadsShared: number | null;
  memoryEntries: number | null;
  memoryAgeMostMs: number | null;
  facts: SystemFacts;
};
