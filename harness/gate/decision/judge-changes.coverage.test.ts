import { describe, expect, it } from 'vitest';
import { orderOf } from '../../compare/design.ts';
import { steadyDrift } from '../../compare/differences/testing/simulated-experiment.ts';
import { seededRandom } from '../../stats/testing/seeded-random.ts';
import {
  type Outcome,
  type SimulatedGate,
  simulateBaselineGate,
  simulateGate,
} from '../testing/simulated-gate.ts';
import { FALSE_ALARM_RATE, FLOOR_POWER } from './limits.ts';
import { noiseFloor } from './noise-floor.ts';

/*
 * Checks what a gate guarantees, over simulated gates whose truth is known. scripts/operating-characteristics/gate.ts makes the tables of
 * docs/methods.md in the same way.
 */

/** On a busy machine this takes a while. */
const TIMEOUT_MS = 300_000;
const GATES = 5_000;
/** So many that a rate of 1.5% is noticed where 1% is stated. */
const FALSE_ALARM_GATES = 10_000;
/** With four standard errors of a share. */
const MOST_FALSE_ALARMS =
  FALSE_ALARM_RATE + 4 * Math.sqrt((FALSE_ALARM_RATE * (1 - FALSE_ALARM_RATE)) / FALSE_ALARM_GATES);

function shareThat(
  isSo: (outcome: Outcome) => boolean,
  simulate: (random: () => number, seed: number) => Outcome,
  gates = GATES,
): number {
  const random = seededRandom(1982);
  return Array.from({ length: gates }, (_, seed) => simulate(random, seed)).filter(isSo).length / gates;
}

const hasFailed = ({ statuses }: Outcome) => statuses.includes('fail');
const hasPassed = ({ statuses }: Outcome) => statuses.every((status) => status === 'pass');

const USUAL: SimulatedGate = { pairs: 4, measureCount: 3, bound: { relative: 0.1 }, effect: 1 };
/** A seed of such an order. */
const BASE_BEGINS = Array.from({ length: 20 }, (_, seed) => seed).find(
  (seed) => orderOf([{ name: 'base' }, { name: 'head' }], 2, seed)[0]![0] === 'base',
)!;
/** Any change for the worse is beyond it, so only the test itself keeps a gate from failing. */
const TIGHTEST = { relative: 1e-6 };

describe('of 10,000 gates without a regression, at most 1% fails', () => {
  it.each<[string, Partial<SimulatedGate>]>([
    ['one figure, and a bound that rules out nothing', { measureCount: 1, bound: TIGHTEST }],
    ['three figures, and a bound that rules out nothing', { bound: TIGHTEST }],
    [
      'six figures, six pairs, and a bound that rules out nothing',
      { measureCount: 6, pairs: 6, bound: TIGHTEST },
    ],
    ['noise with a heavy tail', { bound: TIGHTEST, noise: { tail: 'heavy' } }],
    ['a machine that gets 2.7 times slower', { bound: TIGHTEST, noise: { driftAt: steadyDrift(1) } }],
    ['a head five times as noisy', { bound: TIGHTEST, noise: { lastArmNoise: 5 } }],
  ])(
    'with %s',
    (_, changes) => {
      const failed = shareThat(
        hasFailed,
        (random, seed) => simulateGate({ ...USUAL, ...changes }, random, seed),
        FALSE_ALARM_GATES,
      );
      expect(failed).toBeLessThan(MOST_FALSE_ALARMS);
    },
    TIMEOUT_MS,
  );

  it(
    'with runs that take 5% longer after one of the base, and the base begins',
    () => {
      // Without the run-in 1.5% of these gates would fail.
      const noise = { carriedOver: Math.log(1.05) };
      const of = { ...USUAL, pairs: 6, measureCount: 1, bound: TIGHTEST, noise };
      const failed = shareThat(
        hasFailed,
        (random) => simulateGate(of, random, BASE_BEGINS),
        FALSE_ALARM_GATES,
      );
      expect(failed).toBeLessThan(MOST_FALSE_ALARMS);
    },
    TIMEOUT_MS,
  );

  it.each([4, 10])(
    'against %d earlier runs',
    (baselines) => {
      const of = { measureCount: 3, bound: TIGHTEST, effect: 1, baselines, runDeviation: 0.03 };
      const failed = shareThat(hasFailed, (random) => simulateBaselineGate(of, random), FALSE_ALARM_GATES);
      expect(failed).toBeLessThan(MOST_FALSE_ALARMS);
    },
    TIMEOUT_MS,
  );
});

/* The shares that docs/methods.md publishes must be reached here too. */

it(
  'with the usual bound, less than 0.03% of gates without a regression fail',
  () => {
    expect(shareThat(hasFailed, (random, seed) => simulateGate(USUAL, random, seed))).toBeLessThan(0.0003);
  },
  TIMEOUT_MS,
);

describe('a regression of 20% fails', () => {
  it.each([
    [0.03, 4, 0.9997],
    [0.05, 4, 0.999],
    [0.05, 6, 0.9997],
  ])(
    'with a noise of %d and %d pairs a look in this share of gates: %d',
    (runDeviation, pairs, least) => {
      const failed = shareThat(hasFailed, (random, seed) =>
        simulateGate({ ...USUAL, pairs, noise: { runDeviation }, effect: 1.2 }, random, seed),
      );
      expect(failed).toBeGreaterThan(least);
    },
    TIMEOUT_MS,
  );
});

describe('a regression as large as the bound', () => {
  it.each([0.015, 0.03, 0.05])(
    'passes in less than one of 20 gates with one figure and a noise of %d',
    (runDeviation) => {
      const passed = shareThat(hasPassed, (random, seed) =>
        simulateGate({ ...USUAL, measureCount: 1, noise: { runDeviation }, effect: 1.1 }, random, seed),
      );
      expect(passed).toBeLessThan(0.05);
    },
    TIMEOUT_MS,
  );
});

describe('without a regression, a gate of one figure', () => {
  it(
    'passes in nine of ten cases if its bound is the noise floor',
    () => {
      const runDeviation = 0.03;
      const floor = noiseFloor({ scale: 'ratio', deviation: Math.SQRT2 * runDeviation }, USUAL.pairs);
      const of = { ...USUAL, measureCount: 1, bound: { relative: floor }, noise: { runDeviation } };
      const passed = shareThat(hasPassed, (random, seed) => simulateGate(of, random, seed));
      expect(Math.abs(passed - FLOOR_POWER)).toBeLessThan(0.02); // the floor is an approximation
    },
    TIMEOUT_MS,
  );

  it(
    'passes, and mostly at the first look, if its bound is above the noise floor',
    () => {
      let looks = 0;
      const passed = shareThat(hasPassed, (random, seed) => {
        const outcome = simulateGate({ ...USUAL, measureCount: 1 }, random, seed);
        looks += outcome.looks;
        return outcome;
      });
      expect(passed).toBeGreaterThan(0.999);
      expect(looks / GATES).toBeLessThan(1.22); // 10.6 of 17 runs are 1.2 looks
    },
    TIMEOUT_MS,
  );
});
