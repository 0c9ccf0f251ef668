import type { Logger } from 'pino';
import { isOfReplicaAlone } from './database-errors.ts';
import type { PoolStats } from './database-figures.ts';
import type { Metrics } from './metrics.ts';
import { Peak } from './peak.ts';
import {
  createPostgresPool,
  type PlantedInStatements,
  type PoolPolicy,
  type PostgresPool,
} from './postgres-pool.ts';
import type { TransactionSettings } from './query-with-settings.ts';
import { createReplicas, type Replicas } from './replicas.ts';
import type { Freshness, Parameter, Query, Statement } from './statement.ts';

/** How statements are run. */
export type DatabaseAccess = {
  /**
   * Runs one prepared statement on the primary.
   * @throws AppError 503 POOL_EXHAUSTED, 503 DATABASE_UNAVAILABLE, 504 QUERY_TIMEOUT, 400 INVALID_DATA
   */
  query: Query;
  /**
   * The same for a statement that only reads. It runs on a replica if the answer may lag, the statement allows it and a replica is
   * usable; otherwise on the primary.
   */
  read<Row>(freshness: Freshness, wanted: Statement<Row>, parameters: readonly Parameter[]): Promise<Row[]>;
  /** Runs `work` between BEGIN and COMMIT on one connection to the primary; ROLLBACK when it throws. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
};

export type Database = DatabaseAccess & {
  /** The same database: every statement or transaction runs with these settings, which end with it, and takes no extra round trip. */
  withSettings(settings: TransactionSettings): DatabaseAccess;
  /** Opens the minimum number of connections of every pool. */
  warmUp(): Promise<void>;
  /** Summed over the pools. */
  stats(): PoolStats;
  /** Of each pool. */
  pools(): { primary: PoolStats; replicas: PoolStats[] };
  close(): Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  replicaUrls: readonly string[];
  throughBouncer: boolean;
  applicationName: string;
  /** for each pool; the primary and every replica have one */
  policy: PoolPolicy;
  plantedDefects?: PlantedInStatements;
};

/** The pools of PostgreSQL connections. */
export function createDatabase(options: DatabaseOptions, metrics: Metrics, log: Logger): Database {
  const { url, replicaUrls, applicationName } = options;
  const peak = new Peak(() => pools.reduce((sum, pool) => sum + pool.inUse(), 0));
  const onLent = () => peak.look();
  const poolOf = (poolUrl: string) => createPostgresPool({ ...options, url: poolUrl, onLent }, metrics, log);
  const primary = poolOf(url);
  const replicas = replicaUrls.map((replicaUrl) => ({ url: replicaUrl, pool: poolOf(replicaUrl) }));
  const watched =
    replicas.length === 0 ? null : createReplicas({ primaryUrl: url, replicas, applicationName }, log);
  const pools = [primary, ...replicas.map(({ pool }) => pool)];

  const stats = () => sumOf(pools.map((pool) => pool.stats()));
  metrics.watchDatabase({
    stats,
    totals: () => sumOf(pools.map((pool) => pool.totals())),
    takePeakInUse: () => peak.take(),
    queries: () => ({
      primary: primary.queryCount(),
      replica: replicas.reduce((sum, { pool }) => sum + pool.queryCount(), 0),
    }),
    replicaLagMs: watched === null ? null : watched.lagMs,
  });

  function accessWith(settings?: TransactionSettings): DatabaseAccess {
    return {
      query: (wanted, parameters) => primary.query(wanted, parameters, settings),
      read: (freshness, wanted, parameters) =>
        watched !== null && freshness === 'may-lag' && wanted.onReplicas
          ? readFromReplica(watched, (pool) => pool.query(wanted, parameters, settings), primary)
          : primary.query(wanted, parameters, settings),
      transaction: (work) => primary.transaction(work, settings),
    };
  }

  return {
    ...accessWith(),
    withSettings: accessWith,
    async warmUp() {
      await Promise.all(pools.map((pool) => pool.warmUp()));
    },
    stats,
    pools: () => ({ primary: primary.stats(), replicas: replicas.map(({ pool }) => pool.stats()) }),
    async close() {
      await Promise.all([watched?.close(), ...pools.map((pool) => pool.close())]);
    },
  };
}

/** If a replica fails for reasons of its own, the primary answers, and the replica is left out until the next check. */
async function readFromReplica<Row>(
  replicas: Replicas,
  read: (pool: PostgresPool) => Promise<Row[]>,
  primary: PostgresPool,
): Promise<Row[]> {
  const replica = replicas.next();
  if (replica === null) return read(primary);
  try {
    return await read(replica);
  } catch (error) {
    if (!isOfReplicaAlone(error)) throw error;
    replicas.leaveOut(replica);
    return read(primary);
  }
}

function sumOf<Figures extends Record<string, number>>(all: Figures[]): Figures {
  const sum: Record<string, number> = {};
  for (const figures of all) {
    for (const [name, value] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + value;
  }
  return sum as Figures;
}
