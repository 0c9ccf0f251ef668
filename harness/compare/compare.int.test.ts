import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import type { Experiment } from '../model/experiment.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { loadPlatform } from '../run/load-platform.ts';
import { openExperimentFolder, readComparison, readExperimentRun } from '../store/index.ts';
import { givenStoresIn, programsOf } from '../system/planned-parts.ts';
import { type ExperimentOptions, runExperiment } from './experiment.ts';
import { readExperiment } from './experiment-file.ts';
import { type PlannedExperiment, planExperiment } from './plan-experiment.ts';

/*
 * Real experiments, as small as possible: one block, a few seconds each. Whether such a short measurement can be trusted does not matter
 * here (validity decides that). The tests check that arms are what they claim to be, and that an interrupted experiment continues where
 * it stopped.
 */

const SMALL: Experiment = {
  schemaVersion: 2,
  name: 'small',
  platform: 'tvet-connect',
  question: 'Is every arm what it says?',
  base: { servers: 1 },
  factors: { cache: ['none', 'redis'], indexes: [true, false] },
  design: 'full',
  load: { model: 'open', ratePerSec: 40, datasetSize: 60, warmUpSec: 3, steadySec: 10 },
  measures: ['databaseQueriesPerSec', 'responseTimeP95Ms'],
  repetitions: 4,
};

let platform: PlacedPlatform;
let folder: string;

beforeAll(async () => {
  await provision({
    need: ['k6', ...programsOf([DOCUMENTED_TOPOLOGY], givenStoresIn(process.env))],
    env: process.env,
    log: console.error,
  });
  platform = await loadPlatform('tvet-connect');
  folder = await mkdtemp(join(tmpdir(), 'proofload-compare-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One block, one attempt, and a few seconds of each load: too little for an answer, but enough for these tests. */
function oneBlock(experiment: Experiment, asked = platform): PlannedExperiment {
  const plan = planExperiment(experiment, asked);
  const loads = plan.profile.loads.map((load) => ({
    ...load,
    phases: load.phases.map((phase) => ({ ...phase, durationMs: phase.kind === 'steady' ? 6000 : 2000 })),
  }));
  return { ...plan, repetitions: 1, mostAttempts: 1, profile: { loads } };
}

function options(plan: PlannedExperiment, changes: Partial<ExperimentOptions> = {}): ExperimentOptions {
  return {
    plan,
    platform,
    runsFolder: folder,
    randomSeed: 1,
    env: process.env,
    commandLine: ['compare', 'small'],
    signal: new AbortController().signal,
    onProgress: () => {},
    ...changes,
  };
}

// At the same time, because they mostly wait.
describe.concurrent('a comparison', () => {
  it('proves every factor in every arm, and calls an arm invalid if one did not take effect', async () => {
    const plan = oneBlock(SMALL);
    const [plain, , , both] = plan.arms;
    // An arm that is built wrongly on purpose: its cache is on, and its indexes are not dropped.
    const broken = { ...plan.arms[1]!, topology: plan.arms[2]!.topology };
    expect(plan.arms.map(({ levels }) => levels)).toEqual([
      { cache: 'none', indexes: true },
      { cache: 'none', indexes: false },
      { cache: 'redis', indexes: true },
      { cache: 'redis', indexes: false },
    ]);
    const { comparison, folder: own } = await runExperiment(
      options({ ...plan, arms: [plain!, broken, both!] }),
    );
    expect(
      comparison.arms.map(({ proofs }) => proofs.map(({ factor, status }) => `${factor} ${status}`)),
    ).toEqual([
      ['cache proved', 'indexes proved'],
      ['cache refuted', 'indexes refuted'],
      ['cache proved', 'indexes proved'],
    ]);
    expect(comparison.arms[1]!.isValid).toBe(false);
    expect(comparison.status).toBe('invalid');
    const compared = comparison.differences.flatMap(({ arm, against }) => [arm, against]);
    expect(compared).not.toContain(broken.name);
    expect(comparison.differences.every(({ word }) => word === 'too-little-data')).toBe(true);

    // Whether a busy machine can be trusted does not matter here.
    const [withNone, , withRedis] = comparison.arms.map(
      ({ repetitions }) => repetitions[0]!.values.databaseQueriesPerSec!,
    );
    expect(withNone!).toBeGreaterThan(withRedis! * 1.5);
    expect(await readFile(own.reportHtmlFile, 'utf8')).toContain('Is every arm what it says?');
    expect(await readComparison(own)).toEqual(comparison);
  });

  it('continues where it was interrupted', async () => {
    const interrupting = new AbortController();
    const plan = oneBlock({ ...SMALL, factors: { cache: ['none', 'redis'] } });
    let begun = 0;
    const first = await runExperiment(
      options(plan, {
        signal: interrupting.signal,
        onProgress: (event) => {
          if (event.kind === 'begin' && event.step === 'repetition') begun++;
          if (begun === 2 && event.kind === 'live') interrupting.abort('Ctrl-C');
        },
      }),
    );
    expect(first.run.state).toBe('aborted');
    expect(first.run.repetitions.map(({ state }) => state)).toEqual(['complete', 'planned']);
    const kept = first.run.repetitions[0]!.folder;

    const { run } = await runExperiment(options(plan, { resume: first.folder.path }));
    expect(run.state).toBe('complete');
    expect(run.repetitions.map(({ state }) => state)).toEqual(['complete', 'complete']);
    expect(run.repetitions[0]!.folder).toBe(kept);
    expect(await readExperimentRun(await openExperimentFolder(first.folder.path))).toEqual(run);
  });

  it('may have a closed load, and a platform from another folder', async () => {
    const toy = await loadPlatform('./testing/toy');
    const question = await readExperiment('cache', toy);
    const load = {
      model: 'closed',
      users: 20,
      thinkTimeMs: 200,
      datasetSize: 50,
      warmUpSec: 3,
      steadySec: 10,
    } as const;
    const plan = oneBlock({ ...question, factors: { cache: ['none', 'redis'] }, load }, toy);
    const { comparison, run } = await runExperiment(options(plan, { platform: toy }));
    expect(run.state).toBe('complete');
    expect(comparison.experiment).toMatchObject({ platform: 'toy', load });
    expect(comparison.arms.flatMap(({ proofs }) => proofs.map(({ status }) => status))).toEqual([
      'proved',
      'proved',
    ]);
    const [none, redis] = comparison.arms.map(({ repetitions }) => repetitions[0]!.values);
    expect(none!.databaseQueriesPerSec!).toBeGreaterThan(redis!.databaseQueriesPerSec!);
    expect(none!.responseTimeP95Ms!).toBeGreaterThan(0);
  });
});
