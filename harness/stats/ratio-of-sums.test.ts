import { describe, expect, it } from 'vitest';
import { linearised, ratioOfSumsInterval, totalOf } from './ratio-of-sums.ts';

describe('the interval of a ratio of sums', () => {
  it('by hand: 30 ms in 4 queries, 12.706 standard errors for one degree of freedom', () => {
    // The ratio is 7.5. The seconds move it by (10 - 15) / 2 and (20 - 15) / 2; their standard error is 2.5.
    const seconds = [
      { sum: 10, count: 2 },
      { sum: 20, count: 2 },
    ];
    expect(linearised(seconds)).toEqual([-2.5, 2.5]);
    const { low, high } = ratioOfSumsInterval(seconds, 0.95)!;
    expect(low).toBeCloseTo(7.5 - 12.7062 * 2.5, 3);
    expect(high).toBeCloseTo(7.5 + 12.7062 * 2.5, 3);
  });

  it('weights seconds by their counts: 100 at 1 and 1 at 100 have the mean 200 / 101', () => {
    const seconds = [
      { sum: 100, count: 100 },
      { sum: 100, count: 1 },
      { sum: 0, count: 0 },
    ];
    expect(totalOf(seconds)).toEqual({ sum: 200, count: 101 });
    expect(linearised(seconds).reduce((sum, moved) => sum + moved, 0)).toBeCloseTo(0, 9);
    // By hand: moved by -2.91, 2.91 and 0; standard error 1.68; t with two degrees of freedom is 4.3027.
    const interval = ratioOfSumsInterval(seconds, 0.95)!;
    expect(interval.high! - 200 / 101).toBeCloseTo(4.3027 * Math.sqrt((2 * 2.91148 ** 2) / 2 / 3), 3);
  });

  it('has no width if all seconds are alike, and is null for a single second or no counts', () => {
    const alike = Array.from({ length: 5 }, () => ({ sum: 6, count: 2 }));
    expect(ratioOfSumsInterval(alike, 0.95)).toMatchObject({ low: 3, high: 3 });
    expect(ratioOfSumsInterval(alike.slice(0, 1), 0.95)).toBeNull();
    expect(
      ratioOfSumsInterval(
        [
          { sum: 0, count: 0 },
          { sum: 0, count: 0 },
        ],
        0.95,
      ),
    ).toBeNull();
  });
});
