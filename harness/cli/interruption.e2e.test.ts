import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EXIT } from '../model/errors.ts';
import { listRuns, readVerdict } from '../store/index.ts';
import { listProcesses, membersOf } from '../topology/process-tree.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const PATIENCE = { timeout: 120_000, interval: 100 };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-interrupted-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

type Started = {
  child: ChildProcess;
  runsFolder: string;
  exitCode: Promise<number | null>;
  pids(): number[];
};

/** A small run, with all the processes that it started until now. */
function start(name: string): Started {
  const runsFolder = join(folder, name);
  const child = spawn(
    process.execPath,
    [MAIN, 'verify', '--quick', '--users', '50', '--rate', '50', '--out', runsFolder],
    { stdio: 'ignore' },
  );
  const exitCode = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, runsFolder, exitCode, pids: () => membersOf([child.pid!], [], listProcesses()) };
}

/** Resolves with the pids of the run once the generator has sent its first requests. */
async function untilLoaded({ runsFolder, pids }: Started): Promise<number[]> {
  await vi.waitFor(async () => {
    const [id] = await readdir(runsFolder);
    const timeline = await readFile(join(runsFolder, id!, 'timeline.ndjson'), 'utf8');
    expect(timeline).toMatch(/"attempted":[1-9]/);
  }, PATIENCE);
  return pids();
}

async function untilGone(pids: number[]): Promise<void> {
  await vi.waitFor(() => {
    const running = new Set(listProcesses().map(({ pid }) => pid));
    expect(pids.filter((pid) => running.has(pid))).toEqual([]);
  }, PATIENCE);
}

it('Ctrl-C stops everything, keeps what was measured, and marks the run aborted', async () => {
  const started = start('interrupted');
  const pids = await untilLoaded(started);
  expect(pids.length).toBeGreaterThan(8); // itself, its guardian, k6, nginx, 3 servers, Redis, PostgreSQL
  started.child.kill('SIGINT');
  expect(await started.exitCode).toBe(EXIT.interrupted);
  await untilGone(pids);

  const { runs } = await listRuns(started.runsFolder);
  const { run, folder: runFolder } = runs[0]!;
  expect(run.state).toBe('aborted');
  const verdict = await readVerdict(runFolder);
  expect(verdict.status).not.toBe('pass');
  expect((await readdir(runFolder.path)).sort()).toEqual(
    expect.arrayContaining(['report.html', 'timeline.ndjson', 'verdict.json']),
  );
  expect(await readdir(runFolder.k6Folder)).not.toContain('world.json');
});

it('SIGKILL of the command takes everything with it', async () => {
  const started = start('killed');
  const pids = await untilLoaded(started);
  started.child.kill('SIGKILL');
  await untilGone(pids);
});
