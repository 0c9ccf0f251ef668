import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { madeUpComparison } from '../../reports/testdata/comparisons.ts';
import { madeUpIndex } from '../../reports/testdata/indexes.ts';
import type { ExperimentIndex, PlatformIndex } from '../model/report-index.ts';
import {
  createExperimentFolder,
  indexFilesIn,
  readReportIndex,
  writeComparison,
  writeExperimentRun,
  writeReportIndex,
} from '../store/index.ts';
import { redrawIndex } from './redraw-index.ts';

/** A run whose verdict is "pass". */
const STORED = join(import.meta.dirname, '..', 'store', 'testdata', 'run-v3');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-redraw-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('has the verdicts that are in its folders now; a row whose folder is gone stays as it was', async () => {
  await cp(STORED, join(folder, 'judged-again'), { recursive: true });
  const stored = madeUpIndex('mixed') as PlatformIndex;
  const [hall, library, , market] = stored.entries;
  const files = indexFilesIn(folder, 'platforms');
  const entries = [{ ...library!, folder: 'judged-again' }, { ...hall!, folder: 'gone' }, market!];
  await writeReportIndex(files, { ...stored, entries });
  const { index, rows } = await redrawIndex(files);
  expect(index.entries).toMatchObject([
    {
      title: library!.title,
      durationMs: library!.durationMs,
      folder: 'judged-again',
      run: { status: 'pass' },
    },
    { ...hall!, folder: 'gone' },
    market!,
  ]);
  expect(rows).toMatchObject([
    { result: { verdict: { status: 'pass' } } },
    { failure: { code: 'RUN_NOT_FOUND' } },
    null,
  ]);
  expect(await readReportIndex(files)).toEqual(index);
  expect(await readFile(files.htmlFile, 'utf8')).toContain('./judged-again/report.html');
  expect(await readFile(files.markdownFile, 'utf8')).toContain(library!.title);
});

it('of experiments has their comparisons', async () => {
  const { comparison, run } = madeUpComparison('refuted');
  const experiment = await createExperimentFolder(folder, {
    startedAt: new Date(0),
    name: 'cache',
    random: 'abc',
  });
  await writeExperimentRun(experiment, run);
  await writeComparison(experiment, comparison);
  const stored = madeUpIndex('experiments') as ExperimentIndex;
  const files = indexFilesIn(folder, 'experiments');
  const entries = [{ ...stored.entries[0]!, folder: basename(experiment.path) }];
  await writeReportIndex(files, { ...stored, entries });
  const { index } = await redrawIndex(files);
  expect(index.entries).toMatchObject([{ comparison: { outcome: 'refuted', answer: comparison.answer } }]);
});

it('is an error if it is not an index', async () => {
  const files = indexFilesIn(folder, 'platforms');
  await expect(redrawIndex(files)).rejects.toMatchObject({ code: 'RUN_UNREADABLE' });
});
