import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal.ts';
import { studentQuantile, studentTails } from './student.ts';

describe("quantiles of Student's t", () => {
  // As printed: NIST/SEMATECH e-Handbook, 1.3.6.7.2; the thousandths of 1, 3 and 10 degrees from Fisher and Yates, table III.
  it.each([
    [0.95, 1, 6.314],
    [0.95, 3, 2.353],
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 3, 3.182],
    [0.975, 4, 2.776],
    [0.975, 9, 2.262],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.975, 49, 2.01],
    [0.975, 100, 1.984],
    [0.99, 5, 3.365],
    [0.995, 3, 5.841],
    [0.995, 10, 3.169],
    [0.999, 3, 10.215],
    [0.999, 10, 4.144],
    [0.9995, 1, 636.619],
    [0.9995, 3, 12.924],
    [0.9995, 10, 4.587],
  ])('%d at %d degrees of freedom is %d', (p, degrees, t) => {
    expect(Math.abs(studentQuantile(p, degrees) - t)).toBeLessThanOrEqual(0.0006);
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-studentQuantile(p, degrees), 9);
  });

  it('invert the tails', () => {
    for (const degrees of [1, 2, 3, 7, 8, 49]) {
      for (const p of [1e-12, 1e-4, 0.025, 0.3]) {
        expect(studentTails(studentQuantile(p, degrees), degrees).lower / p).toBeCloseTo(1, 9);
      }
    }
    expect(studentQuantile(0.5, 3)).toBeCloseTo(0, 12);
  });

  it('do not exist at 0 and 1', () => {
    expect(() => studentQuantile(0, 3)).toThrow(RangeError);
    expect(() => studentQuantile(1, 3)).toThrow(RangeError);
  });
});

describe("tails of Student's t", () => {
  it.each([0, 0.01, 0.5, 1, 2, 5, 100, 1e6])(
    'are the closed forms of 1 to 4 degrees of freedom at %d',
    (t) => {
      const closed = [
        Math.atan2(1, t) / Math.PI,
        // 1 - t / sqrt(2 + t^2) without cancellation.
        1 / (Math.sqrt(2 + t * t) * (Math.sqrt(2 + t * t) + t)),
        (Math.atan2(Math.sqrt(3), t) - (Math.sqrt(3) * t) / (3 + t * t)) / Math.PI,
        0.5 - (t * (t * t + 6)) / (2 * (4 + t * t) ** 1.5),
      ];
      for (const [i, tail] of closed.entries()) {
        // The last two forms cancel far out; ours must not.
        if (i > 1 && t > 10) continue;
        expect(studentTails(t, i + 1).upper / tail).toBeCloseTo(1, 11);
      }
    },
  );

  it('fall off with the power of the degrees of freedom', () => {
    // 3 sqrt(3) 2 / (3 pi t^3) of 3 degrees, to first order.
    expect((studentTails(1e6, 3).upper * 1e18 * Math.PI) / (2 * Math.sqrt(3))).toBeCloseTo(1, 6);
    expect(studentTails(Number.POSITIVE_INFINITY, 3)).toEqual({ lower: 1, upper: 0 });
  });

  it('are symmetrical, and normal with many degrees of freedom', () => {
    expect(studentTails(-2, 5)).toEqual({
      lower: studentTails(2, 5).upper,
      upper: studentTails(2, 5).lower,
    });
    expect(studentQuantile(0.975, 100_000)).toBeCloseTo(normalQuantile(0.975), 4);
  });

  it('have whole degrees of freedom', () => {
    expect(() => studentTails(1, 0)).toThrow(RangeError);
    expect(() => studentTails(1, 2.5)).toThrow(RangeError);
    expect(() => studentTails(Number.NaN, 2)).toThrow(RangeError);
  });
});
