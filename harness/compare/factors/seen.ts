import type { Seen } from '../../model/seen.ts';
import type { SystemFacts } from '../../model/system-facts.ts';
import type { ServerSecond, TimelineSecond } from '../../model/timeline.ts';

/** Folds the seconds of the judged phases. */
export class SeenInSeconds {
  readonly #seen: Omit<Seen, 'facts'> = {
    requestsByServer: {},
    lookups: { hit: 0, miss: 0, error: 0 },
    lookupsByFamily: {},
    tierHits: null,
    queriesByRole: null,
    pool: { mostOpen: 0, leastOpen: Number.POSITIVE_INFINITY, maxima: [] },
    replicaLagMs: null,
    loadsShared: null,
    memoryEntries: null,
    memoryAgeMostMs: null,
  };

  addSecond({ servers }: TimelineSecond): void {
    for (const server of servers) this.#addServer(server);
  }

  finish(facts: SystemFacts): Seen {
    return { ...this.#seen, facts };
  }

  #addServer(server: ServerSecond): void {
    const seen = this.#seen;
    seen.requestsByServer[server.name] = (seen.requestsByServer[server.name] ?? 0) + server.requests;
    for (const [family, outcomes] of Object.entries(server.cacheLookups)) {
      seen.lookupsByFamily[family] ??= { hit: 0, miss: 0, error: 0 };
      for (const total of [seen.lookups, seen.lookupsByFamily[family]]) {
        total.hit += outcomes.hit;
        total.miss += outcomes.miss;
        total.error += outcomes.error;
      }
    }
    const { pool, tierHits, queriesByRole, loadsShared } = server;
    if (pool) {
      seen.pool.mostOpen = Math.max(seen.pool.mostOpen, pool.total);
      seen.pool.leastOpen = Math.min(seen.pool.leastOpen, pool.total);
      if (!seen.pool.maxima.includes(pool.max)) seen.pool.maxima.push(pool.max);
    }
    if (tierHits) {
      seen.tierHits ??= { memory: 0, redis: 0 };
      seen.tierHits.memory += tierHits.memory;
      seen.tierHits.redis += tierHits.redis;
    }
    if (queriesByRole) {
      seen.queriesByRole ??= { primary: 0, replica: 0 };
      seen.queriesByRole.primary += queriesByRole.primary;
      seen.queriesByRole.replica += queriesByRole.replica;
    }
    if (loadsShared !== undefined) seen.loadsShared = (seen.loadsShared ?? 0) + loadsShared;
    seen.replicaLagMs = largest(seen.replicaLagMs, server.replicaLagMs);
    seen.memoryEntries = largest(seen.memoryEntries, server.memoryEntries);
    seen.memoryAgeMostMs = largest(seen.memoryAgeMostMs, server.memoryAgeMostMs);
  }
}

function largest(before: number | null, now: number | null | undefined): number | null {
  return now == null ? before : Math.max(before ?? 0, now);
}
