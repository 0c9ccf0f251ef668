/*
 * How often a gate fails, with and without a regression, over simulated gates whose truth is known: the tables of docs/methods.md, "The gate".
 *
 *     node scripts/operating-characteristics/gate.ts [gates a cell, 10000]        # about ten minutes
 */
import type { Noise } from '../../harness/compare/differences/testing/simulated-experiment.ts';
import { steadyDrift } from '../../harness/compare/differences/testing/simulated-experiment.ts';
import { noiseFloor } from '../../harness/gate/decision/noise-floor.ts';
import {
  type Outcome,
  simulateBaselineGate,
  simulateGate,
} from '../../harness/gate/testing/simulated-gate.ts';
import { heading, percent, randomOf, row, shareWithError } from './table.ts';

type Simulate = (of: { effect: number; random: () => number; seed: number }) => Outcome;

const gates = Number(process.argv[2] ?? 10_000);

const BOUND = { relative: 0.1 };
/** Any change for the worse is beyond it, so only the test keeps a gate from failing. */
const NO_BOUND = { relative: 1e-6 };
const RUN_DEVIATIONS = [0.015, 0.03, 0.05];
const SIZES = [1, 3, 6].flatMap((measureCount) => [4, 6].map((pairs) => ({ measureCount, pairs })));
const BASELINES = [4, 5, 10];
const EFFECTS = [1.05, 1.1, 1.15, 1.2, 1.3];
const OUTCOMES = [
  'fails without a change',
  'inconclusive without a change',
  'runs without a change',
  ...EFFECTS.map((effect) => `fails at +${Math.round(100 * (effect - 1))}%`),
  'passes at +10%',
];

/** Machines that are worse than what is assumed. */
const DISTURBED: [string, Partial<Noise>][] = [
  ['heavy tail', { tail: 'heavy' }],
  ['the head five times as noisy', { lastArmNoise: 5 }],
  ['the machine gets 2.7 times slower', { driftAt: steadyDrift(1) }],
  ['1.5 times slower halfway, and back', { driftAt: (done) => Math.log(1.5) * Math.sin(Math.PI * done) }],
  ['the speed wanders by 5% from run to run', { wander: 0.05 }],
  ['one run in ten of the head 31% slower', { tail: 'one skewed arm' }],
  ['10% slower after the base', { carriedOver: Math.log(1.1) }],
];

/** Each row has its own, so that one unlucky sequence does not show in several of them. */
let nextSeed = 20_261_129;

testAlone();
power();
disturbed();
earlierRuns();

function testAlone(): void {
  heading([
    'fails without a change or a bound, noise of a run 3%',
    ...SIZES.map(({ measureCount, pairs }) => `figures: ${measureCount}, pairs: ${pairs}`),
  ]);
  for (const [name, noise] of [['normal', {}] as const, ...DISTURBED])
    row([
      name,
      ...SIZES.map((size) =>
        failedShare(
          outcomesOf(nextSeed++, 1, ({ effect, random, seed }) =>
            simulateGate({ ...size, bound: NO_BOUND, noise, effect }, random, seed),
          ),
        ),
      ),
    ]);
}

function power(): void {
  heading(['noise of a run', 'figures', 'pairs a look', 'noise floor', ...OUTCOMES]);
  for (const runDeviation of RUN_DEVIATIONS)
    for (const { measureCount, pairs } of SIZES) {
      const floor = noiseFloor({ scale: 'ratio', deviation: Math.SQRT2 * runDeviation }, pairs);
      const of = { pairs, measureCount, bound: BOUND, noise: { runDeviation } };
      row([
        percent(runDeviation, 1),
        measureCount,
        pairs,
        percent(floor, 1),
        ...cells(
          (looks) => 1 + 2 * pairs * looks,
          ({ effect, random, seed }) => simulateGate({ ...of, effect }, random, seed),
        ),
      ]);
    }
}

function disturbed(): void {
  heading(['noise of a run 3%, 3 figures, 4 pairs a look', ...OUTCOMES]);
  for (const [name, noise] of DISTURBED) {
    const of = { pairs: 4, measureCount: 3, bound: BOUND, noise };
    row([
      name,
      ...cells(
        (looks) => 1 + 8 * looks,
        ({ effect, random, seed }) => simulateGate({ ...of, effect }, random, seed),
      ),
    ]);
  }
}

function earlierRuns(): void {
  heading(['noise of a run, 3 figures', 'passing runs', 'fails without a change or a bound', ...OUTCOMES]);
  for (const runDeviation of RUN_DEVIATIONS)
    for (const baselines of BASELINES) {
      const of = { measureCount: 3, baselines, runDeviation };
      const withoutBound = outcomesOf(nextSeed++, 1, ({ effect, random }) =>
        simulateBaselineGate({ ...of, bound: NO_BOUND, effect }, random),
      );
      row([
        percent(runDeviation, 1),
        baselines,
        failedShare(withoutBound),
        ...cells(
          (looks) => looks,
          ({ effect, random }) => simulateBaselineGate({ ...of, bound: BOUND, effect }, random),
        ),
      ]);
    }
}

/** @param runsIn how many runs a gate of so many looks takes */
function cells(runsIn: (looks: number) => number, simulate: Simulate): string[] {
  const seed = nextSeed++; // one for all effects, so that they differ in nothing else
  const none = outcomesOf(seed, 1, simulate);
  const changed = EFFECTS.map((effect) => outcomesOf(seed, effect, simulate));
  const looks = none.reduce((sum, each) => sum + each.looks, 0) / gates;
  return [
    failedShare(none),
    shareOf(none, ({ statuses }) => !statuses.includes('fail') && statuses.includes('inconclusive')),
    runsIn(looks).toFixed(1),
    ...changed.map(failedShare),
    shareOf(changed[EFFECTS.indexOf(1 + BOUND.relative)]!, ({ statuses }) =>
      statuses.every((status) => status === 'pass'),
    ),
  ];
}

function outcomesOf(seed: number, effect: number, simulate: Simulate): Outcome[] {
  const random = randomOf(seed).uniform;
  return Array.from({ length: gates }, (_, number) => simulate({ effect, random, seed: number }));
}

function failedShare(outcomes: readonly Outcome[]): string {
  return shareOf(outcomes, ({ statuses }) => statuses.includes('fail'));
}

function shareOf(outcomes: readonly Outcome[], isSo: (outcome: Outcome) => boolean): string {
  return shareWithError(outcomes.filter(isSo).length, gates);
}
