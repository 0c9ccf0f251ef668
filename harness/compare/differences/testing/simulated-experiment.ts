import type { Comparison, Measure } from '../../../model/comparison.ts';
import type { Experiment, ExperimentRun } from '../../../model/experiment.ts';
import { DOCUMENTED_TOPOLOGY } from '../../../model/testing/documented-topology.ts';
import { normalFrom } from '../../../stats/testing/seeded-random.ts';
import { armsOf, orderOf } from '../../design.ts';
import { factorsOf } from '../../factors/index.ts';
import { compareArms, type ObservedArm } from '../compare-arms.ts';

export const EXPERIMENT: Experiment = {
  schemaVersion: 2,
  name: 'cache',
  platform: 'tvet-connect',
  question: 'What does a cache bring?',
  factors: { cache: ['none', 'redis'] },
  design: 'full',
  load: { model: 'open', ratePerSec: 400, datasetSize: 1000, warmUpSec: 10, steadySec: 30 },
  measures: ['responseTimeP95Ms'],
  repetitions: 4,
};

export const P95: Measure = {
  name: 'responseTimeP95Ms',
  label: 'p95 response time',
  unit: 'ms',
  better: 'lower',
  scale: 'ratio',
};

const FACTORS = factorsOf({ caches: { ttlSec: {}, session: 'session' }, factors: [] });

export function experimentRun(experiment: Experiment, seed = 1): ExperimentRun {
  const arms = armsOf(experiment, DOCUMENTED_TOPOLOGY, FACTORS);
  return {
    schemaVersion: 3,
    id: 'simulated',
    startedAt: '2027-01-15T08:00:00.000Z',
    endedAt: '2027-01-15T09:00:00.000Z',
    state: 'complete',
    experiment,
    randomSeed: seed,
    arms,
    repetitions: orderOf(arms, experiment.repetitions, seed).flatMap((names, block) =>
      names.map((arm, position) => ({
        block,
        position,
        arm,
        folder: null,
        state: 'complete' as const,
        attempt: 0,
        reason: null,
      })),
    ),
    provenance: {
      commit: null,
      commitIsDirty: false,
      versions: {},
      machine: { cpuModel: 'made up', cores: 2, memoryBytes: 24e9, os: 'none' },
      serverSettings: {},
      datasetFingerprint: null,
      datasetRows: {},
      randomSeed: seed,
      commandLine: [],
    },
  };
}

/** All arms proved and all repetitions valid; `valueAt` gives a value, or null for one that was not measured. */
export function observedArms(
  run: ExperimentRun,
  measures: readonly Measure[],
  valueAt: (at: { arm: number; block: number; measure: number; run: number }) => number | null,
): ObservedArm[] {
  const observed = run.arms.map(
    ({ name, levels }): ObservedArm => ({
      name,
      proofs: Object.keys(levels).map((factor) => ({
        factor,
        status: 'proved',
        reason: 'It was seen.',
        evidence: [],
      })),
      repetitions: [],
    }),
  );
  for (const [index, { arm, block }] of run.repetitions.entries()) {
    const number = observed.findIndex(({ name }) => name === arm);
    const values = measures.map(({ name }, measure) => [
      name,
      valueAt({ arm: number, block, measure, run: index }),
    ]);
    observed[number]!.repetitions.push({
      block,
      folder: `arms/${arm}/${block}`,
      isValid: true,
      reasons: [],
      values: Object.fromEntries(values),
    });
  }
  return observed;
}

/** How runs of one configuration differ from each other; deviations and factors are logarithms. */
export type Noise = {
  /** of a run by itself */
  runDeviation: number;
  /** how many times as noisy the last arm's runs are */
  lastArmNoise: number;
  /** shared by the runs of a block: whatever else the machine does in those minutes */
  blockDeviation: number;
  /** how much slower the machine has become, given the share of the experiment that is over (0 to 1) */
  driftAt: (done: number) => number;
  /** of the step by which the machine's speed changes from each run to the next, and stays changed */
  wander: number;
  /** how much slower a run is after one of the baseline than after one of another arm */
  carriedOver: number;
  /**
   * heavy: one run in ten is off by five times as much. One skewed arm: one run in ten of the last arm is slower by nine deviations, and
   * its other runs are faster by one, so that the mean stays
   */
  tail: 'normal' | 'heavy' | 'one skewed arm';
};

/** A machine that gets slower by this much from the first run to the last. */
export const steadyDrift = (total: number) => (done: number) => total * done;

/** The machine gets 22% slower from the first run to the last. */
export const NOISE: Noise = {
  runDeviation: 0.03,
  lastArmNoise: 1,
  blockDeviation: 0.05,
  driftAt: steadyDrift(0.2),
  wander: 0,
  carriedOver: 0,
  tail: 'normal',
};

/** The share of its noise that the measures of a run have in common: a slow run is slow in all of its times. */
const SHARED_BY_MEASURES = 0.5;

export type Simulated = { run: ExperimentRun; arms: ObservedArm[]; measures: readonly Measure[] };

/** `effects`: the factor by which an arm's measures differ from the baseline's, by its number; 1 where left out. */
export function simulated(of: {
  experiment: Experiment;
  measures: readonly Measure[];
  noise: Noise;
  effects?: readonly number[];
  random: () => number;
  seed: number;
  /** whether the first run follows another one of its arm; default: it follows none */
  hasRunIn?: boolean;
}): Simulated {
  const { experiment, measures, noise, effects = [], random, seed, hasRunIn = false } = of;
  const normal = normalFrom(random);
  const run = experimentRun(experiment, seed);
  const blocks = run.repetitions.map(() => normal() * noise.blockDeviation);
  const ownNoise = () => {
    const isFarOff = noise.tail === 'heavy' && random() < 0.1;
    return normal() * noise.runDeviation * (isFarOff ? 5 : 1);
  };
  const shared = run.repetitions.map(ownNoise);
  const [baseline, last] = [run.arms[0]!.name, run.arms.at(-1)!.name];
  const special = run.repetitions.map(({ arm }, index) => {
    const isSkewed = noise.tail === 'one skewed arm' && arm === last;
    const slowness = isSkewed ? (random() < 0.1 ? 9 : -1) * noise.runDeviation : 0;
    const before = run.repetitions[index - 1] ?? (hasRunIn ? run.repetitions[0] : undefined);
    return slowness + (before?.arm === baseline ? noise.carriedOver : 0);
  });
  const wandered = randomWalk(run.repetitions.length, noise.wander, normal);
  const arms = observedArms(run, measures, ({ arm, block, measure, run: index }) => {
    const drift = noise.driftAt(index / run.repetitions.length) + wandered[index]!;
    const own =
      (arm === run.arms.length - 1 ? noise.lastArmNoise : 1) *
      (Math.sqrt(SHARED_BY_MEASURES) * shared[index]! + Math.sqrt(1 - SHARED_BY_MEASURES) * ownNoise());
    return (
      20 * (measure + 1) * (effects[arm] ?? 1) * Math.exp(blocks[block]! + drift + special[index]! + own)
    );
  });
  return { run, arms, measures };
}

/** Draws nothing if it takes no steps, so that machines that do not wander stay the same. */
function randomWalk(length: number, deviation: number, normal: () => number): number[] {
  let at = 0;
  return Array.from({ length }, () => {
    if (deviation > 0) at += deviation * normal();
    return at;
  });
}

/** The comparison after this many blocks. */
export function comparisonOf(
  { run, arms, measures }: Simulated,
  blocks = Number.POSITIVE_INFINITY,
): Comparison {
  const soFar = arms.map((arm) => ({
    ...arm,
    repetitions: arm.repetitions.filter(({ block }) => block < blocks),
  }));
  return compareArms({ run, arms: soFar, measures });
}
