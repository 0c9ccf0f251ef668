import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProofloadError } from '../../model/errors.ts';
import { writingTo } from '../../store/disk.ts';
import { Part } from '../part.ts';
import { isAtLeast } from '../programs/program-version.ts';
import type { Program } from '../programs/programs.ts';
import { findFreePorts, LOOPBACK } from '../supervision/ports.ts';
import type { Supervisor } from '../supervision/supervisor.ts';
import { accountWithoutRights, giveTo } from './account.ts';
import { canConnect, databaseNameOf, placeOf, withDatabase } from './database.ts';
import { authFile, type PgbouncerConfig, pgbouncerConfig, pgbouncerSettings } from './pgbouncer-config.ts';
import { scramSecret } from './scram.ts';
import type { ServerRole } from './server-role.ts';

export type PgbouncerOptions = {
  supervisor: Supervisor;
  program: Program;
  /** the database behind it */
  databaseUrl: string;
  /** the role that may log in; null: servers have no role of their own */
  role: ServerRole | null;
  /** the sum of the maxima of all servers' pools */
  poolConnections: number;
  logsFolder: string;
  /** collects what ends the started processes */
  ending: AsyncDisposableStack;
};

export type RunningPgbouncer = {
  part: Part;
  /** the database through PgBouncer, for the servers */
  serverDatabaseUrl: string;
  /** its admin console, which answers SHOW STATS, SHOW POOLS, SHOW SERVERS ... */
  bouncerUrl: string;
  /** in force, e.g. `pool_mode: "transaction"` */
  settings: Record<string, string>;
};

/** Its admin console is a database of this name. */
const ADMIN_CONSOLE = 'pgbouncer';
/** The user that may read its state there; PostgreSQL has no user of this name. */
const CONSOLE_USER = 'proofload_console';
/** From this version on, SIGTERM waits until all clients are gone. */
const FIRST_VERSION_WITH_PATIENT_SIGTERM = [1, 23];
/** Settings that are not reported, because they differ from run to run or do not affect how it works. */
const UNTOLD = new Set(['listen_port', 'auth_file', 'stats_users', 'log_connections', 'log_disconnections']);

/**
 * Starts a PgBouncer in front of a PostgreSQL, open to this machine only, for the servers' role. It stores the same secret of their
 * password as PostgreSQL, and logs in with what it learns from their own log-in.
 * @throws ProofloadError PART_NOT_READY, DATABASE_UNREACHABLE if servers have no role of their own, PORT_IN_USE, DISK_FULL
 */
export async function startPgbouncer(options: PgbouncerOptions): Promise<RunningPgbouncer> {
  const { supervisor, program, databaseUrl, role, poolConnections, logsFolder, ending } = options;
  if (role === null) throw noRole(databaseUrl);
  const [folder, [port], account] = await Promise.all([
    supervisor.makeWorkFolder(),
    findFreePorts(1),
    accountWithoutRights(),
  ]);
  ending.defer(() => rm(folder, { recursive: true, force: true }));
  const url = new URL(databaseUrl);
  const config: PgbouncerConfig = {
    version: program.version,
    port: port!,
    primary: { host: url.hostname, port: Number(url.port || DEFAULT_PORT) },
    statsUser: CONSOLE_USER,
    authFile: join(folder, 'users.txt'),
    poolConnections,
  };
  const configFile = join(folder, 'pgbouncer.ini');
  const consolePassword = randomBytes(24).toString('base64url');
  const users = { [role.name]: role.secret, [CONSOLE_USER]: scramSecret(consolePassword) };
  await writingTo(folder, async () => {
    await writeFile(config.authFile, authFile(users), { mode: 0o600 });
    await writeFile(configFile, pgbouncerConfig(config), { mode: 0o600 });
  });
  await giveTo(account, folder, config.authFile, configFile);
  const urlOf = (user: string, password: string, database: string) =>
    `postgres://${encodeURIComponent(user)}:${password}@${LOOPBACK}:${port}/${encodeURIComponent(database)}`;
  const serverDatabaseUrl = urlOf(role.name, role.password, databaseNameOf(databaseUrl));
  const logFile = join(logsFolder, 'pgbouncer.log');
  const part = new Part({
    supervisor,
    program: {
      name: 'pgbouncer',
      command: program.path,
      args: [configFile],
      env: { LC_ALL: 'C' },
      cwd: folder,
      ...account,
      logFile,
      stopSignal: isAtLeast(program.version, FIRST_VERSION_WITH_PATIENT_SIGTERM) ? 'SIGQUIT' : 'SIGTERM',
      stopTimeoutMs: 5_000,
    },
    probe: () => canConnect(serverDatabaseUrl),
  });
  ending.defer(() => part.discard());
  await part.start();
  const bouncerUrl = urlOf(CONSOLE_USER, consolePassword, ADMIN_CONSOLE);
  return { part, serverDatabaseUrl, bouncerUrl, settings: await settingsInForce(bouncerUrl, config) };
}

const DEFAULT_PORT = 5432;

function noRole(databaseUrl: string): ProofloadError {
  return new ProofloadError(
    'DATABASE_UNREACHABLE',
    `PgBouncer needs a separate role for the servers, and the role at ${placeOf(databaseUrl)} may not create it.`,
    'Let DATABASE_URL name a role that may create roles and read all statistics, or leave it out to have a PostgreSQL started here.',
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
