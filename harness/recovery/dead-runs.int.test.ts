import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeUpCalibration } from '../../reports/testdata/calibration.ts';
import { madeUpComparison } from '../../reports/testdata/comparisons.ts';
import { mountSmallDisk, reasonAgainstSmallDisk } from '../../scripts/torture/small-disk.ts';
import {
  createCalibrationFolder,
  readCalibration,
  saveCalibration,
} from '../calibrate/calibration-folder.ts';
import type { Run } from '../model/run.ts';
import { claimFolder } from '../store/claim.ts';
import {
  createExperimentFolder,
  createHistograms,
  createRunFolder,
  createTimeline,
  type RunFolder,
  readExperimentRun,
  readRun,
  readVerdict,
  writeExperimentRun,
  writeRun,
} from '../store/index.ts';
import { sampleHistogram, sampleRun, sampleSecond } from '../store/testing/samples.ts';
import { closeDeadRuns } from './dead-runs.ts';

let runsFolder: string;

beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'proofload-dead-runs-'));
});
afterEach(() => rm(runsFolder, { recursive: true, force: true }));

/** The claim of a process that was killed. */
async function claimAndDie(path: string): Promise<void> {
  (await claimFolder(path)).abandon();
}

const [BEGAN_SEC, RECORDED_SEC] = [1_795_224_268, 14];

/** A run that is under way: of 60 planned seconds, 14 are on the disk, and half a line of the next. */
async function runUnderWay(in_ = runsFolder, overrides: Partial<Run> = {}): Promise<RunFolder> {
  const folder = await createRunFolder(in_, '20261121T012428Z-tvet-connect-3f9a1c');
  await writeRun(folder, sampleRun({ state: 'running', ...overrides }));
  const [timeline, histograms] = [await createTimeline(folder, [1, 2]), await createHistograms(folder)];
  for (let second = BEGAN_SEC; second <= BEGAN_SEC + RECORDED_SEC; second++) {
    await timeline.write(sampleSecond(second));
    await histograms.write(sampleHistogram(second));
  }
  await Promise.all([timeline.close(), histograms.close()]);
  await appendFile(folder.timelineFile, '{"second":17952');
  await appendFile(folder.histogramsFile, '{"sec');
  return folder;
}

describe('a run that was killed', () => {
  it('is marked as failed, judged by the seconds that are on the disk, and left alone from then on', async () => {
    const folder = await runUnderWay();
    await claimAndDie(folder.path);
    await writeFile(join(folder.path, 'run.json.partial'), '{');
    expect(await closeDeadRuns(runsFolder)).toEqual([
      { path: folder.path, outcome: 'judged', problem: null },
    ]);
    const run = await readRun(folder);
    expect(run).toMatchObject({ state: 'failed', endedBy: { code: 'RUN_KILLED' } });
    expect(run.phases.map(({ name, endMs }) => [name, endMs])).toEqual([
      ['open-steady', (BEGAN_SEC + RECORDED_SEC) * 1000],
    ]);
    const verdict = await readVerdict(folder);
    expect(verdict.status).toBe('invalid');
    expect(verdict.notes[0]).toBe(
      'The run failed before it was complete: Proofload was killed during this run.',
    );
    const left = await readdir(folder.path);
    expect(left).toContain('report.html');
    expect(left.filter((name) => /alive|partial/.test(name))).toEqual([]);
    expect(await closeDeadRuns(runsFolder)).toEqual([]);
  });

  it('is left alone while it is alive, and if it was never claimed', async () => {
    const folder = await runUnderWay();
    using _claim = await claimFolder(folder.path);
    const unclaimed = await runUnderWay(join(runsFolder, 'more'));
    expect(await closeDeadRuns(runsFolder)).toEqual([]);
    expect(await closeDeadRuns(join(runsFolder, 'more'))).toEqual([]);
    expect((await readRun(folder)).state).toBe('running');
    expect((await readRun(unclaimed)).state).toBe('running');
  });

  it('is closed once, by whichever command comes first', async () => {
    const folder = await runUnderWay();
    await claimAndDie(folder.path);
    const closed = (await Promise.all([1, 2, 3].map(() => closeDeadRuns(runsFolder)))).flat();
    expect(closed.length).toBeLessThanOrEqual(1); // none if all of them gave way: then the next one does it
    await closeDeadRuns(runsFolder);
    expect((await readRun(folder)).state).toBe('failed');
    expect((await readdir(folder.path)).filter((name) => name.startsWith('alive'))).toEqual([]);
  });

  it('keeps the state that it had reached, and is judged if it was not yet', async () => {
    const folder = await runUnderWay(runsFolder, { state: 'aborted' });
    await claimAndDie(folder.path);
    await closeDeadRuns(runsFolder);
    expect(await readRun(folder)).toMatchObject({ state: 'aborted' });
    expect((await readVerdict(folder)).status).toBeTypeOf('string');
  });

  it('is only marked if its load had not begun, and removed if it was not yet a run', async () => {
    const preparing = await createRunFolder(runsFolder, 'preparing');
    await writeRun(preparing, sampleRun({ state: 'running', phases: [] }));
    const empty = await createRunFolder(runsFolder, 'empty');
    for (const { path } of [preparing, empty]) await claimAndDie(path);
    expect((await closeDeadRuns(runsFolder)).map(({ outcome }) => outcome).sort()).toEqual([
      'marked',
      'removed',
    ]);
    expect(await readdir(runsFolder)).toEqual(['preparing']);
    expect(await readRun(preparing)).toMatchObject({ state: 'failed', endedBy: { code: 'RUN_KILLED' } });
  });

  it('is marked even if its record is damaged, and the damage is reported', async () => {
    const folder = await runUnderWay();
    await appendFile(folder.timelineFile, '\n');
    await claimAndDie(folder.path);
    const [closed] = await closeDeadRuns(runsFolder);
    expect(closed?.problem).toMatchObject({
      code: 'RUN_UNREADABLE',
      message: expect.stringContaining('timeline.ndjson:17'),
    });
    expect((await readRun(folder)).state).toBe('failed');
    expect(await closeDeadRuns(runsFolder)).toEqual([]);
  });
});

const against = reasonAgainstSmallDisk();
it.skipIf(against !== null)(
  `a run that cannot be closed on a full disk is closed when there is space again${against ? `: ${against}` : ''}`,
  async () => {
    const disk = join(runsFolder, 'disk');
    await mkdir(disk);
    const unmount = mountSmallDisk(disk);
    try {
      const folder = await runUnderWay(disk);
      await claimAndDie(folder.path);
      const filling = join(disk, 'filling');
      await writeFile(filling, Buffer.alloc(64 * 2 ** 20)).catch(() => {}); // more than there is room for
      expect(await closeDeadRuns(disk)).toMatchObject([{ problem: { code: 'DISK_FULL' } }]);
      expect((await readRun(folder)).state).toBe('running');
      await rm(filling);
      expect(await closeDeadRuns(disk)).toMatchObject([{ outcome: 'judged', problem: null }]);
      expect((await readRun(folder)).state).toBe('failed');
    } finally {
      unmount();
    }
  },
);

it('a calibration that was killed keeps what it had measured; one that had measured nothing is removed', async () => {
  const [folder, empty] = [
    await createCalibrationFolder(runsFolder, new Date()),
    await createCalibrationFolder(runsFolder, new Date()),
  ];
  const calibration = madeUpCalibration('right');
  await saveCalibration(folder, { ...calibration, state: 'running', ceiling: null, costs: [] });
  for (const { path } of [folder, empty]) await claimAndDie(path);
  await closeDeadRuns(runsFolder);
  expect(await readdir(runsFolder)).toEqual([folder.id]);
  const closed = await readCalibration(folder);
  expect(closed).toMatchObject({ state: 'failed', status: 'inconclusive', endedBy: { code: 'RUN_KILLED' } });
  expect(closed.behaviours).toEqual(calibration.behaviours);
  expect(await readFile(folder.reportHtmlFile, 'utf8')).toContain('RUN_KILLED');
});

it('an experiment that was killed can be resumed: its run is closed, and the interrupted repetition is planned again', async () => {
  const { run } = madeUpComparison('supported');
  const folder = await createExperimentFolder(runsFolder, {
    startedAt: new Date(),
    name: 'cache',
    random: '0a1b2c',
  });
  const arm = join(folder.armsFolder, run.arms[0]!.name);
  await mkdir(arm, { recursive: true });
  const underWay = await runUnderWay(arm);
  const repetitions = run.repetitions.map((each, index) => ({
    ...each,
    state: index === 0 ? ('running' as const) : ('planned' as const),
    folder: null,
    attempt: index === 0 ? 1 : 0,
  }));
  await writeExperimentRun(folder, { ...run, state: 'running', endedAt: null, repetitions });
  for (const { path } of [folder, underWay]) await claimAndDie(path);

  expect(await closeDeadRuns(runsFolder)).toEqual([{ path: folder.path, outcome: 'marked', problem: null }]);
  const closed = await readExperimentRun(folder);
  expect(closed).toMatchObject({
    state: 'failed',
    endedAt: expect.any(String),
    endedBy: { code: 'RUN_KILLED', hint: expect.stringContaining(`compare --resume`) },
  });
  expect(closed.repetitions[0]).toMatchObject({ state: 'planned', attempt: 0 });
  expect((await readRun(underWay)).state).toBe('failed');
  expect((await readVerdict(underWay)).targets).toEqual([]);
});
