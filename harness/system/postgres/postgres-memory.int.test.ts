import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { killTrees, listProcesses, membersOf, sendSignal } from '../supervision/process-tree.ts';
import { clearDeadWorkFolders } from '../supervision/work-folders.ts';
import { isRunning } from '../testing/fixture.ts';
import { parseSegments } from './postgres-memory.ts';

const PATIENT = { timeout: 60_000, interval: 20 };

type Running = { guardianPid: number; postgresPid: number; dataFolder: string };

let folder: string;
let root: string;
let harness: ChildProcess;
let running: Running;
let segment: string;

const modulePath = (name: string) => JSON.stringify(join(import.meta.dirname, name));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-postgres-memory-'));
  await chmod(folder, 0o711); // PostgreSQL runs as an account of its own below it
  root = join(folder, 'work');
  await mkdir(root, { mode: 0o711 });
  const program = `
    import { once } from 'node:events';
    import { startPostgres } from ${modulePath('postgres.ts')};
    import { findPostgres } from ${modulePath('../programs/programs.ts')};
    import { Supervisor } from ${modulePath('../supervision/supervisor.ts')};
    const logsFolder = ${JSON.stringify(join(folder, 'logs'))};
    const supervisor = await Supervisor.start({ logFile: logsFolder + '/guardian.log', workFolderRoot: ${JSON.stringify(root)} });
    const binDir = await findPostgres(process.env);
    const { part, dataFolder } = await startPostgres({ supervisor, binDir, logsFolder, poolConnections: 5 });
    const died = new Promise((resolve) => supervisor.onUnexpectedExit(resolve));
    console.log(JSON.stringify({ guardianPid: supervisor.guardianPid, postgresPid: part.pid, dataFolder }));
    await died;
    await supervisor.stopAll();`;
  harness = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const { value = '' } = await createInterface({ input: harness.stdout! })[Symbol.asyncIterator]().next();
  running = JSON.parse(value);
  const lockFile = readFileSync(join(running.dataFolder, 'postmaster.pid'), 'utf8');
  segment = lockFile.split('\n')[6]!.trim().split(/\s+/)[1]!;
  expect(segmentsHeld()).toEqual([segment]);
});
afterEach(async () => {
  harness.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(running.guardianPid)).toBe(false), PATIENT);
  await killTrees([], [folder], 10_000);
  await rm(folder, { recursive: true, force: true });
});

function segmentsHeld(): string[] {
  return parseSegments(readFileSync('/proc/sysvipc/shm', 'utf8')).flatMap(({ id }) =>
    id === segment ? [id] : [],
  );
}

const postgresProcesses = () => membersOf([running.postgresPid], [root], listProcesses());

/** Empty for a process that has just ended, as PostgreSQL's workers do. */
function mapsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

describe.runIf(process.platform === 'linux')('shared memory of PostgreSQL', () => {
  it('has no file outside the data folder, where it would not be found', () => {
    const maps = postgresProcesses().map(mapsOf);
    expect(maps.join('')).toContain('/SYSV');
    expect(maps.join('')).not.toContain('/dev/shm/');
  });

  it('is released when the guardian is killed: the harness asks PostgreSQL to end', async () => {
    process.kill(running.guardianPid, 'SIGKILL');
    await once(harness, 'exit');
    expect(postgresProcesses()).toEqual([]);
    expect(segmentsHeld()).toEqual([]);
    expect(await readdir(root)).toEqual([]);
    const log = readFileSync(join(folder, 'logs', 'postgres.log'), 'utf8');
    expect(log).toContain('received immediate shutdown request');
  });

  it('is released when the postmaster is killed', async () => {
    process.kill(running.postgresPid, 'SIGKILL');
    await once(harness, 'exit');
    expect(postgresProcesses()).toEqual([]);
    expect(segmentsHeld()).toEqual([]);
    expect(await readdir(root)).toEqual([]);
  });

  it('is released by the next command when everything was killed at once', async () => {
    const all = [harness.pid!, running.guardianPid, ...postgresProcesses()];
    for (const pid of all) sendSignal(pid, 'SIGSTOP'); // so that none of them sees another die
    for (const pid of all) sendSignal(pid, 'SIGKILL');
    await vi.waitFor(() => expect(all.filter(isRunning)).toEqual([]), PATIENT);
    expect(segmentsHeld()).toEqual([segment]);
    await expect.poll(() => clearDeadWorkFolders([root]), PATIENT).toHaveLength(1);
    expect(segmentsHeld()).toEqual([]);
  });
});
