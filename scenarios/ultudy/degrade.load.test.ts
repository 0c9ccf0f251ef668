import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run } from '../../harness/model/run.ts';
import type { Verdict } from '../../harness/model/verdict.ts';

/* Whole runs. What they expect does not depend on how busy the machine is. */

const PROJECT = join(import.meta.dirname, '..', '..');
const MAIN = join(PROJECT, 'harness', 'cli', 'main.ts');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-ultudy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function verify(...options: string[]): Promise<{ run: Run; verdict: Verdict }> {
  const load = ['--quick', '--users', '40', '--rate', '15'];
  const args = [MAIN, 'verify', 'ultudy', ...load, '--json', '--out', folder, ...options];
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: PROJECT, maxBuffer: 1e8 }, (_error, out, err) =>
      resolve({ stdout: out, stderr: err }),
    );
  });
  const { runs } = JSON.parse(stdout) as { runs: { folder: string; verdict: Verdict }[] };
  expect(runs, stderr).toHaveLength(1);
  const [{ folder: path, verdict }] = runs as [(typeof runs)[number]];
  return { run: JSON.parse(await readFile(join(path, 'run.json'), 'utf8')) as Run, verdict };
}

it('loses no request and no write while Redis is stopped', async () => {
  const { run, verdict } = await verify();
  const ofRedis = run.events.filter(({ part }) => part === 'redis').map(({ kind }) => kind);
  expect(ofRedis).toEqual(['part-stopped', 'part-restored']);
  expect(verdict.targets.map(({ id, actual }) => [id, actual])).toEqual([['ult.degrade', 1]]);
  expect(run.dataChecks.map(({ name }) => name)).toEqual(['progress', 'enrolments', 'bookmarks']);
  for (const { lost, duplicated } of run.dataChecks) expect([lost, duplicated]).toEqual([0, 0]);
});

it('fails when some requests are answered with an error', async () => {
  const { verdict } = await verify('--plant', 'failed-responses=0.05');
  expect(verdict.targets.map(({ id, status }) => [id, status])).toEqual([['ult.degrade', 'fail']]);
});
