import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findPortHolder } from './ports.ts';
import { killTrees, listProcesses } from './process-tree.ts';
import { isRunning, leftOvers } from './testing/fixture.ts';

const PATIENT = { timeout: 60_000, interval: 20 };

type Running = { guardianPid: number; roots: number[]; pids: number[]; urls: string[] };

let folder: string;
let harness: ChildProcess;
let running: Running;
let nextLine: () => Promise<string>;
/** The work folder with the database, and the segment of System V shared memory that PostgreSQL holds for it. */
let dataFolder: string;
let sharedMemoryId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-killed-'));
  harness = spawn(process.execPath, [join(import.meta.dirname, 'testing', 'harness.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: harness.stdout! })[Symbol.asyncIterator]();
  nextLine = async () => (await lines.next()).value ?? '';
  running = JSON.parse(await nextLine());
  dataFolder = listProcesses().find(({ pid }) => pid === running.roots[0])!.cwd!;
  // See "PID file" in PostgreSQL's src/include/utils/pidfile.h: line 7 is the key and the id of the segment.
  sharedMemoryId = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8')
    .split('\n')[6]!
    .trim()
    .split(/\s+/)[1]!;
});
afterEach(async () => {
  harness.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(running.guardianPid)).toBe(false), PATIENT);
  const left = leftOvers(await readFile(join(folder, 'logs', 'guardian.log'), 'utf8'));
  await killTrees(left, [dataFolder], 10_000);
  await rm(folder, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** Whether that id is in the second column of /proc/sysvipc/shm. */
const holdsSharedMemory = () =>
  readFileSync('/proc/sysvipc/shm', 'utf8')
    .split('\n')
    .some((line) => line.trim().split(/\s+/)[1] === sharedMemoryId);

describe.runIf(process.platform === 'linux')('a harness that is killed with SIGKILL', () => {
  it('leaves no process, no port, no shared memory and no work folder behind', async () => {
    // nginx with 2 workers, 3 servers, Redis, PostgreSQL with its own processes and 2 busy backends
    expect(running.pids.length).toBeGreaterThanOrEqual(3 + 3 + 1 + 6);
    expect(holdsSharedMemory()).toBe(true);
    process.kill(-harness.pid!, 'SIGKILL'); // its whole group, as a terminal or a CI system may do
    await vi.waitFor(() => {
      expect(running.pids.filter(isRunning)).toEqual([]);
      expect(isRunning(running.guardianPid)).toBe(false);
    }, PATIENT);
    for (const url of running.urls) expect(findPortHolder(Number(new URL(url).port))).toBeNull();
    expect(existsSync(dataFolder)).toBe(false);
    expect(holdsSharedMemory()).toBe(false);
  });
});

describe.runIf(process.platform === 'linux')("a terminal's Ctrl-C", () => {
  it('reaches the harness alone: everything else waits for what the harness decides', async () => {
    process.kill(-harness.pid!, 'SIGINT');
    expect(await nextLine()).toBe('interrupted');
    const response = await fetch(`${running.urls[2]}/health`);
    expect(response.status).toBe(200);
    expect(running.roots.filter((pid) => !isRunning(pid))).toEqual([]);
    expect(isRunning(running.guardianPid)).toBe(true);
  });
});
