import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../harness/model/run.ts';
import type { Verdict } from '../harness/model/verdict.ts';
import { platform } from './toy/scenarios/toy/platform.ts';

/*
 * Runs a platform by path. It consists of its three folders; nothing else in the project refers to it. The test requires a figure for
 * every target, but not that this machine is quiet enough to trust it.
 */
const PROJECT = join(import.meta.dirname, '..');
const MAIN = join(PROJECT, 'harness', 'cli', 'main.ts');
const TOY = join(import.meta.dirname, 'toy');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-toy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Verified = { run: Run; verdict: Verdict; stderr: string };

async function verify(...options: string[]): Promise<Verified> {
  const args = [MAIN, 'verify', TOY, '--quick', '--json', '--out', folder, ...options];
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: PROJECT, maxBuffer: 1e8 }, (_error, out, err) =>
      resolve({ stdout: out, stderr: err }),
    );
  });
  const { runs } = JSON.parse(stdout) as { runs: { folder: string; verdict: Verdict }[] };
  expect(runs, stderr).toHaveLength(1);
  const [{ folder: path, verdict }] = runs as [(typeof runs)[number]];
  return { run: JSON.parse(await readFile(join(path, 'run.json'), 'utf8')) as Run, verdict, stderr };
}

const figuresOf = ({ targets }: Verdict) => Object.fromEntries(targets.map(({ id, actual }) => [id, actual]));

// At the same time, because they mostly wait.
describe.concurrent('the toy platform, by its path', () => {
  it('is started, seeded, loaded and judged by every kind of target', async () => {
    const { run, verdict, stderr } = await verify();
    expect(stderr).toContain('Toy library: 10 users, 58 requests/s, on the data of 50 readers');
    expect(run).toMatchObject({
      platform: 'toy',
      title: 'Toy library',
      state: 'complete',
      topology: { servers: 1, poolMax: 5, redisMaxMemoryMb: 16, objectStorage: 's3', fileDelivery: 'edge' },
    });
    const figures = figuresOf(verdict);
    expect(Object.keys(figures).toSorted()).toEqual(platform.targets.map(({ id }) => id).toSorted());
    for (const [id, figure] of Object.entries(figures)) expect(figure, id).not.toBeNull();
    expect(figures).toMatchObject({ 'toy.users': 10, 'toy.covers': 0, 'toy.files': 0 });
    expect(figures['toy.availability']).toBeGreaterThan(0.9);
    const ofRedis = run.events.filter(({ part }) => part === 'redis').map(({ kind }) => kind);
    expect(ofRedis).toEqual(['part-stopped', 'part-restored']);
    expect(figures['toy.hit-ratio']).toBeGreaterThan(0.2);
    const [covers, files] = run.dataChecks;
    expect(covers).toMatchObject({ name: 'covers', lost: 0, duplicated: 0 });
    expect(covers!.acknowledged).toBeGreaterThan(0);
    expect(files).toMatchObject({ name: 'stored files', lost: 0, duplicated: 0 });
    expect(files!.acknowledged).toBeGreaterThanOrEqual(covers!.acknowledged);
    expect(run.provenance.versions).toHaveProperty('versitygw');
    expect(run.provenance.datasetRows).toMatchObject({ readers: 50, books: 25 });
  });

  it('fails when a defect is planted', async () => {
    const { verdict } = await verify('--plant', 'failed-responses=0.5');
    const failed = verdict.targets.filter(({ status }) => status === 'fail').map(({ id }) => id);
    expect(failed).toContain('toy.availability');
    expect(figuresOf(verdict)['toy.availability']).toBeLessThan(0.7);
  });
});
