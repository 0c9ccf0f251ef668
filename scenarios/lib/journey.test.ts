import { describe, expect, it } from 'vitest';
import { anyMoment, type Journey, nextJourney, stepShares } from './journey.ts';

/** Long: 1 of 4 journeys, 3 steps. Short: 3 of 4 journeys, 1 step. Of 6 steps in the long run, 3 belong to each. */
const JOURNEYS: Journey<'look' | 'read' | 'write'>[] = [
  { name: 'long', weight: 1, steps: ['look', 'read', 'write'] },
  { name: 'short', weight: 3, steps: ['look'] },
];
const DRAWS = Array.from({ length: 600 }, (_, i) => (i + 0.5) / 600);

function countBy<T>(values: T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

describe('journeys', () => {
  it('are chosen by weight', () => {
    const names = countBy(DRAWS.map((draw) => nextJourney(JOURNEYS, draw).name));
    expect(Object.fromEntries(names)).toEqual({ long: 150, short: 450 });
  });

  it('have the shares of steps that follow from weights and lengths', () => {
    expect(Object.fromEntries(stepShares(JOURNEYS))).toEqual({
      look: expect.closeTo(4 / 6),
      read: expect.closeTo(1 / 6),
      write: expect.closeTo(1 / 6),
    });
  });

  it('are met at any moment in these same shares: the open model has the mix of the closed one', () => {
    const met = countBy(
      DRAWS.map((draw) => anyMoment(JOURNEYS, draw)).map(({ journey, index }) => journey.steps[index]),
    );
    expect(Object.fromEntries(met)).toEqual({ look: 400, read: 100, write: 100 });
  });

  it('keep within themselves at the ends of the range', () => {
    expect(anyMoment(JOURNEYS, 0)).toEqual({ journey: JOURNEYS[0], index: 0 });
    expect(anyMoment(JOURNEYS, 1 - Number.EPSILON)).toEqual({ journey: JOURNEYS[1], index: 0 });
  });
});
