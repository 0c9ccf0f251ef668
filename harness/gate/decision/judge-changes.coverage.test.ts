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
import { FALSE_ALARM_RATE } from './limits.ts';

/*
 * Checks what a gate guarantees, over simulated gates whose truth is known. scripts/operating-characteristics/gate.ts makes the tables of
 * docs/methods.md in the same way.
 */

/** Thousands of gates: on a busy machine this takes a while. */
const TIMEOUT_MS = 300_000;
const GATES = 1000;

/** With four standard errors of a share. */
const mostOf = (rate: number, gates = GATES) => rate + 4 * Math.sqrt((rate * (1 - rate)) / gates);

function shareThat(
  isSo: (outcome: Outcome) => boolean,
  simulate: (random: () => number, seed: number) => Outcome,
): number {
  const random = seededRandom(1982);
  return Array.from({ length: GATES }, (_, seed) => simulate(random, seed)).filter(isSo).length / GATES;
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

describe('of 1,000 gates without a regression, at most 1% fails', () => {
  it.each<[string, Partial<SimulatedGate>]>([
    ['the usual bound', {}],
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
      const failed = shareThat(hasFailed, (random, seed) =>
        simulateGate({ ...USUAL, ...changes }, random, seed),
      );
      expect(failed).toBeLessThan(mostOf(FALSE_ALARM_RATE));
    },
    TIMEOUT_MS,
  );

  it(
    'with runs that take 5% longer after one of the base, and the base begins',
    () => {
      // Without the run-in 1.5% of these gates would fail, so it takes this many to notice.
      const gates = 10_000;
      const of = {
        ...USUAL,
        pairs: 6,
        measureCount: 1,
        bound: TIGHTEST,
        noise: { carriedOver: Math.log(1.05) },
      };
      const random = seededRandom(1982);
      const failed = Array.from({ length: gates }, () => simulateGate(of, random, BASE_BEGINS)).filter(
        hasFailed,
      );
      expect(failed.length / gates).toBeLessThan(mostOf(FALSE_ALARM_RATE, gates));
    },
    TIMEOUT_MS,
  );

  it.each([4, 10])(
    'against %d earlier runs',
    (baselines) => {
      const of = { measureCount: 3, bound: TIGHTEST, effect: 1, baselines, runDeviation: 0.03 };
      expect(shareThat(hasFailed, (random) => simulateBaselineGate(of, random))).toBeLessThan(
        mostOf(FALSE_ALARM_RATE),
      );
    },
    TIMEOUT_MS,
  );
});

describe('a regression of 20% fails', () => {
  // Each share is at least two deviations below the one in docs/methods.md.
  it.each([
    [0.03, 4, 0.99],
    [0.05, 4, 0.97],
    [0.05, 6, 0.99],
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
    'passes in at most one of 20 gates with one figure and a noise of %d',
    (runDeviation) => {
      const passed = shareThat(hasPassed, (random, seed) =>
        simulateGate({ ...USUAL, measureCount: 1, noise: { runDeviation }, effect: 1.1 }, random, seed),
      );
      expect(passed).toBeLessThan(mostOf(0.05));
    },
    TIMEOUT_MS,
  );
});

describe('without a regression, a gate whose bound is above the noise floor', () => {
  it(
    'passes in nine of ten cases, and mostly at the first look',
    () => {
      let looks = 0;
      const passed = shareThat(hasPassed, (random, seed) => {
        const outcome = simulateGate({ ...USUAL, measureCount: 1 }, random, seed);
        looks += outcome.looks;
        return outcome;
      });
      expect(passed).toBeGreaterThan(0.9);
      expect(looks / GATES).toBeLessThan(1.5);
    },
    TIMEOUT_MS,
  );
});
