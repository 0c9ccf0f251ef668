import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writingTo } from '../../store/disk.ts';
import { Part } from '../part.ts';
import type { Program } from '../programs/programs.ts';
import { killTrees } from '../supervision/process-tree.ts';
import type { PartSpec, Supervisor } from '../supervision/supervisor.ts';
import { type Account, accountWithoutRights, giveTo } from './account.ts';

const run = promisify(execFile);

/** PostgreSQL's programs, where the account that is to run them can reach them. */
export type PostgresPrograms = { binDir: string; account: Account | null };

/**
 * Finds out which account is to run PostgreSQL. It cannot run programs in a checkout below a folder like /root; then the
 * installation is copied (60 MB, 0.3 s) to a place where it can.
 * @throws ProofloadError PART_NOT_READY, DISK_FULL
 */
export async function postgresPrograms(binDir: Program, supervisor: Supervisor): Promise<PostgresPrograms> {
  const account = await accountWithoutRights();
  if (account === null || (await canRun(binDir.path, account))) return { binDir: binDir.path, account };
  const workFolder = await supervisor.makeWorkFolder();
  await giveTo(account, workFolder);
  const copy = join(workFolder, 'postgresql');
  await writingTo(copy, async () => {
    await run('cp', ['-R', dirname(binDir.path), copy]).catch((error: Error) => {
      throw /No space left/.test(error.message) ? Object.assign(error, { code: 'ENOSPC' }) : error;
    });
    await run('chmod', ['-R', 'a+rX', copy]);
  });
  return { binDir: join(copy, 'bin'), account };
}

async function canRun(binDir: string, account: Account): Promise<boolean> {
  return run(join(binDir, 'postgres'), ['--version'], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

const STOP_TIMEOUT_MS = 20_000;
const KILL_TIMEOUT_MS = 5_000;

type PostgresProgram = Pick<PartSpec, 'name' | 'args' | 'stopSignal'> & {
  program: 'initdb' | 'postgres';
  cwd: string;
  logFile: string;
};

/** How one of PostgreSQL's programs is run. */
export function postgresProgram(
  { binDir, account }: PostgresPrograms,
  { program, ...rest }: PostgresProgram,
): Omit<PartSpec, 'lifetime'> {
  return {
    ...rest,
    ...account,
    command: join(binDir, program),
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    stopTimeoutMs: STOP_TIMEOUT_MS,
  };
}

export type PostgresPartOptions = {
  supervisor: Supervisor;
  programs: PostgresPrograms;
  name: string;
  dataFolder: string;
  logsFolder: string;
  /** whether its data stay after the end */
  isKept: boolean;
  probe(): Promise<boolean>;
  readyTimeoutMs?: number;
};

/** A PostgreSQL on an existing data folder, not started yet. */
export function postgresPart(options: PostgresPartOptions): Part {
  const { supervisor, programs, name, dataFolder, logsFolder, isKept, ...rest } = options;
  return new Part({
    ...rest,
    supervisor,
    program: postgresProgram(programs, {
      name,
      program: 'postgres',
      args: ['-D', dataFolder],
      cwd: dirname(dataFolder),
      logFile: join(logsFolder, `${name}.log`),
      // SIGQUIT is "immediate": no checkpoint of data that are thrown away, and all shared memory is given back.
      stopSignal: isKept ? 'SIGINT' : 'SIGQUIT',
    }),
    // Processes that a killed PostgreSQL left hold its shared memory.
    beforeStart: () => killTrees([], [dataFolder], KILL_TIMEOUT_MS),
    orderlySignal: 'SIGINT', // "fast": clients are disconnected, and everything is on disk
  });
}
