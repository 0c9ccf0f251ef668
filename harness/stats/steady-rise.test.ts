import { describe, expect, it } from 'vitest';
import { steadyRise } from './steady-rise.ts';

const EVERY_SECOND = [0.5, 2.5, 4.5, 6.5];

describe('a steady rise', () => {
  it('is the slope of a straight line, up or down, however far apart its values are', () => {
    expect(steadyRise([1, 2, 3, 4], EVERY_SECOND)).toBeCloseTo(0.5, 12);
    expect(steadyRise([8, 5, 2, -1], [0, 1, 2, 3])).toBeCloseTo(-3, 12);
    expect(steadyRise([1, 3, 4, 9], [1, 3, 4, 9])).toBeCloseTo(1, 12);
  });

  it('counts as far as its steps agree', () => {
    // By hand: steps 1, 2, 3; mean 2, variance of the mean 1/3; 2 (1 - 1/12).
    expect(steadyRise([0, 1, 3, 6], [0, 1, 2, 3])).toBeCloseTo(11 / 6, 12);
  });

  it('is 0 for a single jump, for a rise that falls back, and for constant values', () => {
    expect(steadyRise([1, 1, 5, 5], EVERY_SECOND)).toBeCloseTo(0, 12);
    expect(steadyRise([1, 4, 4, 4, 4, 4], [0, 1, 2, 3, 4, 5])).toBeCloseTo(0, 12);
    expect(steadyRise([1, 3, 3, 1], EVERY_SECOND)).toBe(0);
    expect(steadyRise([2, 2, 2], [0, 1, 2])).toBe(0);
  });

  it('needs two steps', () => {
    expect(() => steadyRise([1, 2], [0, 1])).toThrow(RangeError);
  });
});
