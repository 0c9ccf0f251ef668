import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT } from '../model/errors.ts';
import { listRuns, readVerdict } from '../store/index.ts';
import { listProcesses, membersOf, sendSignal } from '../system/supervision/process-tree.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const TOY = join(import.meta.dirname, '..', '..', 'testing', 'toy');
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

/** A small run, with all processes that it has started so far. */
function start(name: string): Started {
  const runsFolder = join(folder, name);
  const child = spawn(process.execPath, [MAIN, 'verify', TOY, '--quick', '--out', runsFolder], {
    stdio: 'ignore',
  });
  const exitCode = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, runsFolder, exitCode, pids: () => membersOf([child.pid!], [], listProcesses()) };
}

/** Resolves with the pids of the run once a few seconds with requests are on disk. */
async function untilLoaded({ runsFolder, pids }: Started): Promise<number[]> {
  await vi.waitFor(async () => {
    const [id] = await readdir(runsFolder);
    const timeline = await readFile(join(runsFolder, id!, 'timeline.ndjson'), 'utf8');
    expect(timeline.match(/"attempted":[1-9]/g)?.length).toBeGreaterThanOrEqual(3);
  }, PATIENCE);
  return pids();
}

/** The process of the run whose command line (words ended by zeros) matches. */
function pidOf({ pids }: Started, commandLine: RegExp): number {
  return pids().find((pid) => commandLine.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')))!;
}

async function untilGone(pids: number[]): Promise<void> {
  await vi.waitFor(() => {
    const running = new Set(listProcesses().map(({ pid }) => pid));
    expect(pids.filter((pid) => running.has(pid))).toEqual([]);
  }, PATIENCE);
}

// At the same time, because they mostly wait.
describe.concurrent('a run under load', () => {
  it('Ctrl-C stops everything, keeps what was measured, and marks the run aborted', async () => {
    const started = start('interrupted');
    const pids = await untilLoaded(started);
    expect(pids.length).toBeGreaterThan(8); // itself, its guardian, k6, nginx, a server, Redis, PostgreSQL, the object store, with their own processes
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

  it('SIGKILL of the generator is given as the reason in the run, the verdict and all reports', async () => {
    const started = start('generator-killed');
    await untilLoaded(started);
    process.kill(pidOf(started, /\bk6\0run\0/), 'SIGKILL');
    expect(await started.exitCode).toBe(EXIT.invalid);

    const { run, folder: runFolder } = (await listRuns(started.runsFolder)).runs[0]!;
    const reason = /^k6 was ended by SIGKILL during the load "\w+"\. /;
    expect(run).toMatchObject({
      state: 'failed',
      endedBy: { code: 'GENERATOR_FAILED', message: expect.stringMatching(reason) },
    });
    expect((await readVerdict(runFolder)).endedBy).toEqual(run.endedBy);
    for (const file of [runFolder.reportHtmlFile, runFolder.reportMarkdownFile, runFolder.junitFile]) {
      expect(await readFile(file, 'utf8')).toContain('k6 was ended by SIGKILL');
    }
  });

  it('after SIGKILL of everything at once, the next command cleans up and judges what is on disk', async () => {
    const started = start('all-killed');
    const pids = await untilLoaded(started);
    const workFolders = new Set(
      listProcesses().flatMap(({ pid, cwd }) =>
        pids.includes(pid) && cwd?.includes('proofload-work-') ? [/^.*proofload-work-\w+/.exec(cwd)![0]] : [],
      ),
    );
    for (const pid of pids) sendSignal(pid, 'SIGSTOP'); // so that none notices that another dies
    for (const pid of pids) sendSignal(pid, 'SIGKILL');
    await untilGone(pids);
    expect(workFolders.size).toBe(1);

    const listing = spawn(process.execPath, [MAIN, 'runs', '--out', started.runsFolder], { stdio: 'ignore' });
    expect(await new Promise((resolve) => listing.once('exit', resolve))).toBe(EXIT.pass);
    expect([...workFolders].filter(existsSync)).toEqual([]);
    const { run, folder: runFolder } = (await listRuns(started.runsFolder)).runs[0]!;
    expect(run).toMatchObject({ state: 'failed', endedBy: { code: 'RUN_KILLED' } });
    expect(run.phases.length).toBeGreaterThan(0);
    expect((await readVerdict(runFolder)).endedBy?.code).toBe('RUN_KILLED');
  });
});

it.each([
  ['is being built', /✓ stores/, EXIT.interrupted],
  ['is up', /Press Ctrl-C to stop it/, EXIT.pass],
])('Ctrl-C while a served system %s stops everything', async (_, moment, exitCode) => {
  const child = spawn(process.execPath, [MAIN, 'serve', TOY]);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      output += text;
    });
  await vi.waitFor(() => expect(output).toMatch(moment), PATIENCE);
  const pids = membersOf([child.pid!], [], listProcesses());
  expect(pids.length).toBeGreaterThan(3); // itself, its guardian, PostgreSQL, Redis
  child.kill('SIGINT');
  expect(await exited, output).toBe(exitCode);
  await untilGone(pids);
});
