import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writingTo } from '../../store/disk.ts';
import type { Part } from '../part.ts';
import type { Program } from '../programs/programs.ts';
import { findFreePorts, LOOPBACK } from '../supervision/ports.ts';
import { awaitSuccess } from '../supervision/readiness.ts';
import type { Supervisor } from '../supervision/supervisor.ts';
import { giveTo } from './account.ts';
import { canConnect, withDatabase } from './database.ts';
import {
  type PostgresPrograms,
  postgresPart,
  postgresProgram,
  postgresPrograms,
} from './postgres-process.ts';
import { postgresConfig, postgresSettings } from './postgres-settings.ts';

/** On a machine that has little time for it, the first statements take as long as the start. */
const SET_UP_TIMEOUT_MS = 60_000;

const ROLE = 'proofload';
const DATABASE = 'proofload';

export type PostgresOptions = {
  supervisor: Supervisor;
  binDir: Program;
  logsFolder: string;
  /** the sum of the maxima of all servers' pools */
  poolConnections: number;
  /** an existing, empty folder in which the data stays after the end; default: a work folder, removed at the end */
  keepDataIn?: string;
};

/** A PostgreSQL that was started here, with what it takes to make a replica of it. */
export type OwnPostgres = {
  part: Part;
  databaseUrl: string;
  /** e.g. "18.4" */
  version: string;
  dataFolder: string;
  programs: PostgresPrograms;
  poolConnections: number;
};

/**
 * Makes an empty database cluster and starts a PostgreSQL on it, with pg_stat_statements, open to this machine only,
 * with a random password.
 * @throws ProofloadError PART_NOT_READY, DISK_FULL, PROGRAM_MISSING
 */
export async function startPostgres(options: PostgresOptions): Promise<OwnPostgres> {
  const { supervisor, logsFolder, keepDataIn, poolConnections } = options;
  const programs = await postgresPrograms(options.binDir, supervisor);
  const { account } = programs;
  const workFolder = await supervisor.makeWorkFolder();
  const home = keepDataIn ?? workFolder;
  await giveTo(account, workFolder, home);
  const dataFolder = join(home, 'data');
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(workFolder, 'password');
  await writingTo(passwordFile, () => writeFile(passwordFile, password, { mode: 0o600 }));
  await giveTo(account, passwordFile);
  const initdb = await supervisor.spawn({
    ...postgresProgram(programs, {
      name: 'initdb',
      program: 'initdb',
      cwd: home,
      logFile: join(logsFolder, 'initdb.log'),
      stopSignal: 'SIGINT',
      args: initdbArguments(dataFolder, passwordFile),
    }),
    lifetime: 'task',
  });
  await awaitSuccess(initdb);
  await rm(passwordFile);

  const [port] = await findFreePorts(1);
  const settings = postgresSettings({ port: port!, poolConnections });
  const configFile = join(dataFolder, 'postgresql.conf');
  await writingTo(configFile, () => writeFile(configFile, postgresConfig(settings), { mode: 0o644 }));
  const url = (database: string) => `postgres://${ROLE}:${password}@${LOOPBACK}:${port}/${database}`;
  const part = postgresPart({
    supervisor,
    programs,
    name: 'postgres',
    dataFolder,
    logsFolder,
    isKept: keepDataIn !== undefined,
    probe: () => canConnect(url('postgres')),
  });
  await part.start();
  const setUp = (database: string, statement: string) =>
    withDatabase(url(database), (client) => client.query(statement), SET_UP_TIMEOUT_MS);
  await setUp('postgres', `CREATE DATABASE ${DATABASE}`);
  await setUp(DATABASE, 'CREATE EXTENSION pg_stat_statements');
  return {
    part,
    databaseUrl: url(DATABASE),
    version: options.binDir.version,
    dataFolder,
    programs,
    poolConnections,
  };
}

function initdbArguments(dataFolder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${dataFolder}`,
    `--username=${ROLE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C', // sort order, and so plans, are the same on every machine
    '--no-sync', // only the creation of the cluster is not synced: one that a power cut leaves half made is not used
    '--no-instructions',
  ];
}
