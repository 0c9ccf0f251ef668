import pg from 'pg';
import type { Logger } from 'pino';
import type { PostgresPool } from './postgres-pool.ts';
import { ReplicaLag } from './replica-lag.ts';

const CHECK_EVERY_MS = 1000;
const CHECK_TIMEOUT_MS = 1000;
/** A replica that lags more than this gets no reads. */
export const REPLICA_LAG_MAX_MS = 1000;
/** A check that is older than this no longer counts. */
const CHECK_VALID_MS = 2000;

/** A replica in use holds everything that was written longer ago than this. */
export const REPLICA_STALENESS_MAX_MS = REPLICA_LAG_MAX_MS + CHECK_VALID_MS;

/** Replicas of one primary, and which of them may be asked. Unreachable or lagging ones are left out until they recover. */
export type Replicas = {
  readonly pools: readonly PostgresPool[];
  /** The next one in turn, or null if none may be asked. */
  next(): PostgresPool | null;
  /** Leaves one out until the next check. */
  leaveOut(pool: PostgresPool): void;
  /** Their largest lag, in milliseconds. The lag of one that does not answer grows. */
  lagMs(): number;
  close(): Promise<void>;
};

export type ReplicasOptions = {
  primaryUrl: string;
  replicas: readonly { url: string; pool: PostgresPool }[];
  applicationName: string;
  nowMs?: () => number;
};

const PRIMARY_POSITION = `SELECT (pg_current_wal_lsn() - '0/0')::float8 AS "walBytes",
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS "clockMs" /* primary_position */`;

/** Returns no row on a server that is no longer a replica: it has a history of its own. */
const REPLICA_POSITION = `SELECT (pg_last_wal_replay_lsn() - '0/0')::float8 AS "walBytes",
  extract(epoch FROM pg_last_xact_replay_timestamp())::float8 * 1000 AS "committedAtMs" WHERE pg_is_in_recovery()
  /* replica_position */`;

type Watched = {
  readonly pool: PostgresPool;
  readonly connection: pg.Pool;
  readonly host: string;
  /** when it last answered a check, and the maximum age of its answers then */
  checkedAtMs: number;
  lagMs: number;
  /** it holds everything that was committed before this moment */
  holdsUntilMs: number;
  isUsed: boolean;
};

export function createReplicas(options: ReplicasOptions, log: Logger): Replicas {
  const { primaryUrl, replicas, applicationName, nowMs = () => performance.now() } = options;
  const lag = new ReplicaLag();
  const startedAtMs = nowMs();
  // Connections of their own: waiting for a busy pool would make a busy replica look dead.
  const primary = watchConnection(primaryUrl, applicationName);
  const watched = replicas.map(
    ({ url, pool }): Watched => ({
      pool,
      connection: watchConnection(url, applicationName),
      host: new URL(url).host,
      checkedAtMs: Number.NEGATIVE_INFINITY,
      lagMs: Number.POSITIVE_INFINITY,
      holdsUntilMs: startedAtMs,
      isUsed: false,
    }),
  );

  async function check(): Promise<void> {
    const askedAtMs = nowMs();
    const { rows } = await primary.query(PRIMARY_POSITION);
    lag.note({ ...rows[0], askedAtMs });
    await Promise.all(watched.map((replica) => checkReplica(replica, askedAtMs).catch(() => {})));
  }

  async function checkReplica(replica: Watched, askedAtMs: number): Promise<void> {
    const { rows } = await replica.connection.query(REPLICA_POSITION);
    if (rows[0] === undefined) return;
    replica.lagMs = lag.of(rows[0]);
    replica.checkedAtMs = askedAtMs;
    replica.holdsUntilMs = Math.max(replica.holdsUntilMs, askedAtMs - replica.lagMs);
  }

  const isSeen = ({ checkedAtMs }: Watched): boolean => nowMs() - checkedAtMs <= CHECK_VALID_MS;
  const isUsable = (replica: Watched): boolean => replica.lagMs <= REPLICA_LAG_MAX_MS && isSeen(replica);

  function reportChanges(): void {
    for (const replica of watched) {
      if (isUsable(replica) === replica.isUsed) continue;
      replica.isUsed = !replica.isUsed;
      const { host, lagMs } = replica;
      if (replica.isUsed) log.info({ replica: host }, 'replica in use for reads');
      else log.warn({ replica: host, lagMs: Math.round(lagMs) }, 'replica unreachable or lagging; left out');
    }
  }

  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  async function watch(): Promise<void> {
    // Without the primary's position no replica can be judged, and the last results soon expire.
    await check().catch(() => {});
    reportChanges();
    if (!isClosed) timer = setTimeout(watch, CHECK_EVERY_MS).unref();
  }
  void watch();

  let turn = 0;
  return {
    pools: watched.map(({ pool }) => pool),
    next() {
      for (let tried = 0; tried < watched.length; tried++) {
        turn = (turn + 1) % watched.length;
        const replica = watched[turn]!;
        if (isUsable(replica)) return replica.pool;
      }
      return null;
    },
    leaveOut(pool) {
      const replica = watched.find((candidate) => candidate.pool === pool);
      if (replica !== undefined) replica.checkedAtMs = Number.NEGATIVE_INFINITY;
    },
    lagMs() {
      return Math.max(
        ...watched.map((replica) =>
          isSeen(replica) && Number.isFinite(replica.lagMs) ? replica.lagMs : nowMs() - replica.holdsUntilMs,
        ),
      );
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await Promise.all([primary, ...watched.map(({ connection }) => connection)].map((each) => each.end()));
    },
  };
}

function watchConnection(url: string, applicationName: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `${applicationName} watch`,
    max: 1,
    connectionTimeoutMillis: CHECK_TIMEOUT_MS,
    query_timeout: CHECK_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
  });
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', () => {});
  return pool;
}
