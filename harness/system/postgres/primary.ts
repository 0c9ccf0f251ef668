import { join } from 'node:path';
import pg from 'pg';
import { ProofloadError } from '../../model/errors.ts';
import { makeFolders } from '../../store/disk.ts';
import type { Part } from '../part.ts';
import type { Programs } from '../programs/programs.ts';
import type { Supervisor } from '../supervision/supervisor.ts';
import {
  databaseNameOf,
  describeDatabase,
  reachingDatabase,
  urlOfDatabase,
  withDatabase,
} from './database.ts';
import { type OwnPostgres, startPostgres } from './postgres.ts';
import {
  createServerRole,
  createServerRoleIfAllowed,
  dropServerRole,
  type ServerRole,
} from './server-role.ts';

export type PrimaryOptions = {
  /** the run's folder; logs go to logs/ in it */
  folder: string;
  supervisor: Supervisor;
  programs: Pick<Programs, 'postgresBinDir'>;
  /** the most connections that the servers' pools open at any time: see `poolConnectionsOf` */
  poolConnections: number;
  /** a running PostgreSQL to use instead of one of our own */
  databaseUrl?: string;
  /** an existing, empty folder in which PostgreSQL's data stays after the end */
  keepDataIn?: string;
};

/** The PostgreSQL that takes the writes. It may serve several `Stores`, one after the other. The URLs hold passwords. */
export type Primary = {
  databaseUrl: string;
  /** the name of the database that its URL names */
  database: string;
  /** empty if it was given */
  parts: Part[];
  version: string;
  /** in force, e.g. `shared_buffers: "2GB"` */
  settings: Record<string, string>;
  /** what replicas are made from; null if it was given */
  own: OwnPostgres | null;
  /** the role of the servers; null if a given role may not create one: then they use the given role */
  serverRole: ServerRole | null;
  /**
   * Creates the database `to`, which must not exist yet, with everything that is in `from`: 0.5 s for 400 MB in memory. Ends our own
   * connections to `from`, because PostgreSQL does not copy a database that is in use.
   * @throws ProofloadError DISK_FULL; PostgreSQL's error if someone else is connected to `from`
   */
  copyDatabase(from: string, to: string): Promise<void>;
  /** Drops a database if it exists, even if clients are connected to it. */
  dropDatabase(name: string): Promise<void>;
  urlOf(database: string): string;
  /** stops it if it was started here, otherwise removes what was made in it for the servers */
  stop(): Promise<void>;
};

/** The longest that making or dropping a database may take: tens of gigabytes. */
const DATABASE_TIMEOUT_MS = 600_000;
const TERMINATION_TIMEOUT_MS = 5_000;
/** The first PostgreSQL with a choice of strategies; earlier ones have only the one that is used here. */
const FIRST_VERSION_WITH_STRATEGY = 150_000;
const DISK_FULL = '53100';

/**
 * Starts a PostgreSQL, or makes sure that the given one can be used.
 * @throws ProofloadError DATABASE_UNREACHABLE, PART_NOT_READY, DISK_FULL, PORT_IN_USE
 */
export async function startPrimary(options: PrimaryOptions): Promise<Primary> {
  const logsFolder = join(options.folder, 'logs');
  await makeFolders(logsFolder);
  const own = options.databaseUrl === undefined ? await startOwn(options, logsFolder) : null;
  const databaseUrl = options.databaseUrl ?? own!.databaseUrl;
  const urlOf = (database: string) => urlOfDatabase(databaseUrl, database);
  const facts = await describeDatabase(databaseUrl);
  const servers = own
    ? { role: await createServerRole(databaseUrl) }
    : await reachingDatabase(databaseUrl, () => createServerRoleIfAllowed(databaseUrl));
  const serverRole = servers.role;
  return {
    ...facts,
    settings: { ...facts.settings, 'role of the servers': describeRole(servers) },
    serverRole,
    databaseUrl,
    database: databaseNameOf(databaseUrl),
    own,
    parts: own ? [own.part] : [],
    copyDatabase: (from, to) => copyDatabase(urlOf('postgres'), from, to),
    dropDatabase: (name) =>
      withDatabase(
        urlOf('postgres'),
        async (client) => {
          await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
        },
        DATABASE_TIMEOUT_MS,
      ),
    urlOf,
    stop: async () => {
      if (own) await own.part.discard();
      // If something still depends on it, that is in a database that someone else copied, and the next run takes the role over.
      else if (serverRole) await dropServerRole(databaseUrl, serverRole).catch(() => {});
    },
  };
}

function describeRole(servers: Awaited<ReturnType<typeof createServerRoleIfAllowed>>): string {
  return servers.role ? 'their own: rows only' : `that of DATABASE_URL: ${servers.reason}`;
}

async function startOwn(options: PrimaryOptions, logsFolder: string): Promise<OwnPostgres> {
  const { supervisor, programs, poolConnections, keepDataIn } = options;
  if (programs.postgresBinDir === null)
    throw new Error('PostgreSQL was not looked for, yet no URL of a running one is given');
  return startPostgres({
    supervisor,
    binDir: programs.postgresBinDir,
    logsFolder,
    poolConnections,
    ...(keepDataIn === undefined ? {} : { keepDataIn }),
  });
}

/**
 * Copies the files and flushes the copy to disk, instead of writing every block into the WAL. For a database of a few hundred
 * megabytes, the WAL would leave as much to write again at the next checkpoint, in the middle of a measurement.
 */
async function copyDatabase(maintenanceUrl: string, from: string, to: string): Promise<void> {
  await withDatabase(
    maintenanceUrl,
    async (client) => {
      await client.query(
        `SELECT pg_terminate_backend(pid, ${TERMINATION_TIMEOUT_MS}) FROM pg_stat_activity
         WHERE datname = $1 AND usename = current_user AND backend_type = 'client backend'`,
        [from],
      );
      const { rows } = await client.query<{ version: number }>(
        "SELECT current_setting('server_version_num')::int AS version",
      );
      const strategy = rows[0]!.version >= FIRST_VERSION_WITH_STRATEGY ? 'STRATEGY FILE_COPY' : '';
      const [copy, template] = [to, from].map((name) => client.escapeIdentifier(name));
      await client.query(`CREATE DATABASE ${copy} TEMPLATE ${template} ${strategy}`);
    },
    DATABASE_TIMEOUT_MS,
  ).catch((error: unknown) => {
    if (!(error instanceof pg.DatabaseError) || error.code !== DISK_FULL) throw error;
    throw new ProofloadError(
      'DISK_FULL',
      `There is no space left for the database ${to}.`,
      'Free some space, or choose another disk: TMPDIR for the database.',
      { cause: error },
    );
  });
}
