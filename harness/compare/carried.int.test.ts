import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { carriedRange, climbedLevels } from '../capacity/staircase.ts';
import type { ClimbedLevel, ComparedArm } from '../model/comparison.ts';
import type { Experiment } from '../model/experiment.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import type { PlantedDefects } from '../model/run.ts';
import { loadPlatform } from '../run/load-platform.ts';
import { summarizeAndJudge } from '../run/summarize-and-judge.ts';
import { type ExperimentFolder, openRunFolder } from '../store/index.ts';
import { givenStoresIn, programsOf } from '../system/planned-parts.ts';
import { compareArms } from './differences/index.ts';
import { type ExperimentOptions, runExperiment } from './experiment.ts';
import { type PlannedExperiment, planExperiment } from './plan-experiment.ts';

/*
 * Real climbs, as short as possible. A statement that takes 400 ms makes the limit of a pool plain: one connection carries 2.5 of them a
 * second, twenty carry 50. So what is found does not depend on how busy the machine is.
 */

const LEVELS = {
  model: 'staircase',
  from: 1,
  factor: 6,
  to: 36,
  datasetSize: 50,
  warmUpSec: 3,
  settleSec: 1,
  steadySec: 10,
  carriedWhile: { p95Ms: 2500, correctShare: 0.9 },
} as const;

const EXPERIMENT: Experiment = {
  schemaVersion: 2,
  name: 'carried',
  platform: 'toy',
  question: 'How much does a pool of twenty connections carry?',
  claim: {
    id: 'toy.pool',
    statement: 'Twenty connections carry three times what one carries',
    source: { document: 'The toy library', section: 'none' },
    measure: 'carriedPerSec',
    arm: { poolMax: 20 },
    against: { poolMax: 1 },
    operator: '>=',
    ratio: 3,
  },
  base: { cache: 'none', poolMin: 1, singleFlight: false },
  factors: { poolMax: [1, 20] },
  design: 'full',
  load: { ...LEVELS, offers: 'arrivals' },
  measures: ['carriedPerSec', 'responseTimeP95Ms'],
  repetitions: 4,
};
const SLOW: PlantedDefects = { slowStatement: { statement: 'shelf_read', delayMs: 400 } };

let platform: PlacedPlatform;
let folder: string;

beforeAll(async () => {
  platform = await loadPlatform('./testing/toy');
  await provision({
    need: ['k6', ...programsOf([platform.documented], givenStoresIn(process.env))],
    env: process.env,
    log: console.error,
  });
  folder = await mkdtemp(join(tmpdir(), 'proofload-carried-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One block, one attempt, and levels of five seconds, after five in which they settle. */
function oneBlock(experiment = EXPERIMENT): PlannedExperiment {
  const plan = planExperiment(experiment, platform);
  const loads = plan.profile.loads.map((load) => ({
    ...load,
    phases: load.phases.map((phase) => ({ ...phase, durationMs: phase.name === 'warm-up' ? 1000 : 5000 })),
  }));
  return { ...plan, repetitions: 1, mostAttempts: 1, profile: { loads } };
}

/** Each has a folder of its own, by which its processes can be told from the other's. */
const runsFolderOf = (name: string) => join(folder, name);

function options(
  name: string,
  plan: PlannedExperiment,
  onProgress: ExperimentOptions['onProgress'],
): ExperimentOptions {
  return {
    plan,
    platform,
    plantedDefects: () => SLOW,
    runsFolder: runsFolderOf(name),
    randomSeed: 1,
    env: process.env,
    commandLine: ['compare', 'carried'],
    signal: new AbortController().signal,
    onProgress,
  };
}

/** What the only run of an arm has shown, whatever the measurement suffered on a busy machine: the next test is about that. */
async function climbed({ repetitions }: ComparedArm, own: ExperimentFolder): Promise<ClimbedLevel[]> {
  const { run, summary } = await summarizeAndJudge(
    await openRunFolder(join(own.path, repetitions[0]!.folder)),
  );
  expect(run.state).toBe('complete'); // it was not aborted, although its load ended early
  return climbedLevels(run, summary, [])!;
}

const statusesOf = (levels: readonly ClimbedLevel[]) => levels.map(({ level, status }) => [level, status]);

// At the same time, because they mostly wait.
describe.concurrent('a climb', () => {
  it('climbs until the system refuses, and compares what was carried', async () => {
    const { comparison, run, folder: own } = await runExperiment(options('limit', oneBlock(), () => {}));
    const levels = await Promise.all(comparison.arms.map((arm) => climbed(arm, own)));
    const [one, twenty] = levels as [ClimbedLevel[], ClimbedLevel[]];
    expect(statusesOf(one)).toEqual([
      // and it ended before the third
      [1, 'carried'],
      [6, 'refused'],
    ]);
    expect(statusesOf(twenty)).toEqual([
      [1, 'carried'],
      [6, 'carried'],
      [36, 'carried'],
    ]);

    // Four blocks that all end like this one support the claim.
    const blocks = [0, 1, 2, 3];
    const ofFour = {
      ...run,
      repetitions: blocks.flatMap((block) => run.repetitions.map((each) => ({ ...each, block }))),
    };
    const arms = comparison.arms.map(({ name, proofs, repetitions }, arm) => {
      const range = carriedRange(levels[arm]!);
      const shown = { values: { carriedPerSec: range.low }, ranges: { carriedPerSec: range } };
      const valid = { ...repetitions[0]!, ...shown, isValid: true, reasons: [] };
      return { name, proofs, repetitions: blocks.map((block) => ({ ...valid, block })) };
    });
    const { claim, differences } = compareArms({ run: ofFour, arms, measures: comparison.measures });
    expect(differences[0]).toMatchObject({
      word: 'better',
      ratio: { low: expect.closeTo(36 / 6, 0), high: null },
    });
    expect(claim).toMatchObject({ status: 'supported' });
  });

  it('does not take a generator that stood still for a limit of the system', async () => {
    const { claim: _, ...question } = EXPERIMENT;
    const plan = oneBlock({
      ...question,
      load: { ...LEVELS, offers: 'users', thinkTimeMs: 1000 },
      measures: ['carriedUsers'],
    });
    const paused: number[] = [];
    const { comparison } = await runExperiment(
      options('pause', { ...plan, arms: [plan.arms[1]!] }, (event) => {
        if (event.kind === 'phase' && event.name === '6 users')
          void pauseGenerator(runsFolderOf('pause'), 4_000, paused);
      }),
    );
    expect(paused).toHaveLength(1);
    const [{ levels, ranges, isValid }] = comparison.arms[0]!.repetitions as [
      ComparedArm['repetitions'][number],
    ];
    expect(levels!.slice(0, 2).map(({ level, status }) => [level, status])).toEqual([
      [1, 'carried'],
      [6, 'doubtful'],
    ]);
    expect(ranges!.carriedUsers).toEqual({ low: 1, high: null });
    expect(isValid).toBe(true); // what it showed before is still good
  });
});

/** Stops the k6 of the run in a folder for a while. */
async function pauseGenerator(runsFolder: string, forMs: number, paused: number[]): Promise<void> {
  for (const name of (await readdir('/proc')).filter((each) => /^\d+$/.test(each))) {
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes(runsFolder) || !command.includes('staircase-options.json')) continue;
    const pid = Number(name);
    process.kill(pid, 'SIGSTOP');
    paused.push(pid);
    setTimeout(() => process.kill(pid, 'SIGCONT'), forMs);
  }
}
