import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readRun } from './documents.ts';
import { createRunFolder, type RunFolder } from './run-folder.ts';
import { RunJournal } from './run-journal.ts';
import { sampleRun } from './testing/samples.ts';

let parent: string;
let folder: RunFolder;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'proofload-journal-'));
  folder = await createRunFolder(parent, 'run');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

it('writes phases and events to disk soon after they happened, without a call to save', async () => {
  const { phases, ...rest } = sampleRun();
  const journal = new RunJournal(folder, { ...rest, phases: [], state: 'running' });
  journal.begin(phases);
  for (let n = 0; n < 20; n++) journal.note({ atMs: n, kind: 'note', what: `event ${n}` });
  await vi.waitFor(async () => {
    const run = await readRun(folder);
    expect(run.phases).toEqual(phases);
    expect(run.events).toHaveLength(20);
  });
});

it('has the current run on disk when save resolves, even with several saves at once', async () => {
  const journal = new RunJournal(folder, sampleRun({ state: 'running' }));
  const first = journal.save();
  journal.note({ atMs: 1, kind: 'note', what: 'in between' });
  journal.run.state = 'complete';
  await Promise.all([first, journal.save()]);
  expect(await readRun(folder)).toMatchObject({ state: 'complete', events: [{ what: 'in between' }] });
});

it('rejects a save that cannot be written, and continues', async () => {
  const journal = new RunJournal(folder, sampleRun());
  await rm(folder.path, { recursive: true });
  journal.note({ atMs: 1, kind: 'note', what: 'not awaited' });
  await expect(journal.save()).rejects.toMatchObject({ code: 'ENOENT' });
  await createRunFolder(parent, 'run');
  await journal.save();
  expect((await readRun(folder)).events).toHaveLength(1);
});
