import pg from 'pg';
import type { Logger } from 'pino';
import type { PlantedDefects } from '../../harness/model/run.ts';
import { BouncerClient, canPrepareByName } from './bouncer.ts';
import { requestCancel } from './cancel-request.ts';
import { connectError, isReadTimeout, isReported, queryError } from './database-errors.ts';
import type { PoolStats, PoolTotals } from './database-figures.ts';
import type { Metrics } from './metrics.ts';
import { queryWithSettings, type TransactionSettings } from './query-with-settings.ts';
import { timeAccount } from './request-time.ts';
import { type Parameter, type Query, type Statement, statement } from './statement.ts';

/** The connections of one server to one PostgreSQL, as a design document specifies them. */
export type PoolPolicy = {
  max: number;
  min: number;
  idleTimeoutMs: number;
  /** how long a request waits for a connection */
  connectTimeoutMs: number;
  /** how long a statement may run before it is cancelled */
  statementTimeoutMs: number;
  /** of an idle TCP connection, before it is probed */
  keepAliveDelayMs: number;
};

/** A pool of connections to one PostgreSQL. */
export type PostgresPool = {
  /** @throws AppError 503 POOL_EXHAUSTED, 503 DATABASE_UNAVAILABLE, 504 QUERY_TIMEOUT, 400 INVALID_DATA */
  query<Row>(
    statement: Statement<Row>,
    parameters: readonly Parameter[],
    settings?: TransactionSettings,
  ): Promise<Row[]>;
  transaction<Result>(
    work: (query: Query) => Promise<Result>,
    settings?: TransactionSettings,
  ): Promise<Result>;
  warmUp(): Promise<void>;
  stats(): PoolStats;
  /** connections that are lent out, or being opened */
  inUse(): number;
  totals(): PoolTotals;
  /** statements executed since the pool was made */
  queryCount(): number;
  close(): Promise<void>;
};

export type PoolOptions = {
  url: string;
  applicationName: string;
  policy: PoolPolicy;
  /** connections lead to PgBouncer, which may run each transaction on another PostgreSQL connection (docs/adr/0110) */
  throughBouncer: boolean;
  /** called whenever a connection was lent out */
  onLent: () => void;
  plantedDefects?: PlantedInStatements;
};

/** The planted defects that are part of statements. */
export type PlantedInStatements = Pick<PlantedDefects, 'slowStatement' | 'heavyStatement'>;

/** The same for all servers: PgBouncer preserves each client's name, and would have to set a different one before most transactions. */
export const NAME_BEHIND_BOUNCER = 'reference-server';

const BEGIN = statement('begin', 'BEGIN');
const COMMIT = statement('commit', 'COMMIT');
const ROLLBACK = statement('rollback', 'ROLLBACK');

export function createPostgresPool(options: PoolOptions, metrics: Metrics, log: Logger): PostgresPool {
  const { throughBouncer, policy } = options;
  const { statementTimeoutMs } = policy;
  const plantedCosts = plantedCostsOf(options.plantedDefects ?? {});
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: throughBouncer ? NAME_BEHIND_BOUNCER : options.applicationName,
    max: policy.max,
    min: policy.min,
    idleTimeoutMillis: policy.idleTimeoutMs,
    connectionTimeoutMillis: policy.connectTimeoutMs,
    query_timeout: statementTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: policy.keepAliveDelayMs,
    // The documents' columns are TIMESTAMP without a zone: they hold UTC.
    ...(throughBouncer
      ? { Client: BouncerClient }
      : { statement_timeout: statementTimeoutMs, options: '-c TimeZone=UTC' }),
  });
  // A connection that breaks while it is lent out fails its query; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('acquire', options.onLent);
  pool.on('error', (error) => log.warn({ cause: error.message }, 'an idle database connection broke'));

  const loans = new Loans();
  let queryCount = 0;
  /** Whether statements are prepared by name; null: not known yet. */
  let isNamed: boolean | null = throughBouncer ? null : true;
  let probe: Promise<void> | null = null;
  /** Connections in an unknown state. They are closed instead of being lent again. */
  const broken = new WeakSet<pg.PoolClient>();

  function borrow(): Promise<pg.PoolClient> {
    const startMs = performance.now();
    const account = timeAccount.getStore();
    account?.enter('poolWait');
    return new Promise((resolve, reject) => {
      pool.connect((error, client) => {
        account?.leave('poolWait');
        metrics.poolWait(performance.now() - startMs);
        if (client !== undefined) {
          loans.change(1);
          resolve(client);
          return;
        }
        const failure = connectError(error);
        if (failure.timedOut) loans.timeouts += 1;
        reject(failure);
      });
    });
  }

  function giveBack(client: pg.PoolClient): void {
    loans.change(-1);
    client.release(broken.has(client));
  }

  /** The first statement probes; concurrent ones wait for its result. */
  function learnWhetherNamed(client: pg.PoolClient): Promise<void> {
    probe ??= canPrepareByName(client)
      .then((answer) => {
        isNamed = answer;
        if (!answer)
          log.warn('PgBouncer cannot prepare by name: every statement is parsed and planned again');
      })
      .finally(() => {
        probe = null;
      });
    return probe;
  }

  async function execute<Row>(
    client: pg.PoolClient,
    { name, text }: Statement<Row>,
    parameters: readonly Parameter[],
    settings?: TransactionSettings,
  ): Promise<Row[]> {
    const plantedCost = plantedCosts.get(name);
    const sql = plantedCost === undefined ? text : costlier(text, plantedCost);
    const startMs = performance.now();
    const account = timeAccount.getStore();
    account?.enter('query');
    queryCount += 1;
    try {
      if (isNamed === null) await learnWhetherNamed(client);
      const values = parameters as Parameter[];
      const config = isNamed ? { name, text: sql, values } : { text: sql, values };
      const result = await (settings === undefined
        ? client.query(config)
        : queryWithSettings(client, config, settings));
      return result.rows as Row[];
    } catch (error) {
      if (!isReported(error)) broken.add(client);
      // Behind PgBouncer, PostgreSQL does not have our time limit.
      if (throughBouncer && isReadTimeout(error)) await requestCancel(client);
      throw queryError(error);
    } finally {
      account?.leave('query');
      metrics.queryTime(name, performance.now() - startMs);
    }
  }

  return {
    async query(wanted, parameters, settings) {
      const client = await borrow();
      try {
        return await execute(client, wanted, parameters, settings);
      } finally {
        giveBack(client);
      }
    },
    async transaction(work, settings) {
      const client = await borrow();
      try {
        await execute(client, BEGIN, [], settings);
        const result = await work((wanted, parameters) => execute(client, wanted, parameters));
        await execute(client, COMMIT, []);
        return result;
      } catch (error) {
        if (!broken.has(client)) await execute(client, ROLLBACK, []).catch(() => broken.add(client));
        throw error;
      } finally {
        giveBack(client);
      }
    },
    async warmUp() {
      const clients = await Promise.allSettled(Array.from({ length: policy.min }, () => pool.connect()));
      for (const client of clients) if (client.status === 'fulfilled') client.value.release();
    },
    stats: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      max: policy.max,
    }),
    inUse: () => pool.totalCount - pool.idleCount,
    totals: () => ({ lentMs: loans.lentMs(), timeouts: loans.timeouts }),
    queryCount: () => queryCount,
    close: () => pool.end(),
  };
}

/** Adds up for how long connections are lent out. */
class Loans {
  timeouts = 0;
  #lent = 0;
  #lentMs = 0;
  #sinceMs = performance.now();

  change(by: 1 | -1): void {
    this.#lentMs = this.lentMs();
    this.#sinceMs = performance.now();
    this.#lent += by;
  }

  /** Summed over the connections. */
  lentMs(): number {
    return this.#lentMs + this.#lent * (performance.now() - this.#sinceMs);
  }
}

/** What planted defects make a statement do first, by the statement's name: SQL of type text. */
function plantedCostsOf({ slowStatement, heavyStatement }: PlantedInStatements): Map<string, string> {
  const costs = new Map<string, string>();
  const add = (name: string, cost: string) =>
    costs.set(name, costs.has(name) ? `${costs.get(name)} || ${cost}` : cost);
  if (slowStatement) add(slowStatement.statement, `pg_sleep(${slowStatement.delayMs / 1000})::text`);
  if (heavyStatement) {
    const count = `SELECT count(*) FROM generate_series(1, ${heavyStatement.rows})`;
    add(heavyStatement.statement, `(${count})::text`);
  }
  return costs;
}

/**
 * The same statement, after a sleep or a count inside PostgreSQL, so that its own statistics show it. The condition does not
 * depend on the rows, so it is evaluated once, even if there is no row.
 */
function costlier(text: string, cost: string): string {
  return `WITH planted AS MATERIALIZED (SELECT ${cost} AS cost), result AS (${text})
    SELECT result.* FROM result WHERE (SELECT cost FROM planted) IS NOT NULL`;
}
