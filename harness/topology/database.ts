import pg from 'pg';
import { reasonOf } from '../model/connection-reason.ts';
import { ProofloadError } from '../model/errors.ts';
import { postgresSettings } from './postgres-settings.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** What a PostgreSQL server says about itself. */
export type DatabaseFacts = {
  /** e.g. "18.4" */
  version: string;
  /** the settings that we set, or would have set, as they are in force, e.g. `shared_buffers: "2GB"` */
  settings: Record<string, string>;
};

/** Whether a database accepts a connection and answers. */
export async function canConnect(databaseUrl: string): Promise<boolean> {
  return withDatabase(databaseUrl, async (client) => (await client.query('SELECT 1')).rowCount === 1).catch(
    () => false,
  );
}

/**
 * Asks a database, ours or one that DATABASE_URL names, for its version and settings.
 * @throws ProofloadError DATABASE_UNREACHABLE, which tells where it was looked for, never the password
 */
export async function describeDatabase(databaseUrl: string): Promise<DatabaseFacts> {
  try {
    requireScheme(databaseUrl, ['postgres://', 'postgresql://']);
    return await withDatabase(databaseUrl, async (client) => {
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
    throw databaseUnreachable(databaseUrl, error);
  }
}

function databaseUnreachable(databaseUrl: string, cause: unknown): ProofloadError {
  return new ProofloadError(
    'DATABASE_UNREACHABLE',
    `No PostgreSQL can be used at ${placeOf(databaseUrl)}: ${reasonOf(cause)}.`,
    'Check DATABASE_URL (postgres://user:password@host:port/database), or leave it out: then a PostgreSQL is started here.',
    { cause },
  );
}

/**
 * Makes sure that an address is a URL of one of these schemes. The client libraries make something of any text, and
 * then try this machine.
 */
export function requireScheme(url: string, schemes: string[]): void {
  if (!URL.canParse(url) || !schemes.some((scheme) => url.startsWith(scheme)))
    throw new Error(`it does not begin with ${schemes[0]}`);
}

/** Host, port and path of a URL: what may be shown of it. */
export function placeOf(url: string): string {
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: '', pathname: '' };
  return host === '' ? 'an address without a host' : `${host}${pathname}`;
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
  client.on('error', () => {}); // a connection lost while idle; the next query tells
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
