import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeRun } from './documents.ts';
import { listRuns } from './list-runs.ts';
import { CALIBRATION_PREFIX, createRunFolder, newRunId, openRunFolder } from './run-folder.ts';
import { sampleRun } from './testing/samples.ts';

let runsFolder: string;

beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'proofload-store-'));
});
afterEach(() => rm(runsFolder, { recursive: true }));

describe('the id of a run', () => {
  it('consists of its time, its platform and a random part', () => {
    const startedAt = new Date('2026-11-21T01:24:28.123Z');
    expect(newRunId({ startedAt, platform: 'tvet-connect', random: '3f9a1c' })).toBe(
      '20261121T012428Z-tvet-connect-3f9a1c',
    );
  });

  it('sorts by time', () => {
    const times = [
      '2026-09-30T23:59:59Z',
      '2026-10-01T00:00:00Z',
      '2026-10-01T09:00:00Z',
      '2027-01-01T00:00:00Z',
    ];
    const ids = times.map((time, i) =>
      newRunId({ startedAt: new Date(time), platform: 'p', random: `${9 - i}` }),
    );
    expect(ids.toSorted()).toEqual(ids);
  });
});

describe('a run folder', () => {
  it('is made once', async () => {
    const folder = await createRunFolder(join(runsFolder, 'deeper'), 'run-1');
    expect(folder.id).toBe('run-1');
    await expect(createRunFolder(join(runsFolder, 'deeper'), 'run-1')).rejects.toMatchObject({
      code: 'PATH_UNUSABLE',
    });
  });

  it('is opened where there is a run', async () => {
    const folder = await createRunFolder(runsFolder, 'run-1');
    await expect(openRunFolder(folder.path)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    await writeRun(folder, sampleRun());
    expect(await openRunFolder(folder.path)).toEqual(folder);
    await expect(openRunFolder(folder.runFile)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });
});

describe('the list of runs', () => {
  it('is empty where there is no folder', async () => {
    expect(await listRuns(join(runsFolder, 'none'))).toEqual({ runs: [], unreadable: [] });
  });

  it('is newest first, and names runs that cannot be read', async () => {
    for (const id of ['20260101T000000Z-p-a', '20260301T000000Z-p-b', '20260201T000000Z-p-c']) {
      await writeRun(await createRunFolder(runsFolder, id), sampleRun({ id }));
    }
    await mkdir(join(runsFolder, 'empty'));
    const broken = await createRunFolder(runsFolder, 'broken');
    await writeFile(broken.runFile, '{');
    await writeFile(join(runsFolder, 'note.txt'), 'no run');
    await createRunFolder(runsFolder, `${CALIBRATION_PREFIX}20260401T000000Z-a`); // in the same folder, but not a run

    const { runs, unreadable } = await listRuns(runsFolder);
    expect(runs.map(({ run }) => run.id)).toEqual([
      '20260301T000000Z-p-b',
      '20260201T000000Z-p-c',
      '20260101T000000Z-p-a',
    ]);
    expect(unreadable.map(({ path, error }) => [path, error.code])).toEqual([
      [join(runsFolder, 'empty'), 'RUN_NOT_FOUND'],
      [join(runsFolder, 'broken'), 'RUN_UNREADABLE'],
    ]);
  });
});
