import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisFor, linearAxis, logAxis, spanAxis, timeTicks } from './scales.ts';

describe('linearAxis', () => {
  it.each([
    [[1201], [0, 500, 1000, 1500]],
    [[30_000], [0, 10_000, 20_000, 30_000, 40_000]],
    [[0.4], [0, 0.25, 0.5, 0.75, 1, 1.25]],
    [[], [0, 0.25, 0.5, 0.75, 1, 1.25]],
  ])('for %j has the ticks %j', (values, ticks) => {
    expect(linearAxis(values).ticks).toEqual(ticks);
  });
});

describe('logAxis', () => {
  it('has round ends beyond the values', () => {
    expect(logAxis([3, 200])).toEqual({
      type: 'log',
      domain: [2, 500],
      ticks: [2, 5, 10, 20, 50, 100, 200, 500].filter((t) => [10, 100].includes(t)),
    });
    expect(logAxis([3, 15])).toEqual({ type: 'log', domain: [2, 20], ticks: [2, 5, 10, 20] });
  });

  it('spans at least a decade, even without values', () => {
    expect(logAxis([5]).domain).toEqual([2, 20]);
    expect(logAxis([]).domain[0]).toBeGreaterThan(0);
  });
});

describe('axisFor', () => {
  it('is logarithmic only if a linear axis would hide the small values', () => {
    expect(axisFor([10, 150]).type).toBe('linear');
    expect(axisFor([5, 200]).type).toBe('log');
    expect(axisFor([0, 0]).type).toBe('linear');
  });

  it('always contains the values between its ends, with two to eight ticks', () => {
    const positive = fc.double({ min: 1e-3, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 20 }), (values) => {
        const { domain, ticks } = axisFor(values);
        expect(Math.max(...values)).toBeLessThanOrEqual(domain[1]);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(domain[0]);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks.every((tick) => tick >= domain[0] && tick <= domain[1])).toBe(true);
      }),
    );
  });
});

describe('timeTicks', () => {
  it('are round times, far enough apart', () => {
    expect(timeTicks(100, 20)).toEqual([0, 30, 60, 90]);
    expect(timeTicks(3600, 400)).toEqual([0, 600, 1200, 1800, 2400, 3000, 3600]);
    expect(timeTicks(20_000, 5000)).toEqual([0, 7200, 14_400]);
  });
});

describe('spanAxis', () => {
  const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true });

  it('contains every value between round ticks, never below 0 if all are positive', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 20 }), (values) => {
        const { domain, ticks } = spanAxis(values);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(domain[0]);
        expect(Math.max(...values)).toBeLessThanOrEqual(domain[1]);
        expect(domain[0]).toBeGreaterThanOrEqual(0);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('does not stretch noise over the whole chart', () => {
    const { domain } = spanAxis([399.9, 400.1]);
    expect(domain[1] - domain[0]).toBeGreaterThanOrEqual(40);
  });

  it('has room for negative differences, and works for zeros alone', () => {
    expect(spanAxis([-3, 2]).domain[0]).toBeLessThanOrEqual(-3);
    expect(spanAxis([0, 0]).domain).toEqual([0, 1.25]);
  });
});
