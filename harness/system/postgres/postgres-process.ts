import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writingTo } from '../../store/disk.ts';
import type { Program } from '../programs/programs.ts';
import type { Part, PartSpec, Supervisor } from '../supervision/supervisor.ts';
import { type Account, accountWithoutRights, giveTo } from './account.ts';

const run = promisify(execFile);

/** PostgreSQL's programs, as the account that is to run them can. */
export type PostgresPrograms = { binDir: string; account: Account | null };

/**
 * Finds out who is to run PostgreSQL. In a checkout below a folder like /root another account than root cannot: then the
 * installation is copied (60 MB, 0.3 s) to where it can.
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

/** Starts one of PostgreSQL's programs. */
export function spawnPostgres(
  supervisor: Supervisor,
  { binDir, account }: PostgresPrograms,
  spec: Pick<PartSpec, 'name' | 'lifetime' | 'args' | 'stopSignal'> & {
    program: 'initdb' | 'postgres';
    cwd: string;
    logsFolder: string;
  },
): Promise<Part> {
  const { program, logsFolder, ...rest } = spec;
  return supervisor.spawn({
    ...rest,
    ...account,
    command: join(binDir, program),
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    logFile: join(logsFolder, `${spec.name}.log`),
    stopTimeoutMs: 20_000,
  });
}
