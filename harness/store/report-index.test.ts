import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { indexAt, indexFilesIn } from './report-index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-index-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('an index is named by any of its files', async () => {
  for (const kind of ['platforms', 'experiments'] as const) {
    const files = indexFilesIn(folder, kind);
    for (const path of [files.jsonFile, files.htmlFile, files.markdownFile]) {
      expect(await indexAt(path)).toEqual(files);
    }
  }
});

it('a folder names the index that is in it; a run is none', async () => {
  expect(await indexAt(folder)).toBeNull();
  expect(await indexAt(join(folder, 'not', 'there'))).toBeNull();
  await mkdir(join(folder, 'run'));
  await writeFile(join(folder, 'run', 'run.json'), '{}');
  await writeFile(join(folder, 'experiments.json'), '{}');
  expect(await indexAt(folder)).toEqual(indexFilesIn(folder, 'experiments'));
  expect(await indexAt(join(folder, 'run'))).toBeNull();
});

it('of two indexes in a folder, one must be named', async () => {
  await writeFile(join(folder, 'index.json'), '{}');
  await writeFile(join(folder, 'experiments.json'), '{}');
  await expect(indexAt(folder)).rejects.toMatchObject({
    code: 'USAGE',
    hint: expect.stringContaining(join(folder, 'experiments.html')),
  });
});
