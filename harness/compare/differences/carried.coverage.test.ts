import { describe, expect, it } from 'vitest';
import { normalFrom, seededRandom } from '../../stats/testing/seeded-random.ts';
import { USERS } from './testing/carried.ts';
import { compared } from './testing/compared.ts';

/*
 * How often the interval holds the true ratio of two capacities that are only known to lie between two levels of a staircase. Runs vary by
 * a lognormal deviation, blocks by 5%.
 */

const EXPERIMENTS = 500;
const LEAST_HELD = 0.95 - 4 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS);
const BASE = 317; // between two levels of every staircase below

/** Between which levels a capacity lies; a staircase from 100 on, without an end. */
function rangeOf(capacity: number, factor: number): { low: number; high: number } {
  let low = 100;
  while (low * factor <= capacity) low *= factor;
  return { low, high: low * factor };
}

function heldShare(ratio: number, factor: number, deviation: number, repetitions: number): number {
  const random = seededRandom(1_951);
  const normal = normalFrom(random);
  let held = 0;
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    const blocks = Array.from({ length: repetitions }, () => normal() * 0.05);
    const shift = random() * Math.log(factor); // where the capacities lie between two levels
    const ranges = [1, ratio].map((times) =>
      blocks.map((block) => rangeOf(BASE * times * Math.exp(shift + block + normal() * deviation), factor)),
    );
    const [none, redis] = ranges.map((of) => of.map(({ low }) => low));
    const { differences } = compared([[USERS, none!, redis!]], {}, (arms) => {
      for (const [arm, { repetitions: runs }] of arms.entries()) {
        for (const run of runs) run.ranges = { [USERS.name]: ranges[arm]![run.block]! };
      }
    });
    const { low, high } = differences[0]!.ratio!;
    if (low! <= ratio && ratio <= high!) held++;
  }
  return held / EXPERIMENTS;
}

describe('the interval of a ratio of capacities', () => {
  it.each([
    [1, 1.5, 0.03, 4],
    [5, 1.5, 0.03, 4],
    [5, 2.24, 0.1, 4],
    [1.3, 1.1, 0.1, 4],
    [1.3, 1.1, 0.2, 8],
  ])(
    'holds the true ratio of %d at least as often as it says: staircase by %d, deviation %d, %d repetitions',
    (ratio, factor, deviation, repetitions) => {
      expect(heldShare(ratio, factor, deviation, repetitions)).toBeGreaterThan(LEAST_HELD);
    },
    120_000,
  );
});
