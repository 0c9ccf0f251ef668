import pg from 'pg';
import type { PartIdentity } from '../model/part-identity.ts';
import type { StatementTotal } from '../model/run.ts';
import { INSUFFICIENT_PRIVILEGE } from '../model/sql-fault.ts';
import type { DatabaseSecond } from '../model/timeline.ts';
import { BACKEND_ACTIVITY, type BackendLook, BackendLooks, LOOK_EVERY_MS } from './backend-activity.ts';
import {
  databaseIdentity,
  IDENTITY_COLUMNS,
  type IdentityRow,
  ReplicaIdentities,
} from './database-identity.ts';
import { OWN_STATEMENT } from './own-statement.ts';
import { increase, type Sampler } from './sampler.ts';
import { grownTotals, sumOfServers, withoutPasswords } from './statement-totals.ts';
import { APPLICATION_NAME, type OpenConnection, statisticsConnection } from './statistics-connection.ts';

/** Publishes our own transactions at the end of each look, so that the next look sees exactly these. Otherwise they appear in bursts. */
const FLUSH = ', pg_stat_force_next_flush()';
const FIRST_VERSION_WITH_FLUSH = 150_000;

const activity = (flush: string): string => `
  SELECT ${OWN_STATEMENT}
    count(*) FILTER (WHERE state = 'active')::int AS active,
    count(*) FILTER (WHERE state = 'idle')::int AS idle,
    count(*) FILTER (WHERE state LIKE 'idle in transaction%')::int AS idle_in_transaction,
    count(*) FILTER (WHERE wait_event_type = 'Lock')::int AS waiting_on_lock,
    max(d.transactions) AS transactions, max(d.rows_returned) AS rows_returned,
    max(d.blocks_hit) AS blocks_hit, max(d.blocks_read) AS blocks_read,
    max(d.block_read_ms) AS block_read_ms, max(d.block_write_ms) AS block_write_ms,
    ${IDENTITY_COLUMNS}
    ${flush}
  FROM (
    SELECT (xact_commit + xact_rollback)::float8 AS transactions, tup_returned::float8 AS rows_returned,
      blks_hit::float8 AS blocks_hit, blks_read::float8 AS blocks_read,
      blk_read_time AS block_read_ms, blk_write_time AS block_write_ms
    FROM pg_stat_database WHERE datname = current_database()
  ) d
  LEFT JOIN pg_stat_activity a
    ON a.datname = current_database() AND a.backend_type = 'client backend'
    AND a.application_name <> '${APPLICATION_NAME}'`;

const IDENTITY = `SELECT ${OWN_STATEMENT} ${IDENTITY_COLUMNS}`;

const STATEMENTS_OF_THIS_DATABASE = `
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
  WHERE d.datname = current_database() AND s.query NOT LIKE '%${OWN_STATEMENT}%'`;

const STATEMENT_SUMS = `
  SELECT ${OWN_STATEMENT} coalesce(sum(calls), 0)::float8 AS queries, coalesce(sum(total_exec_time), 0)::float8 AS execution_time_ms
  ${STATEMENTS_OF_THIS_DATABASE}`;

const STATEMENT_TOTALS = `
  SELECT ${OWN_STATEMENT} s.query AS statement, sum(s.calls)::float8 AS calls, sum(s.total_exec_time)::float8 AS "totalMs",
    (sum(s.total_exec_time) / nullif(sum(s.calls), 0))::float8 AS "meanMs",
    max(s.max_exec_time)::float8 AS "maxMs", sum(s.rows)::float8 AS rows
  ${STATEMENTS_OF_THIS_DATABASE} AND s.calls > 0
  GROUP BY s.query ORDER BY "totalMs" DESC LIMIT $1`;

export type DatabaseSampler = Sampler<DatabaseSecond> & {
  /**
   * Resets the statement totals (which include the seed), for this database only, on its replicas too.
   * @returns false without pg_stat_statements, or without the right to reset it; totals then include everything since its start
   */
  resetStatements(): Promise<boolean>;
  /** Makes the statement totals count from now on, without changing anything in the database. */
  markStatements(): Promise<void>;
  /**
   * The statements with the most time since the reset or the mark and the slowest on average, as many of each, primary and replicas together,
   * those with the most time first; none without pg_stat_statements.
   */
  statementTotals(limit?: number): Promise<StatementTotal[]>;
  /** which incarnation of the primary this is */
  identity(): Promise<PartIdentity>;
  close(): Promise<void>;
};

type ActivityRow = IdentityRow & {
  active: number;
  idle: number;
  idle_in_transaction: number;
  waiting_on_lock: number;
  transactions: number;
  rows_returned: number;
  blocks_hit: number;
  blocks_read: number;
  block_read_ms: number;
  block_write_ms: number;
};
type StatementSums = { queries: number; execution_time_ms: number };
type Look = { activity: ActivityRow; statements: StatementSums | null; identity: PartIdentity };

/** Calls back repeatedly, the first time after `intervalMs`. Returns a function that stops it. */
export type Every = (intervalMs: number, callback: () => void) => () => void;

const everyByTimer: Every = (intervalMs, callback) => {
  const timer = setInterval(callback, intervalMs);
  return () => clearInterval(timer);
};

/**
 * Watches one database through its statistics views, over its own connection, which is opened when first needed and again after it
 * was lost. Our own connection, statements and transactions are not counted. From the first sample on, it checks several times a
 * second what backends are waiting for. A sample covers only the primary, except for the identities of its replicas.
 * There is no sample if the primary has changed or reinitialised since the previous look, because its counters have started again
 * or belong to another server.
 */
export function createDatabaseSampler({
  databaseUrl,
  replicaUrls = [],
  every = everyByTimer,
  onProblem,
}: {
  databaseUrl: string;
  /** replicas whose statements count too */
  replicaUrls?: readonly string[];
  every?: Every;
  /** called when one source cannot be read while the others can */
  onProblem?(source: string, error: unknown): void;
}): DatabaseSampler {
  const replicas = replicaUrls.map((url) => createDatabaseSampler({ databaseUrl: url }));
  let before: Look | null = null;
  let crashes = 0;
  let marked: StatementTotal[] = [];
  const replicaIdentities = new ReplicaIdentities(replicas);
  let endLooking: (() => void) | null = null;
  let isLooking = false;
  const backendLooks = new BackendLooks();
  /** our own transactions that the database has not published yet, and those published since the previous look */
  const ownTransactions = { unpublished: 0, published: 0 };
  const connection = statisticsConnection({
    databaseUrl,
    onCrash: () => crashes++,
    onRefused: (error) => onProblem?.('statements', error),
  });

  const ask = async <Row extends pg.QueryResultRow>(
    { client }: OpenConnection,
    name: string,
    text: string,
  ): Promise<Row | null> => {
    ownTransactions.unpublished++;
    return (await client.query<Row>({ name, text })).rows[0] ?? null;
  };

  const look = async (open: OpenConnection): Promise<Look> => {
    const flush = open.serverVersion >= FIRST_VERSION_WITH_FLUSH ? FLUSH : '';
    const seen = await ask<ActivityRow>(open, 'activity', activity(flush));
    ownTransactions.published = ownTransactions.unpublished;
    ownTransactions.unpublished = 0;
    const statements = open.hasStatements
      ? await ask<StatementSums>(open, 'statement-sums', STATEMENT_SUMS)
      : null;
    return { activity: seen!, statements, identity: databaseIdentity(seen!, crashes) };
  };

  const statementsSoFar = (): Promise<StatementTotal[]> =>
    connection.use(async ({ client, hasStatements }) => {
      if (!hasStatements) return [];
      const { rows } = await client.query<StatementTotal>(STATEMENT_TOTALS, [ALL_STATEMENTS]);
      return rows.map((total) => ({ ...total, statement: withoutPasswords(total.statement) }));
    });

  /** A failed look is skipped: if something is wrong, the sample of the second reports it. */
  const lookAtBackends = async (): Promise<void> => {
    if (isLooking || !connection.isOpen()) return;
    isLooking = true;
    const seen = await connection
      .use((open) => ask<BackendLook>(open, 'backends', BACKEND_ACTIVITY))
      .catch(() => null);
    isLooking = false;
    if (seen) backendLooks.add(seen);
  };

  const hasStatements = () => connection.use(async (open) => open.hasStatements);

  const missed = (error: unknown): never => {
    replicaIdentities.forget();
    throw error;
  };

  return {
    async sample() {
      await connection.use(async () => {}).catch(missed);
      endLooking ??= every(LOOK_EVERY_MS, () => void lookAtBackends());
      replicaIdentities.ask();
      const last = before;
      const { published } = ownTransactions;
      const now = await connection.use(look).catch(missed);
      const backends = backendLooks.take();
      before = now;
      if (!last || !countsOn(last, now)) return null;
      const identities = { postgres: now.identity, ...replicaIdentities.take() };
      return { ...databaseSecond(last, now, published), ...(backends && { backends }), identities };
    },

    async resetStatements() {
      if (!(await hasStatements())) return false;
      try {
        await connection.use(({ client }) =>
          client.query(
            `SELECT ${OWN_STATEMENT} pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)`,
          ),
        );
        const areReset = await Promise.all(replicas.map((replica) => replica.resetStatements()));
        return areReset.every((isReset) => isReset);
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === INSUFFICIENT_PRIVILEGE) return false;
        throw error;
      }
    },

    async markStatements() {
      marked = await statementsSoFar();
      await Promise.all(replicas.map((replica) => replica.markStatements()));
    },

    async statementTotals(limit = 20) {
      const ofReplicas = await Promise.all(
        replicas.map((replica) => replica.statementTotals(ALL_STATEMENTS)),
      );
      return sumOfServers([grownTotals(marked, await statementsSoFar()), ...ofReplicas], limit);
    },

    async identity() {
      const row = await connection.use((open) => ask<IdentityRow>(open, 'identity', IDENTITY));
      return databaseIdentity(row!, crashes);
    },

    async close() {
      endLooking?.();
      await Promise.all(replicas.map((replica) => replica.close()));
      await connection.close();
    },
  };
}

/** More than pg_stat_statements stores. */
const ALL_STATEMENTS = 100_000;

/** Whether counters continued from one look to the next. */
function countsOn({ identity: before }: Look, { identity: now }: Look): boolean {
  return before.instance === now.instance && before.initialization === now.initialization;
}

function databaseSecond(before: Look, now: Look, ownTransactions: number): DatabaseSecond {
  const grown = (
    key: Exclude<
      keyof ActivityRow,
      keyof IdentityRow | 'active' | 'idle' | 'idle_in_transaction' | 'waiting_on_lock'
    >,
  ) => increase(before.activity[key], now.activity[key]);
  const { active, idle, idle_in_transaction, waiting_on_lock } = now.activity;
  const statements = before.statements &&
    now.statements && { before: before.statements, now: now.statements };
  return {
    connections: { active, idle, idleInTransaction: idle_in_transaction, waitingOnLock: waiting_on_lock },
    transactions: Math.max(0, grown('transactions') - ownTransactions),
    rowsReturned: grown('rows_returned'),
    blocksHit: grown('blocks_hit'),
    blocksRead: grown('blocks_read'),
    blockReadMs: grown('block_read_ms'),
    blockWriteMs: grown('block_write_ms'),
    queries: statements && increase(statements.before.queries, statements.now.queries),
    executionTimeMs:
      statements && increase(statements.before.execution_time_ms, statements.now.execution_time_ms),
  };
}
