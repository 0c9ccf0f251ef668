import pg from 'pg';
import { requireDatabaseUrl } from '../../model/addresses.ts';
import { reasonOf } from '../../model/connection-reason.ts';
import { ProofloadError } from '../../model/errors.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { systemErrorCode } from '../../store/disk.ts';
import { postgresSettings } from './postgres-settings.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** What a PostgreSQL server says about itself. */
export type DatabaseFacts = {
  /** e.g. "18.4" */
  version: string;
  /** the settings that we set, or would have set, as they are in force, e.g. `shared_buffers: "2GB"` */
  settings: Record<string, string>;
};

/** Whether a database accepts a connection and answers. Rejects with the reason if it does not. */
export async function canConnect(databaseUrl: string): Promise<boolean> {
  return withDatabase(databaseUrl, async (client) => (await client.query('SELECT 1')).rowCount === 1);
}

/**
 * Asks a database, ours or one that DATABASE_URL names, for its version and settings.
 * @throws ProofloadError ADDRESS_INVALID; DATABASE_UNREACHABLE, which names the address, never the password
 */
export async function describeDatabase(databaseUrl: string): Promise<DatabaseFacts> {
  requireDatabaseUrl(databaseUrl);
  try {
    return await withDatabase(databaseUrl, async (client) => {
      await requireOwnSession(client);
      const names = postgresSettings({ port: 0, poolConnections: 0 }).map(({ name }) => name);
      const { rows } = await client.query<{ name: string; value: string }>(
        "SELECT lower(name) AS name, current_setting(name) AS value FROM pg_settings WHERE lower(name) = ANY($1) AND name <> 'port' ORDER BY 1",
        [names],
      );
      const version = await client.query<{ version: string }>(
        "SELECT split_part(current_setting('server_version'), ' ', 1) AS version",
      );
      return {
        version: version.rows[0]!.version,
        settings: Object.fromEntries(rows.map(({ name, value }) => [name, value])),
      };
    });
  } catch (error) {
    throw error instanceof ProofloadError ? error : databaseUnreachable(databaseUrl, error);
  }
}

/**
 * Refuses a connection pooler. A pooler lends out its own connections to PostgreSQL, so named prepared statements, session settings and
 * queries about this session's process may reach another session. It is recognized by the process id it reports, which PostgreSQL does not
 * have.
 */
async function requireOwnSession(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  if (rows[0]!.pid === (client as unknown as { processID: number }).processID) return;
  throw new ProofloadError(
    'DATABASE_UNREACHABLE',
    'DATABASE_URL names a connection pooler such as PgBouncer, not PostgreSQL itself.',
    `Name the PostgreSQL behind it. To see what PgBouncer does, run an experiment: ${proofloadCommand('compare pgbouncer')}`,
  );
}

function databaseUnreachable(databaseUrl: string, cause: unknown): ProofloadError {
  return new ProofloadError(
    'DATABASE_UNREACHABLE',
    `No PostgreSQL can be used at ${placeOf(databaseUrl)}: ${reasonOf(cause)}.`,
    'Check DATABASE_URL (postgres://user:password@host:port/database), or leave it out to have a PostgreSQL started here.',
    { cause },
  );
}

/** Host, port and path of a store's URL: the parts that may be shown. The URL must be valid. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** Does something over a connection of its own. `timeoutMs`: the longest that one statement may take. */
export async function withDatabase<T>(
  databaseUrl: string,
  action: (client: pg.Client) => Promise<T>,
  timeoutMs = CONNECT_TIMEOUT_MS,
): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: timeoutMs,
    application_name: 'proofload',
  });
  client.on('error', () => {}); // a connection lost while idle; the next query reports it
  try {
    await client.connect();
    return await action(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The same server and user, another database. */
export function urlOfDatabase(databaseUrl: string, database: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

/** The database that a URL names. */
export function databaseNameOf(databaseUrl: string): string {
  return decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
}

/** SQLSTATE classes of a server that cannot be used: connection, authorisation, resources, intervention (PostgreSQL's manual, appendix A). */
const UNUSABLE_SERVER = /^(08|28|53|57)/;

/**
 * Does something that uses a database.
 * @throws ProofloadError DATABASE_UNREACHABLE if the server cannot be used; errors of a statement, as they are
 */
export async function reachingDatabase<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !isOfConnection(error)) throw error;
    throw databaseUnreachable(databaseUrl, error);
  }
}

/** The client has no code for connections that end and for its own timeouts. */
function isOfConnection(error: Error): boolean {
  if (error instanceof pg.DatabaseError) return UNUSABLE_SERVER.test(error.code ?? '');
  return systemErrorCode(error) !== undefined || /^Connection terminated|timeout/i.test(error.message);
}
