import { Counter, Gauge, type Registry } from 'prom-client';

export type PoolStats = { total: number; idle: number; waiting: number; max: number };
/** Since the pool was created: how long its connections were lent out, summed, and how many requests waited in vain. */
export type PoolTotals = { lentMs: number; timeouts: number };

/** What a server knows about its database, added up over its pools. */
export type DatabaseFigures = {
  stats: () => PoolStats;
  totals: () => PoolTotals;
  /** statements executed since the start */
  queries: () => Record<'primary' | 'replica', number>;
  /** the largest of the replicas; null if there are none */
  replicaLagMs: (() => number) | null;
};

/** Figures that are computed when they are asked for. */
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
  poolTotal('pool_lent_ms_total', 'How long connections were lent out, in ms', () => figures.totals().lentMs);
  poolTotal('pool_timeouts_total', 'Who waited for a connection in vain', () => figures.totals().timeouts);
  new Counter({
    name: 'db_queries_total',
    help: 'Statements executed, by the role of the server that did',
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
