import pg from 'pg';
import { requireDatabaseUrl } from '../../harness/model/addresses.ts';
import { reasonOf } from '../../harness/model/connection-reason.ts';
import { ProofloadError } from '../../harness/model/errors.ts';
import { describeSqlFault, INSUFFICIENT_PRIVILEGE, isSqlFault } from '../../harness/model/sql-fault.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** Opens a new connection. Throws ProofloadError ADDRESS_INVALID, and DATABASE_UNREACHABLE, which names the host but no password. */
export async function connectDatabase(databaseUrl: string): Promise<pg.Client> {
  const client = openClient(databaseUrl);
  try {
    await client.connect();
  } catch (cause) {
    await client.end().catch(() => {}); // a server that waits for a password would keep the connection, and this process, open for a minute
    throw unreachable(client, cause);
  }
  return client;
}

/**
 * A client that is not connected yet. Its errors are the raw ones of PostgreSQL and the network.
 * @throws ProofloadError ADDRESS_INVALID
 */
export function openClient(databaseUrl: string): pg.Client {
  requireDatabaseUrl(databaseUrl);
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'proofload-seed',
  });
  // Without a listener, a connection lost while idle would end the process. The next query reports the loss anyway.
  client.on('error', () => {});
  return client;
}

/** Codes of PostgreSQL (appendix A of its documentation) and of the network. */
const DISK_FULL = '53100';
/** read_only_sql_transaction, insufficient_privilege */
const NOT_WRITABLE = ['25006', INSUFFICIENT_PRIVILEGE];
const CONNECTION_LOST = /^(08|57P|53300|ECONN|EPIPE|ETIMEDOUT)/;

/** Turns a connection's error into a ProofloadError where we can say what to do about it. Other errors are returned unchanged. */
export function databaseError(error: unknown, client: pg.Client): unknown {
  if (error instanceof ProofloadError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === DISK_FULL) {
    return new ProofloadError(
      'DISK_FULL',
      'The disk of the PostgreSQL server is full.',
      'Free some space, or make a smaller data set with --dataset.',
      { cause: error },
    );
  }
  if (NOT_WRITABLE.includes(code)) {
    return new ProofloadError(
      'DATABASE_NOT_WRITABLE',
      `The database ${client.database} at ${client.host}:${client.port} cannot be filled (${reasonOf(error)}).`,
      'Give DATABASE_URL a user who owns the database, on a server that takes writes.',
      { cause: error },
    );
  }
  if (isSqlFault(error)) {
    return new ProofloadError(
      'PLATFORM_SQL_INVALID',
      `PostgreSQL refuses SQL or rows of the platform's seed: ${describeSqlFault(error)}.`,
      "Fix the schema or the rows in the platform's folder below seed/.",
      { cause: error },
    );
  }
  const isLost = CONNECTION_LOST.test(code) || error.message.startsWith('Connection terminated');
  return isLost ? unreachable(client, error) : error;
}

function unreachable(client: pg.Client, cause: unknown): ProofloadError {
  return new ProofloadError(
    'DATABASE_UNREACHABLE',
    `PostgreSQL at ${client.host}:${client.port} cannot be reached (${reasonOf(cause)}).`,
    'Check DATABASE_URL, and that the server is running and lets this user in.',
    { cause },
  );
}
