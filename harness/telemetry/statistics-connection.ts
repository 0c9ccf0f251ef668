import pg from 'pg';
import { CRASH_SHUTDOWN } from './database-identity.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { OWN_STATEMENT } from './own-statement.ts';
import { canReadStatements } from './statements-right.ts';

/** Its statements are told apart from those of the system by this name. */
export const APPLICATION_NAME = 'proofload-telemetry';

const CONNECT_TIMEOUT_MS = 2000;
const STATEMENT_TIMEOUT_MS = 2000;

export type OpenConnection = {
  client: pg.Client;
  /** e.g. 180004 */
  serverVersion: number;
  /** whether pg_stat_statements can be read */
  hasStatements: boolean;
};

/** A connection to the statistics of one database. It is opened when first needed, and again after it was lost. */
export type StatisticsConnection = {
  /**
   * Does something over the connection, once what was asked before has ended: a look at the backends may begin while a sample is taken,
   * but PostgreSQL carries out one statement at a time.
   */
  use<T>(work: (open: OpenConnection) => Promise<T>): Promise<T>;
  isOpen(): boolean;
  /** for good */
  close(): Promise<void>;
};

export type StatisticsConnectionOptions = {
  databaseUrl: string;
  /** called when the server says that it reinitialises after a crash */
  onCrash(): void;
  /** called when the right to read pg_stat_statements is missing */
  onRefused(error: unknown): void;
};

export function statisticsConnection(options: StatisticsConnectionOptions): StatisticsConnection {
  const inTurn = oneAtATime();
  let open: (OpenConnection & { isLost(): boolean }) | null = null;
  let isClosed = false;
  return {
    use: (work) =>
      inTurn(async () => {
        if (!isClosed && (open === null || open.isLost())) open = await connect(options);
        if (isClosed) await open?.client.end(); // while this waited for its turn, or connected
        if (isClosed || open === null) throw new Error('The connection was closed.');
        return work(open);
      }),
    isOpen: () => open !== null && !open.isLost(),
    async close() {
      isClosed = true;
      await open?.client.end();
    },
  };
}

async function connect({
  databaseUrl,
  onCrash,
  onRefused,
}: StatisticsConnectionOptions): Promise<OpenConnection & { isLost(): boolean }> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
  });
  let lost = false;
  client.on('error', () => {
    lost = true;
  });
  client.on('end', () => {
    lost = true;
  });
  client.on('notice', ({ code }) => {
    if (code === CRASH_SHUTDOWN) onCrash();
  });
  await client.connect();
  return {
    client,
    hasStatements: await canReadStatements(client, onRefused),
    serverVersion: await versionOf(client),
    isLost: () => lost,
  };
}

async function versionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT ${OWN_STATEMENT} current_setting('server_version_num')::int AS version`,
  );
  return rows[0]!.version;
}
