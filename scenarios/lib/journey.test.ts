import { describe, expect, it } from 'vitest';
import { type Journey, moments, stepShares } from './journey.ts';

/** Long: 1 of 4 journeys, 3 steps. Short: 3 of 4 journeys, 1 step. In the long run each accounts for 3 of 6 steps. */
const JOURNEYS: Journey<'look' | 'read' | 'write'>[] = [
  { name: 'long', weight: 1, steps: ['look', 'read', 'write'] },
  { name: 'short', weight: 3, steps: ['look'] },
];

describe('journeys', () => {
  it('have the shares of steps that follow from weights and lengths', () => {
    expect(Object.fromEntries(stepShares(JOURNEYS))).toEqual({
      look: expect.closeTo(4 / 6),
      read: expect.closeTo(1 / 6),
      write: expect.closeTo(1 / 6),
    });
  });

  it('give the open model the same mix as the closed model', () => {
    expect(moments(JOURNEYS)).toEqual([
      { weight: 1, step: 'look', journey: 0, index: 0 },
      { weight: 1, step: 'read', journey: 0, index: 1 },
      { weight: 1, step: 'write', journey: 0, index: 2 },
      { weight: 3, step: 'look', journey: 1, index: 0 },
    ]);
  });
});
