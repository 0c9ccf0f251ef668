import type { FastifyPluginAsync } from 'fastify';
import type { FindPrincipal } from './access.ts';
import type { Cache } from './cache.ts';
import type { Database } from './database.ts';
import type { ObjectStorage } from './object-storage.ts';
import type { PoolPolicy } from './postgres-pool.ts';
import type { RateLimit } from './rate-limiter.ts';
import type { SessionEnded } from './sessions.ts';

/** What the system of one design document adds to the core: the export `platform` of <slug>/index.ts. */
export type Platform = {
  readonly limits: readonly RateLimit[];
  /** the name of the limit that requests without a valid session use up, by their address */
  readonly unauthenticatedLimit: string;
  /** the connections of each of its servers */
  readonly pool: PoolPolicy;
  /** the cache family of session lookups: they happen with every request, so they are not content hits */
  readonly sessionFamily: string;
  readonly statementNames: readonly string[];
  /** the folder of its numbered migrations; left out: it has none */
  readonly migrations?: URL;
  /** how often each server logs the state of its pools; left out: never */
  readonly poolStatisticsEverySec?: number;
  /** whether /health shows its details to everyone, not only to operators; default: no */
  readonly isHealthOpen?: boolean;
  /** whether the response to a read says what served it (served-from.ts); default: no */
  readonly tellsServedFrom?: boolean;
  /** Throws ConfigError for settings or a kind of server that this platform does not have. */
  build(resources: {
    database: Database;
    cache: Cache;
    settings: unknown;
    /** which service this server is; "server": the whole platform */
    kind: string;
    /** null: this system keeps no files */
    storage: ObjectStorage | null;
    /** counts a session that has ended because its user logged out */
    sessionEnded: SessionEnded;
  }): {
    findPrincipal: FindPrincipal;
    routes: FastifyPluginAsync;
  };
};
