import { describe, expect, it } from 'vitest';
import { phaseAt } from './phases.ts';

const PHASES = [
  { name: 'warm-up', endMs: 5_000 },
  { name: 'steady', endMs: 20_000 },
  { name: 'fault', endMs: 32_000 },
];

describe('the phase in which a request was due', () => {
  it.each([
    [0, 'warm-up'],
    [4_999.999, 'warm-up'],
    [5_000, 'steady'],
    [19_999.999, 'steady'],
    [20_000, 'fault'],
    [31_999.999, 'fault'],
  ])('is the one that its intended start lies in: %f ms in %s', (dueMs, name) => {
    expect(phaseAt(PHASES, dueMs).name).toBe(name);
  });

  it.each([32_000, 32_010, 1e9])('is the last one at the planned end and after it: %f ms', (dueMs) => {
    expect(phaseAt(PHASES, dueMs).name).toBe('fault');
  });

  it('says from when to when it would be the same', () => {
    expect(phaseAt(PHASES, 1)).toEqual({ name: 'warm-up', startMs: 0, endMs: 5_000 });
    expect(phaseAt(PHASES, 6_000)).toEqual({ name: 'steady', startMs: 5_000, endMs: 20_000 });
    expect(phaseAt(PHASES, 32_000)).toEqual({
      name: 'fault',
      startMs: 20_000,
      endMs: Number.POSITIVE_INFINITY,
    });
    expect(phaseAt(PHASES.slice(0, 1), 0)).toEqual({
      name: 'warm-up',
      startMs: 0,
      endMs: Number.POSITIVE_INFINITY,
    });
  });
});
