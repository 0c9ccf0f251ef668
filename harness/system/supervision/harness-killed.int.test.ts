import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isPaused, isRunning, leftOvers } from '../testing/fixture.ts';
import { findPortHolder } from './ports.ts';
import { killTrees, listProcesses } from './process-tree.ts';

const PATIENT = { timeout: 60_000, interval: 20 };

type Running = {
  guardianPid: number;
  parts: { name: string; pid: number }[];
  roots: number[];
  pids: number[];
  baseUrl: string;
  urls: string[];
};

let folder: string;
let harness: ChildProcess;
let running: Running;
let nextLine: () => Promise<string>;
/** The work folders of the parts. */
let workFolders: string[];
/** The segments of System V shared memory that the PostgreSQLs hold. */
let sharedMemoryIds: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-killed-'));
  harness = spawn(process.execPath, [join(import.meta.dirname, '..', 'testing', 'harness.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: harness.stdout! })[Symbol.asyncIterator]();
  nextLine = async () => (await lines.next()).value ?? '';
  running = JSON.parse(await nextLine());
  const stores = running.parts.filter(({ name }) => !name.startsWith('server-'));
  workFolders = stores.map((part) => listProcesses().find(({ pid }) => pid === part.pid)!.cwd!);
  const dataFolders = workFolders.filter((_folder, index) => stores[index]!.name.startsWith('postgres'));
  sharedMemoryIds = dataFolders.map(sharedMemoryOf);
});
afterEach(async () => {
  harness.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(running.guardianPid)).toBe(false), PATIENT);
  const left = leftOvers(await readFile(join(folder, 'logs', 'guardian.log'), 'utf8'));
  await killTrees(left, workFolders, 10_000);
  await rm(folder, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** See "PID file" in PostgreSQL's src/include/utils/pidfile.h: line 7 is the key and the id of the segment. */
function sharedMemoryOf(dataFolder: string): string {
  return readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')[6]!.trim().split(/\s+/)[1]!;
}

/** The ids that are in the second column of /proc/sysvipc/shm. */
function sharedMemoryHeld(): string[] {
  const lines = readFileSync('/proc/sysvipc/shm', 'utf8').split('\n');
  const held = lines.map((line) => line.trim().split(/\s+/)[1]);
  return sharedMemoryIds.filter((id) => held.includes(id));
}

describe.runIf(process.platform === 'linux')('a harness that is killed with SIGKILL', () => {
  it('leaves no process, not even a paused one, no port, no shared memory and no work folder behind', async () => {
    expect(running.parts.map(({ name }) => name).sort()).toEqual(
      ['nginx', 'pgbouncer', 'postgres', 'postgres-replica-1', 'redis-1', 'redis-2', 'redis-3']
        .concat(['server-1', 'server-2', 'server-3'])
        .sort(),
    );
    // nginx with 2 workers, 3 servers, 3 of Redis, PgBouncer, two PostgreSQLs with their own processes and 4 busy backends
    expect(running.pids.length).toBeGreaterThanOrEqual(3 + 3 + 3 + 1 + 2 * 4 + 4);
    expect(sharedMemoryHeld()).toHaveLength(2);
    expect(workFolders.filter((folder) => !existsSync(folder))).toEqual([]);
    const paused = running.parts.find(({ name }) => name === 'server-1')!.pid;
    process.kill(-paused, 'SIGSTOP');
    await vi.waitFor(() => expect(isPaused(paused)).toBe(true), PATIENT);
    process.kill(-harness.pid!, 'SIGKILL'); // its whole group, as a terminal or a CI system may do
    await vi.waitFor(() => {
      expect(running.pids.filter(isRunning)).toEqual([]);
      expect(isRunning(running.guardianPid)).toBe(false);
    }, PATIENT);
    for (const url of running.urls) expect(findPortHolder(Number(new URL(url).port))).toBeNull();
    expect(workFolders.filter(existsSync)).toEqual([]);
    expect(sharedMemoryHeld()).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')("a terminal's Ctrl-C", () => {
  it('reaches only the harness: everything else waits for what the harness decides', async () => {
    process.kill(-harness.pid!, 'SIGINT');
    expect(await nextLine()).toBe('interrupted');
    const response = await fetch(`${running.baseUrl}/health`);
    expect(response.status).toBe(200);
    expect(running.roots.filter((pid) => !isRunning(pid))).toEqual([]);
    expect(isRunning(running.guardianPid)).toBe(true);
  });
});
