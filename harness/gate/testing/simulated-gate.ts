import { pairedValues, turnsIn } from '../../compare/differences/arms.ts';
import {
  EXPERIMENT,
  NOISE,
  type Noise,
  P95,
  simulated,
} from '../../compare/differences/testing/simulated-experiment.ts';
import type { ChangeBound } from '../../model/budget.ts';
import type { Measure } from '../../model/comparison.ts';
import type { GateStatus } from '../../model/gate.ts';
import { normalFrom } from '../../stats/testing/seeded-random.ts';
import { isClearAtFirst, judgeChanges } from '../decision/judge-changes.ts';
import { LOOKS } from '../decision/limits.ts';
import { seenAgainstBaseline } from '../decision/seen-against-baseline.ts';
import { seenInPairs } from '../decision/seen-in-pairs.ts';

export type SimulatedGate = {
  /** of a look */
  pairs: number;
  measureCount: number;
  bound: ChangeBound;
  noise?: Partial<Noise>;
  /** the factor by which the head's figures differ from the base's */
  effect: number;
};

export type Outcome = { statuses: GateStatus[]; looks: number };

export const measuresOf = (count: number): Measure[] =>
  Array.from({ length: count }, (_, i) => ({ ...P95, name: `measure ${i}` }));

/** A gate over made-up runs that take turns, on the machine of simulated experiments: blocks share a deviation, and it gets slower. */
export function simulateGate(of: SimulatedGate, random: () => number, seed: number): Outcome {
  const { pairs, measureCount, bound, noise, effect } = of;
  const measures = measuresOf(measureCount);
  const repetitions = LOOKS * pairs;
  const experiment = { ...EXPERIMENT, repetitions, factors: { servers: [1, 2] } };
  const { run, arms } = simulated({
    experiment,
    measures,
    noise: { ...NOISE, ...noise },
    effects: [1, effect],
    random,
    seed,
    hasRunIn: true,
  });
  const turnOf = turnsIn(run);
  const seenAfter = (blocks: number) => {
    const [base, head] = arms.map(({ name, repetitions: of }) => ({
      name,
      repetitions: of.filter(({ block }) => block < blocks),
    }));
    return measures.map((measure) => ({
      seen: seenInPairs(measure, pairedValues(measure.name, head!, base!, turnOf)),
      error: bound,
      warn: null,
    }));
  };
  const first = seenAfter(pairs);
  if (isClearAtFirst(first)) return { statuses: judgeChanges(first), looks: 1 };
  return { statuses: judgeChanges(seenAfter(repetitions)), looks: 2 };
}

/** The same against earlier runs: one run of the head, and one more if that is not clear. */
export function simulateBaselineGate(
  of: Pick<SimulatedGate, 'measureCount' | 'bound' | 'effect'> & { baselines: number; runDeviation: number },
  random: () => number,
): Outcome {
  const { measureCount, bound, effect, baselines, runDeviation } = of;
  const normal = normalFrom(random);
  const valuesOf = (count: number, factor: number) =>
    Array.from({ length: count }, () => 20 * factor * Math.exp(runDeviation * normal()));
  const drawn = measuresOf(measureCount).map((measure) => ({
    measure,
    head: valuesOf(LOOKS, effect),
    baseline: valuesOf(baselines, 1),
  }));
  const seenIn = (runs: number) =>
    drawn.map(({ measure, head, baseline }) => ({
      seen: seenAgainstBaseline(measure, { head: head.slice(0, runs), baseline }),
      error: bound,
      warn: null,
    }));
  const first = seenIn(1);
  if (isClearAtFirst(first)) return { statuses: judgeChanges(first), looks: 1 };
  return { statuses: judgeChanges(seenIn(LOOKS)), looks: LOOKS };
}
