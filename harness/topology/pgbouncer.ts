import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import { writingTo } from '../store/disk.ts';
import { accountWithoutRights, giveTo } from './account.ts';
import { canConnect, placeOf, urlOfDatabase, withDatabase } from './database.ts';
import { authFile, type PgbouncerConfig, pgbouncerConfig, pgbouncerSettings } from './pgbouncer-config.ts';
import { findFreePorts, LOOPBACK } from './ports.ts';
import { isAtLeast } from './program-version.ts';
import type { Program } from './programs.ts';
import { awaitReady } from './readiness.ts';
import type { Part, Supervisor } from './supervisor.ts';

export type PgbouncerOptions = {
  supervisor: Supervisor;
  program: Program;
  /** what it stands in front of */
  databaseUrl: string;
  /** the sum of the maxima of all servers' pools */
  poolConnections: number;
  logsFolder: string;
  /** gets the end of what is started */
  ending: AsyncDisposableStack;
};

export type RunningPgbouncer = {
  part: Part;
  /** the database through PgBouncer */
  serverDatabaseUrl: string;
  /** its admin console, which answers SHOW STATS, SHOW POOLS, SHOW SERVERS ... */
  bouncerUrl: string;
  /** in force, e.g. `pool_mode: "transaction"` */
  settings: Record<string, string>;
};

/** Its admin console is a database of this name. */
const ADMIN_CONSOLE = 'pgbouncer';
/** Of these and later ones SIGTERM waits until all clients are gone. */
const FIRST_VERSION_WITH_PATIENT_SIGTERM = [1, 23];
/** Not told: what differs from run to run, or says nothing of how it works. */
const UNTOLD = new Set(['listen_port', 'auth_file', 'stats_users', 'log_connections', 'log_disconnections']);

/**
 * Starts a PgBouncer in front of a PostgreSQL, open to this machine only, for the role and the password that the URL has.
 * @throws ProofloadError PART_NOT_READY, DATABASE_UNREACHABLE when it may not read the role's secret, PORT_IN_USE, DISK_FULL
 */
export async function startPgbouncer(options: PgbouncerOptions): Promise<RunningPgbouncer> {
  const { supervisor, program, databaseUrl, poolConnections, logsFolder, ending } = options;
  const secret = await scramSecret(databaseUrl);
  const [folder, [port], account] = await Promise.all([
    supervisor.makeWorkFolder(),
    findFreePorts(1),
    accountWithoutRights(),
  ]);
  ending.defer(() => rm(folder, { recursive: true, force: true }));
  const url = new URL(databaseUrl);
  const role = decodeURIComponent(url.username);
  const config: PgbouncerConfig = {
    version: program.version,
    port: port!,
    primary: { host: url.hostname, port: Number(url.port || DEFAULT_PORT) },
    role,
    authFile: join(folder, 'users.txt'),
    poolConnections,
  };
  const configFile = join(folder, 'pgbouncer.ini');
  await writingTo(folder, async () => {
    await writeFile(config.authFile, authFile(role, secret), { mode: 0o600 });
    await writeFile(configFile, pgbouncerConfig(config), { mode: 0o600 });
  });
  await giveTo(account, folder, config.authFile, configFile);
  const part = await supervisor.spawn({
    name: 'pgbouncer',
    lifetime: 'service',
    command: program.path,
    args: [configFile],
    env: { LC_ALL: 'C' },
    cwd: folder,
    ...account,
    logFile: join(logsFolder, 'pgbouncer.log'),
    stopSignal: isAtLeast(program.version, FIRST_VERSION_WITH_PATIENT_SIGTERM) ? 'SIGQUIT' : 'SIGTERM',
    stopTimeoutMs: 5_000,
  });
  ending.defer(() => part.stop());
  const serverDatabaseUrl = Object.assign(new URL(databaseUrl), { host: `${LOOPBACK}:${port}` }).href;
  await awaitReady(part, () => canConnect(serverDatabaseUrl));
  const bouncerUrl = urlOfDatabase(serverDatabaseUrl, ADMIN_CONSOLE);
  return { part, serverDatabaseUrl, bouncerUrl, settings: await settingsInForce(bouncerUrl, config) };
}

const DEFAULT_PORT = 5432;

/**
 * What PostgreSQL keeps to check the role's password by. PgBouncer checks it by the same, and logs in with what the servers' own log-in tells it
 * of the password.
 */
async function scramSecret(databaseUrl: string): Promise<string> {
  const { rows } = await withDatabase(databaseUrl, (client) =>
    client.query<{ secret: string | null }>(
      'SELECT rolpassword AS secret FROM pg_authid WHERE rolname = current_user',
    ),
  ).catch((error: unknown) => {
    throw secretUnknown(databaseUrl, 'may not read it', error);
  });
  const secret = rows[0]?.secret;
  if (!secret?.startsWith('SCRAM-SHA-256$')) throw secretUnknown(databaseUrl, 'has none');
  return secret;
}

function secretUnknown(databaseUrl: string, why: string, cause?: unknown): ProofloadError {
  return new ProofloadError(
    'DATABASE_UNREACHABLE',
    `PgBouncer needs the SCRAM secret of its role, and the role at ${placeOf(databaseUrl)} ${why}.`,
    'Let DATABASE_URL name a superuser with a SCRAM-SHA-256 password, or leave it out: then a PostgreSQL is started here.',
    { cause },
  );
}

async function settingsInForce(bouncerUrl: string, config: PgbouncerConfig): Promise<Record<string, string>> {
  const names = new Set(pgbouncerSettings(config).map(({ name }) => name));
  const { rows } = await withDatabase(bouncerUrl, (client) =>
    client.query<{ key: string; value: string }>('SHOW CONFIG'),
  );
  return Object.fromEntries(
    rows.filter(({ key }) => names.has(key) && !UNTOLD.has(key)).map(({ key, value }) => [key, value]),
  );
}
