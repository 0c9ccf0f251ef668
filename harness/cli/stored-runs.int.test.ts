import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printedObject } from './testing/printed.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const STORED = join(import.meta.dirname, '..', 'store', 'testdata', 'run-v3');

let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'proofload-stored-runs-'));
  await cp(STORED, join(runs, 'whole'), { recursive: true });
  await cp(STORED, join(runs, 'no-verdict'), { recursive: true });
  await writeFile(join(runs, 'no-verdict', 'verdict.json'), '{');
  await mkdir(join(runs, 'broken'));
  await writeFile(join(runs, 'broken', 'run.json'), '{');
});
afterAll(() => rm(runs, { recursive: true, force: true }));

async function printed(...args: string[]) {
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1e8 }, (error, out) =>
      resolve({ code: error?.code ?? 0, stdout: out }),
    );
  });
  return { code, output: printedObject(stdout) };
}

it('runs --json lists what can be read, and why the rest cannot', async () => {
  const { code, output } = await printed('runs', '--json', '--out', runs);
  expect(code).toBe(0);
  const unreadable = { code: 'RUN_UNREADABLE' };
  expect(output).toMatchObject({
    kind: 'runs',
    runs: [
      {
        folder: join(runs, 'whole'),
        status: 'pass',
        headline: expect.stringContaining('all 6 promises hold'),
        error: null,
      },
      { folder: join(runs, 'no-verdict'), status: null, headline: null, error: unreadable },
    ],
    unreadable: [{ folder: join(runs, 'broken'), error: unreadable }],
  });
  const [whole] = output.runs as { sizeBytes: number }[];
  expect(whole!.sizeBytes).toBeGreaterThan(10_000);
});

it('report --json prints the verdict of a stored run', async () => {
  const { code, output } = await printed('report', join(runs, 'whole'), '--json');
  expect(code).toBe(0);
  expect(output).toMatchObject({ kind: 'verdicts', runs: [{ status: 'pass', verdict: { status: 'pass' } }] });
});

it('report of a folder draws its index again, from the verdicts that are there, as a PDF too', async () => {
  const entry = (folder: string) => ({
    platform: folder,
    title: folder,
    folder,
    durationMs: 1,
    error: null,
    run: null,
  });
  const provenance = {
    commit: null,
    commitIsDirty: false,
    machine: { cpuModel: 'none', cores: 2, memoryBytes: 1e9, os: 'none' },
    commandLine: ['verify', '--all'],
  };
  const moment = '2026-11-25T13:46:40.000Z';
  await writeFile(
    join(runs, 'index.json'),
    JSON.stringify({
      schemaVersion: 1,
      kind: 'platforms',
      startedAt: moment,
      endedAt: moment,
      state: 'complete',
      provenance,
      entries: [entry('whole'), entry('no-verdict')],
    }),
  );
  const { code, output } = await printed('report', runs, '--pdf', '--json');
  expect(output).toMatchObject({
    kind: 'verdicts',
    runs: [{ folder: join(runs, 'whole'), verdict: { status: 'pass' } }],
    indexFile: join(runs, 'index.json'),
    failures: [{ platform: 'no-verdict', error: { code: 'RUN_UNREADABLE' } }],
  });
  expect(code).toBe(2);
  expect(await readFile(join(runs, 'index.html'), 'utf8')).toContain('./whole/report.html');
  expect(await readFile(join(runs, 'index.pdf'), 'latin1')).toMatch(/^%PDF-/);
});

it('trend --pdf prints its page', async () => {
  const { code, output } = await printed('trend', runs, '--pdf', '--json');
  expect(code).toBe(0);
  expect(output).toMatchObject({ kind: 'trend', reportFile: join(runs, 'trend.html') });
  expect(await readFile(join(runs, 'trend.pdf'), 'latin1')).toMatch(/^%PDF-/);
});

it('an option that does not exist, with --json', async () => {
  const { code, output } = await printed('runs', '--json', 'what');
  expect(output).toMatchObject({ error: { code: 'USAGE' } });
  expect(code).toBe(2);
});
