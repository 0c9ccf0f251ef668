import { describe, expect, it } from 'vitest';
import { isReal } from '../../model/comparison.ts';
import type { Experiment } from '../../model/experiment.ts';
import { seededRandom } from '../../stats/testing/seeded-random.ts';
import { stopRule } from './stop-rule.ts';
import {
  comparisonOf,
  EXPERIMENT,
  NOISE,
  type Noise,
  P95,
  type Simulated,
  simulated,
  steadyDrift,
} from './testing/simulated-experiment.ts';

/*
 * Checks what a comparison guarantees, over many simulated experiments whose true differences are known. Machines get slower by 22% from
 * the first run to the last, blocks share a deviation of 5%, and the measures of a run have half of its noise in common.
 * scripts/comparison-grid.ts makes the tables of docs/methods.md in the same way.
 */

/** Thousands of experiments: on a busy machine this takes a while. */
const TIMEOUT_MS = 300_000;

const EXPERIMENTS = 800;

/** 5%, and four standard errors of a share of 800: sqrt(0.05 * 0.95 / 800) = 0.77%. */
const MOST_FALSE = 0.05 + 4 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS);

const measuresOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ ...P95, name: `measure ${i}` }));

/** The share of simulated experiments in which a condition holds. */
function shareOf(
  of: {
    experiment: Experiment;
    measureCount: number;
    noise?: Noise;
    effects?: readonly number[];
    experiments?: number;
  },
  isSo: (each: Simulated) => boolean,
): number {
  const { experiment, measureCount, noise = NOISE, effects = [], experiments = EXPERIMENTS } = of;
  const [random, measures] = [seededRandom(1979), measuresOf(measureCount)];
  let count = 0;
  for (let seed = 0; seed < experiments; seed++) {
    if (isSo(simulated({ experiment, measures, noise, effects, random, seed }))) count++;
  }
  return count / experiments;
}

function experimentOf(arms: number, repetitions: number): Experiment {
  return { ...EXPERIMENT, repetitions, factors: { servers: Array.from({ length: arms }, (_, i) => i + 1) } };
}

describe('of 20 experiments in which there is no difference, at most one finds any', () => {
  it.each([
    [2, 1, 4, 'normal'],
    [2, 6, 12, 'normal'],
    [3, 3, 6, 'normal'],
    [3, 3, 6, 'heavy'],
  ] as const)(
    'with %d arms, %d measures and %d repetitions of noise with a %s tail',
    (arms, measureCount, repetitions, tail) => {
      const experiment = experimentOf(arms, repetitions);
      const found = shareOf({ experiment, measureCount, noise: { ...NOISE, tail } }, (each) => {
        const { differences } = comparisonOf(each);
        expect(differences).toHaveLength((measureCount * arms * (arms - 1)) / 2);
        return differences.some(isReal);
      });
      expect(found).toBeLessThan(MOST_FALSE);
    },
    TIMEOUT_MS,
  );

  it.each<[string, number, Partial<Noise>]>([
    ['gets 2.7 times slower', 4, { driftAt: steadyDrift(1) }],
    ['gets 2.7 times slower', 5, { driftAt: steadyDrift(1) }],
    ['is 10% slower after a run of one of the arms', 12, { carriedOver: Math.log(1.1) }],
  ])(
    'when the machine %s, with two arms and %d repetitions',
    (_, repetitions, noise) => {
      const experiment = experimentOf(2, repetitions);
      const found = shareOf({ experiment, measureCount: 1, noise: { ...NOISE, ...noise } }, (each) =>
        comparisonOf(each).differences.some(isReal),
      );
      expect(found).toBeLessThan(MOST_FALSE);
    },
    TIMEOUT_MS,
  );

  it(
    'also when it could have ended at each of five looks',
    () => {
      const experiment = { ...experimentOf(2, 8), stopEarly: { fromRepetition: 4 } };
      const { looks } = stopRule(experiment);
      const found = shareOf({ experiment, measureCount: 2 }, (each) =>
        looks.some((blocks) => comparisonOf(each, blocks).differences.some(isReal)),
      );
      expect(found).toBeLessThan(MOST_FALSE);
    },
    TIMEOUT_MS,
  );
});

describe('a slowdown', () => {
  const foundShare = (effect: number, noise: Partial<Noise>, measureCount: number, repetitions: number) =>
    shareOf(
      {
        experiment: experimentOf(2, repetitions),
        measureCount,
        noise: { ...NOISE, ...noise },
        effects: [1, effect],
        experiments: 500,
      },
      (each) => comparisonOf(each).differences[0]!.word === 'worse',
    );

  // Each share is at least two deviations (of 500 experiments) below the one in docs/methods.md.
  it.each([
    [0.02, 1, 4, 0.98],
    [0.03, 1, 4, 0.9],
    [0.05, 1, 4, 0.62],
    [0.05, 1, 6, 0.92],
    [0.02, 6, 4, 0.84],
    [0.03, 6, 6, 0.98],
  ])(
    'by a factor of 1.15 is found: noise %d, measures %d, repetitions %d, in this share of experiments: %d',
    (runDeviation, measureCount, repetitions, least) => {
      expect(foundShare(1.15, { runDeviation }, measureCount, repetitions)).toBeGreaterThan(least);
    },
    TIMEOUT_MS,
  );

  it.each<[string, number, Noise['driftAt']]>([
    ['steadily by a factor of 2.7', 0.9, steadyDrift(1)],
    ['by a factor of 1.5 in one step halfway', 0.8, (done) => (done < 0.5 ? 0 : Math.log(1.5))],
  ])(
    'by a factor of 1.15 is found when the machine gets slower %s, in this share of experiments: %d',
    (_, least, driftAt) => {
      expect(foundShare(1.15, { driftAt }, 1, 4)).toBeGreaterThan(least);
    },
    TIMEOUT_MS,
  );

  it.each([
    [0.02, 1],
    [0.05, 1],
    [0.03, 6],
  ])(
    'by a factor of 1.01 is not called real by four repetitions: noise %d, measures %d',
    (runDeviation, measureCount) => {
      expect(foundShare(1.01, { runDeviation }, measureCount, 4)).toBeLessThan(0.07);
    },
    TIMEOUT_MS,
  );
});

describe('an interval', () => {
  it.each([
    [1, 4, 'normal'],
    [1.15, 4, 'normal'],
    [1.15, 12, 'normal'],
    [3, 6, 'normal'],
    [1.15, 6, 'heavy'],
  ] as const)(
    'holds the true ratio of %d with %d repetitions of noise with a %s tail as often as it says',
    (effect, repetitions, tail) => {
      const experiment = experimentOf(2, repetitions);
      const of = { experiment, measureCount: 1, noise: { ...NOISE, tail }, effects: [1, effect] };
      const held = shareOf(of, (each) => {
        const { low, high } = comparisonOf(each).differences[0]!.ratio!;
        return low! <= effect && effect <= high!;
      });
      expect(held).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS));
    },
    TIMEOUT_MS,
  );

  it(
    'holds "the same" exactly where the word says that no difference was shown, also under Holm\'s rule',
    () => {
      const effects = [1, 1.06, 1.2];
      const words = new Set<string>();
      for (const early of [false, true]) {
        const experiment = {
          ...experimentOf(3, 5),
          ...(early && { stopEarly: { fromRepetition: 4 } }),
        };
        shareOf({ experiment, measureCount: 3, effects, experiments: 300 }, (each) => {
          for (const { ratio, word, adjustedPValue } of comparisonOf(each).differences) {
            const isShown = ratio!.low! > 1 || ratio!.high! < 1;
            expect(isShown).toBe(word === 'worse' || word === 'better');
            expect(isShown).toBe(adjustedPValue! < 0.05);
            words.add(word);
          }
          return true;
        });
      }
      expect([...words].toSorted()).toEqual(['no-difference-seen', 'worse']);
    },
    TIMEOUT_MS,
  );
});
