import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { ProofloadError } from '../model/errors.ts';
import { writingTo } from '../store/disk.ts';
import { canConnect } from './database.ts';
import { findFreePorts, LOOPBACK } from './ports.ts';
import { postgresConfig, postgresSettings } from './postgres-settings.ts';
import type { Program } from './programs.ts';
import { awaitReady, awaitSuccess } from './readiness.ts';
import type { Part, PartSpec, Supervisor } from './supervisor.ts';

const run = promisify(execFile);

const ROLE = 'proofload';
const DATABASE = 'proofload';

/** The user that PostgreSQL runs as: it refuses to run as root. */
type Account = { uid: number; gid: number };

export type PostgresOptions = {
  supervisor: Supervisor;
  binDir: Program;
  logsFolder: string;
  /** the sum of the maxima of all servers' pools */
  poolConnections: number;
  /** an existing, empty folder in which the data stays after the end; left out: a work folder, removed at the end */
  keepDataIn?: string;
};

/**
 * Makes an empty database cluster and starts a PostgreSQL on it, with pg_stat_statements, open to this machine only,
 * with a random password.
 * @throws ProofloadError PART_NOT_READY, DISK_FULL, PROGRAM_MISSING
 */
export async function startPostgres(options: PostgresOptions): Promise<{ part: Part; databaseUrl: string }> {
  const { supervisor, logsFolder, keepDataIn } = options;
  const account = process.getuid?.() === 0 ? await findAccount() : null;
  const workFolder = await supervisor.makeWorkFolder();
  const home = keepDataIn ?? workFolder;
  if (account) await Promise.all([workFolder, home].map((folder) => chown(folder, account.uid, account.gid)));
  const binDir = account ? await makeRunnable(options.binDir.path, account, workFolder) : options.binDir.path;

  const spawn = (name: 'initdb' | 'postgres', lifetime: PartSpec['lifetime'], args: string[]) =>
    supervisor.spawn({
      name,
      lifetime,
      command: join(binDir, name),
      args,
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      cwd: home,
      ...account,
      logFile: join(logsFolder, `${name}.log`),
      // SIGQUIT is "immediate": no checkpoint of data that are thrown away, and all shared memory is given back.
      stopSignal: keepDataIn === undefined ? 'SIGQUIT' : 'SIGINT',
      stopTimeoutMs: 20_000,
    });

  const dataFolder = join(home, 'data');
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(workFolder, 'password');
  await writingTo(passwordFile, () => writeFile(passwordFile, password, { mode: 0o600 }));
  if (account) await chown(passwordFile, account.uid, account.gid);
  await awaitSuccess(await spawn('initdb', 'task', initdbArguments(dataFolder, passwordFile)));
  await rm(passwordFile);

  const [port] = await findFreePorts(1);
  const settings = postgresSettings({ port: port!, poolConnections: options.poolConnections });
  const configFile = join(dataFolder, 'postgresql.conf');
  await writingTo(configFile, () => writeFile(configFile, postgresConfig(settings), { mode: 0o644 }));
  const part = await spawn('postgres', 'service', ['-D', dataFolder]);
  const url = (database: string) => `postgres://${ROLE}:${password}@${LOOPBACK}:${port}/${database}`;
  await awaitReady(part, () => canConnect(url('postgres')));
  await execute(url('postgres'), `CREATE DATABASE ${DATABASE}`);
  await execute(url(DATABASE), 'CREATE EXTENSION pg_stat_statements');
  return { part, databaseUrl: url(DATABASE) };
}

function initdbArguments(dataFolder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${dataFolder}`,
    `--username=${ROLE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C', // sort order, and so plans, are the same on every machine
    '--no-sync', // only the making of the cluster goes unsynced: one half made in a power cut is not used
    '--no-instructions',
  ];
}

/** An account without rights that exists already: PostgreSQL's own if there is one, else nobody. */
async function findAccount(): Promise<Account> {
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // no such account
    }
  }
  throw new ProofloadError(
    'PART_NOT_READY',
    'PostgreSQL refuses to run as root, and there is neither an account "postgres" nor "nobody".',
    'Run as another user, or set DATABASE_URL to a running PostgreSQL.',
  );
}

/**
 * The folder of executables, as that account can use it. In a checkout below a folder like /root it cannot: then the
 * installation is copied (60 MB, 0.3 s) to where it can.
 */
async function makeRunnable(binDir: string, account: Account, workFolder: string): Promise<string> {
  const canRun = await run(join(binDir, 'postgres'), ['--version'], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  );
  if (canRun) return binDir;
  const copy = join(workFolder, 'postgresql');
  await writingTo(copy, async () => {
    await run('cp', ['-R', dirname(binDir), copy]).catch((error: Error) => {
      throw /No space left/.test(error.message) ? Object.assign(error, { code: 'ENOSPC' }) : error;
    });
    await run('chmod', ['-R', 'a+rX', copy]);
  });
  return join(copy, 'bin');
}

async function execute(databaseUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
