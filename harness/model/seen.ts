import type { SystemFacts } from './system-facts.ts';

/** Results of cache lookups. */
export type CacheOutcomes = { hit: number; miss: number; error: number };

/**
 * What one run shows about its system's configuration: what its servers counted in judged phases, and what the system was asked afterwards.
 */
export type Seen = {
  /** requests answered by each server */
  requestsByServer: Record<string, number>;
  /** lookups of the cache */
  lookups: CacheOutcomes;
  lookupsByFamily: Record<string, CacheOutcomes>;
  /** null: the servers do not report it */
  tierHits: { memory: number; redis: number } | null;
  queriesByRole: { primary: number; replica: number } | null;
  /** over all servers and seconds */
  pool: { mostOpen: number; leastOpen: number; maxima: number[] };
  /** the largest lag that was seen; null: none */
  replicaLagMs: number | null;
  loadsShared: number | null;
  memoryEntries: number | null;
  memoryAgeMostMs: number | null;
  facts: SystemFacts;
};
