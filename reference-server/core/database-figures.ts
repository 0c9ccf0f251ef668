import { Counter, Gauge, type Registry } from 'prom-client';

export type PoolStats = { total: number; idle: number; waiting: number; max: number };
/** Since the pool was created: how long its connections were in use, summed, and how many requests timed out waiting for one. */
export type PoolTotals = { lentMs: number; timeouts: number };

/** Figures of a server's database, summed over its pools. */
export type DatabaseFigures = {
  stats: () => PoolStats;
  totals: () => PoolTotals;
  /** the most connections that were in use at one moment since the last call, all pools together */
  takePeakInUse: () => number;
  /** statements executed since the start */
  queries: () => Record<'primary' | 'replica', number>;
  /** the largest lag of the replicas; null if there are none */
  replicaLagMs: (() => number) | null;
};

/** Registers metrics that are computed when they are scraped. */
export function registerDatabaseFigures(registry: Registry, figures: DatabaseFigures): void {
  const registers = [registry];
  new Gauge({
    name: 'db_connections',
    help: 'Connections of all pools of the server',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(figures.stats())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'db_connections_peak_in_use',
    help: 'The most connections of all pools that were in use at one moment since the last scrape',
    registers,
    collect() {
      this.set(figures.takePeakInUse());
    },
  });
  const poolTotal = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  poolTotal('pool_lent_ms_total', 'Time that connections were in use, in ms', () => figures.totals().lentMs);
  poolTotal('pool_timeouts_total', 'Requests without a connection in time', () => figures.totals().timeouts);
  new Counter({
    name: 'db_queries_total',
    help: 'Statements executed, by role of the database server',
    labelNames: ['role'],
    registers,
    collect() {
      this.reset();
      for (const [role, count] of Object.entries(figures.queries())) this.inc({ role }, count);
    },
  });
  const { replicaLagMs } = figures;
  if (replicaLagMs === null) return;
  new Gauge({
    name: 'db_replica_lag_ms',
    help: 'The largest lag of the replicas: how old their answers may be, in milliseconds',
    registers,
    collect() {
      this.set(replicaLagMs());
    },
  });
}
