import pg from 'pg';
import type { Logger } from 'pino';
import type { PlantedFaults } from '../../harness/model/run.ts';
import { AppError } from './errors.ts';
import type { Metrics, PoolStats } from './metrics.ts';
import { timeAccount } from './request-time.ts';

/** A prepared statement by name. `Row` is what it returns. */
export type Statement<Row> = { readonly name: string; readonly text: string; readonly row?: Row };

/**
 * Names a statement. The name is also a comment in its text, so that pg_stat_statements can be read by name: at the
 * end, because PostgreSQL leaves out what stands before the first word.
 */
export function statement<Row>(name: string, text: string): Statement<Row> {
  return { name, text: `${text.trim()} /* ${name} */` };
}

export type Parameter = string | number | boolean | null;
export type Query = <Row>(statement: Statement<Row>, parameters: readonly Parameter[]) => Promise<Row[]>;

export type Database = {
  /**
   * Runs one prepared statement on a connection of the pool.
   * @throws AppError 503 POOL_EXHAUSTED, 503 DATABASE_UNAVAILABLE, 504 QUERY_TIMEOUT, 400 INVALID_DATA
   */
  query: Query;
  /** Runs `work` between BEGIN and COMMIT on one connection; ROLLBACK when it throws. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  /** Opens the pool's least number of connections. */
  warmUp(): Promise<void>;
  stats(): PoolStats;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  applicationName: string;
  poolMax: number;
  poolMin: number;
  connectTimeoutMs: number;
  slowStatement?: PlantedFaults['slowStatement'];
};

const STATEMENT_TIMEOUT_MS = 30_000;
const RETRY_AFTER_SECONDS = 1;

const BEGIN = statement('begin', 'BEGIN');
const COMMIT = statement('commit', 'COMMIT');
const ROLLBACK = statement('rollback', 'ROLLBACK');

/** The pool of PostgreSQL connections, with every setting of the design document. */
export function createDatabase(options: DatabaseOptions, metrics: Metrics, log: Logger): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.poolMax,
    min: options.poolMin,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // The documents' columns are TIMESTAMP without a zone: they hold UTC.
    options: '-c TimeZone=UTC',
  });
  // A connection that breaks while it is lent out fails its query; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => log.warn({ cause: error.message }, 'an idle database connection broke'));

  const stats = (): PoolStats => ({
    total: pool.totalCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    max: options.poolMax,
  });
  const loans = new Loans();
  metrics.watchPool({ stats, totals: () => ({ lentMs: loans.lentMs(), timeouts: loans.timeouts }) });

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

  /** Connections in a state that nobody knows. They are closed instead of being lent again. */
  const broken = new WeakSet<pg.PoolClient>();

  async function execute<Row>(
    client: pg.PoolClient,
    { name, text }: Statement<Row>,
    parameters: readonly Parameter[],
  ): Promise<Row[]> {
    const isSlowed = name === options.slowStatement?.statement;
    const sql = isSlowed ? slowed(text, options.slowStatement!.delayMs) : text;
    const startMs = performance.now();
    const account = timeAccount.getStore();
    account?.enter('query');
    try {
      const result = await client.query({ name, text: sql, values: parameters as Parameter[] });
      return result.rows as Row[];
    } catch (error) {
      if (!isReported(error)) broken.add(client);
      throw queryError(error);
    } finally {
      account?.leave('query');
      metrics.queryTime(name, performance.now() - startMs);
    }
  }

  return {
    async query(wanted, parameters) {
      const client = await borrow();
      try {
        return await execute(client, wanted, parameters);
      } finally {
        giveBack(client);
      }
    },
    async transaction(work) {
      const client = await borrow();
      try {
        await execute(client, BEGIN, []);
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
      const clients = await Promise.allSettled(Array.from({ length: options.poolMin }, () => pool.connect()));
      for (const client of clients) if (client.status === 'fulfilled') client.value.release();
    },
    stats,
    close: () => pool.end(),
  };
}

/** How many connections are lent out, over time. */
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

  /** Added up over the connections. */
  lentMs(): number {
    return this.#lentMs + this.#lent * (performance.now() - this.#sinceMs);
  }
}

/**
 * The planted fault: the same statement, after a sleep inside PostgreSQL, so that its own statistics show it. The
 * condition does not depend on the rows, so it is evaluated once and even when there is no row.
 */
function slowed(text: string, delayMs: number): string {
  return `WITH planted AS MATERIALIZED (SELECT pg_sleep(${delayMs / 1000})::text AS slept), result AS (${text})
    SELECT result.* FROM result WHERE (SELECT slept FROM planted) IS NOT NULL`;
}

/** Whether PostgreSQL itself reported the error: then the connection goes on. */
function isReported(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.severity !== 'FATAL' && error.severity !== 'PANIC';
}

function connectError(cause: unknown): AppError {
  const retry = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause };
  if (cause instanceof Error && cause.message === 'timeout exceeded when trying to connect') {
    const message = 'All database connections are in use. Try again shortly.';
    return new AppError(503, 'POOL_EXHAUSTED', message, { ...retry, timedOut: true });
  }
  return new AppError(503, 'DATABASE_UNAVAILABLE', 'The database cannot be reached.', retry);
}

function queryError(cause: unknown): unknown {
  if (isReported(cause)) {
    // query_canceled, by statement_timeout
    if (cause.code === '57014') return queryTimeout(cause);
    // Class 22, data exception, and 54, a program limit: input that JSON allows and PostgreSQL cannot hold.
    if (cause.code?.startsWith('22') || cause.code?.startsWith('54')) {
      return new AppError(400, 'INVALID_DATA', 'The request holds data that cannot be stored.', { cause });
    }
    return cause;
  }
  if (cause instanceof Error && cause.message === 'Query read timeout') return queryTimeout(cause);
  return connectError(cause);
}

function queryTimeout(cause: unknown): AppError {
  return new AppError(504, 'QUERY_TIMEOUT', 'The database took too long.', { timedOut: true, cause });
}
