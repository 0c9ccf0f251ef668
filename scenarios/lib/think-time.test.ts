import { describe, expect, it } from 'vitest';
import { thinkTime } from './think-time.ts';

const DRAWS = Array.from({ length: 100_000 }, (_, i) => (i + 0.5) / 100_000);

describe('thinkTime', () => {
  it('has the mean that was asked for, in spite of its cut', () => {
    const mean = DRAWS.reduce((sum, draw) => sum + thinkTime(30_000, draw), 0) / DRAWS.length;
    expect(mean).toBeCloseTo(30_000, -1);
  });

  it('is exponential below the cut: its median is ln 2 of its scale', () => {
    expect(thinkTime(30_000, 0.5)).toBeCloseTo((30_000 / (1 - Math.exp(-4))) * Math.LN2, 6);
  });

  it('is never longer than about four times the mean, and may be nothing', () => {
    expect(Math.max(...DRAWS.map((draw) => thinkTime(30_000, draw)))).toBeCloseTo(122_239, 0); // 4 * 30,000 / 0.98168
    expect(thinkTime(30_000, 0)).toBeCloseTo(0);
    expect(thinkTime(0, 0.7)).toBe(0);
  });
});
