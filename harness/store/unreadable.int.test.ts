import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readExperiment } from '../compare/experiment-file.ts';
import { obstacleTo } from '../system/programs/programs.ts';
import { lastLogLines } from '../system/supervision/log-tail.ts';
import { openExperimentFolder } from './experiment-folder.ts';
import { createRunFolder, listRuns, openRunFolder, readRun, writeRun } from './index.ts';
import { sampleRun } from './testing/samples.ts';
import { isThere } from './validation.ts';

/** A platform without its own experiments. */
const NOWHERE = { slug: 'nowhere', folders: { scenarios: '/nowhere', seed: '/nowhere', server: '/nowhere' } };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-unreadable-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Ways in which a path can exist but not be readable, each with the words for it. */
const OBSTACLES: [string, string, (path: string) => Promise<unknown>][] = [
  ['a link that leads to itself', 'its links form a loop', (path) => symlink(path, path)],
  ['a folder', 'it is a folder, but a file is needed', (path) => mkdir(path)],
];

describe.each(OBSTACLES)('%s in the place of', (_name, words, put) => {
  it('run.json is a run that cannot be read, not one that does not exist', async () => {
    const { path, runFile } = await createRunFolder(folder, 'run');
    await put(runFile);
    await expect(openRunFolder(path).then(readRun)).rejects.toMatchObject({
      code: 'RUN_UNREADABLE',
      message: expect.stringContaining(words),
    });
  });

  it('experiment.json is an experiment that exists', async () => {
    await put(join(folder, 'experiment.json'));
    expect(await openExperimentFolder(folder)).toMatchObject({ path: folder });
  });

  it('a file of an experiment is a file that cannot be read', async () => {
    const file = join(folder, 'mine.json');
    await put(file);
    await expect(readExperiment(file, NOWHERE)).rejects.toMatchObject({
      code: 'EXPERIMENT_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('a log is reported, and not treated as an empty one', async () => {
    const file = join(folder, 'k6.log');
    await put(file);
    expect((await lastLogLines(file)).join()).toContain(words);
    expect(await lastLogLines(join(folder, 'none.log'))).toEqual([]);
  });

  it('one run does not hide the others', async () => {
    const broken = await createRunFolder(folder, '20261121T012428Z-b');
    await put(broken.runFile);
    const whole = await createRunFolder(folder, '20261121T012428Z-a');
    await writeRun(whole, sampleRun());
    const { runs, unreadable } = await listRuns(folder);
    expect(runs.map(({ folder: { id } }) => id)).toEqual([whole.id]);
    expect(unreadable.map(({ path }) => path)).toEqual([broken.path]);
  });
});

it('only what does not exist is reported as missing', async () => {
  await writeFile(join(folder, 'file'), '');
  expect(await isThere(join(folder, 'none'))).toBe(false);
  expect(await isThere(join(folder, 'file', 'below'))).toBe(false);
  await expect(isThere(join(folder, 'x'.repeat(300)))).rejects.toMatchObject({
    code: 'RUN_UNREADABLE',
    message: expect.stringContaining('name is too long'),
  });
  await expect(openRunFolder(join(folder, 'none'))).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  await expect(readExperiment(join(folder, 'none.json'), NOWHERE)).rejects.toMatchObject({
    code: 'EXPERIMENT_NOT_FOUND',
  });
  await expect(listRuns(join(folder, 'file'))).rejects.toMatchObject({
    code: 'PATH_UNUSABLE',
    message: expect.stringContaining('but a folder is needed'),
  });
});

it('distinguishes a program that cannot be run from one that does not exist', async () => {
  const program = join(folder, 'k6');
  expect(await obstacleTo(program)).toBe('does not exist');
  await writeFile(program, '');
  await chmod(program, 0o644);
  expect(await obstacleTo(program)).toBe('cannot be run: this user may not use it');
  expect(await obstacleTo(folder)).toBe('is not a file');
  await chmod(program, 0o755);
  expect(await obstacleTo(program)).toBeNull();
});
