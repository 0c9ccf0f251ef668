import type { Noise } from '../../harness/compare/differences/testing/simulated-experiment.ts';
import { steadyDrift } from '../../harness/compare/differences/testing/simulated-experiment.ts';
import { noiseFloor } from '../../harness/gate/decision/noise-floor.ts';
import {
  type Outcome,
  simulateBaselineGate,
  simulateGate,
} from '../../harness/gate/testing/simulated-gate.ts';
import { heading, percent, randomOf, row } from './table.ts';

/* How often a gate fails, with and without a regression. The bound is 10%. */

const BOUND = { relative: 0.1 };
const EFFECTS = [1, 1.05, 1.1, 1.15, 1.2, 1.3];
const COLUMNS = [
  'fails without a change',
  'inconclusive without a change',
  'runs without a change',
  ...EFFECTS.slice(1).map((effect) => `fails at +${Math.round(100 * (effect - 1))}%`),
];

/** Gates are much cheaper to simulate than runs. */
const GATES_FOR_A_RUN = 10;

export function gates(runs: number): void {
  const count = GATES_FOR_A_RUN * runs;
  interleaved(count);
  disturbed(count);
  baselines(count);
  withoutBound(count);
}

function interleaved(count: number): void {
  heading(['noise of a run', 'figures', 'pairs a look', 'noise floor', ...COLUMNS]);
  for (const runDeviation of [0.015, 0.03, 0.05])
    for (const measureCount of [1, 3, 6])
      for (const pairs of [4, 6]) {
        const deviation = Math.SQRT2 * runDeviation;
        const floor = noiseFloor({ scale: 'ratio', deviation }, pairs);
        row([
          percent(runDeviation, 1),
          measureCount,
          pairs,
          percent(floor, 1),
          ...cells(count, 2 * pairs, (effect, random, seed) =>
            simulateGate(
              { pairs, measureCount, bound: BOUND, noise: { runDeviation }, effect },
              random.uniform,
              seed,
            ),
          ),
        ]);
      }
}

/** Machines that are worse than what is assumed. */
const DISTURBED: [string, Partial<Noise>][] = [
  ['heavy tail', { tail: 'heavy' }],
  ['the head five times as noisy', { lastArmNoise: 5 }],
  ['the machine gets 2.7 times slower', { driftAt: steadyDrift(1) }],
  ['1.5 times slower halfway, and back', { driftAt: (done) => Math.log(1.5) * Math.sin(Math.PI * done) }],
  ['one run in ten of the head 31% slower', { tail: 'one skewed arm' }],
  ['10% slower after the base', { carriedOver: Math.log(1.1) }],
];

function disturbed(count: number): void {
  heading(['noise of a run 3%, 3 figures, 4 pairs a look', ...COLUMNS]);
  for (const [name, noise] of DISTURBED)
    row([
      name,
      ...cells(count, 8, (effect, random, seed) =>
        simulateGate({ pairs: 4, measureCount: 3, bound: BOUND, noise, effect }, random.uniform, seed),
      ),
    ]);
}

function baselines(count: number): void {
  heading(['noise of a run, 3 figures', 'passing runs', ...COLUMNS]);
  for (const runDeviation of [0.015, 0.03, 0.05])
    for (const baseline of [4, 5, 10])
      row([
        percent(runDeviation, 1),
        baseline,
        ...cells(count, 1, (effect, random) =>
          simulateBaselineGate(
            { measureCount: 3, bound: BOUND, effect, baselines: baseline, runDeviation },
            random.uniform,
          ),
        ),
      ]);
}

/** @param runsOfALook how many runs the first look takes, and the second again */
function cells(
  count: number,
  runsOfALook: number,
  simulate: (effect: number, random: { uniform: () => number }, seed: number) => Outcome,
): string[] {
  const outcomesOf = (effect: number) => {
    const random = randomOf(20_261_129);
    return Array.from({ length: count }, (_, seed) => simulate(effect, random, seed));
  };
  const anyIs = (outcomes: readonly Outcome[], status: Outcome['statuses'][number]) =>
    outcomes.filter(({ statuses }) => statuses.includes(status)).length;
  const [none, ...others] = EFFECTS.map(outcomesOf);
  const looks = none!.reduce((sum, each) => sum + each.looks, 0) / count;
  return [
    percent(anyIs(none!, 'fail'), count),
    percent(
      none!.filter(({ statuses }) => !statuses.includes('fail') && statuses.includes('inconclusive')).length,
      count,
    ),
    (looks * runsOfALook).toFixed(1),
    ...others.map((outcomes) => percent(anyIs(outcomes, 'fail'), count)),
  ];
}

/** With a bound that rules out nothing, only the test keeps a gate from failing. */
function withoutBound(count: number): void {
  const sizes = [1, 3, 6].flatMap((measureCount) => [4, 6].map((pairs) => ({ measureCount, pairs })));
  heading([
    'fails without a change, noise of a run 3%',
    ...sizes.map((of) => `${of.measureCount} figures, ${of.pairs} pairs`),
  ]);
  for (const [name, noise] of [['normal', {}] as const, ...DISTURBED]) {
    const cells = sizes.map(({ measureCount, pairs }) => {
      const random = randomOf(20_261_129).uniform;
      const of = { pairs, measureCount, bound: { relative: 1e-6 }, noise, effect: 1 };
      const failed = Array.from({ length: count }, (_, seed) => simulateGate(of, random, seed)).filter(
        ({ statuses }) => statuses.includes('fail'),
      );
      return percent(failed.length, count);
    });
    row([name, ...cells]);
  }
}
