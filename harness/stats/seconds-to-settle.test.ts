import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsToSettle } from './seconds-to-settle.ts';

const interval = (low: number | null, high: number | null) => ({ low, high, confidence: 0.95, method: '' });

describe('how much longer', () => {
  it('by hand', () => {
    // The interval from 180 to 220 must come under 200: half the width, four times the seconds.
    const of = { actual: 180, interval: interval(150, 220), bound: 200, seconds: 60 };
    expect(secondsToSettle(of)).toBe(180);
    expect(secondsToSettle({ ...of, bound: 165 })).toBe(180);
    expect(secondsToSettle({ ...of, bound: 230 })).toBe(0);
  });

  it('is not known for an open end, at the bound itself, or beyond a day', () => {
    const of = { actual: 180, interval: interval(150, null), bound: 200, seconds: 60 };
    expect(secondsToSettle(of)).toBeNull();
    expect(secondsToSettle({ ...of, interval: interval(150, 220), bound: 180 })).toBeNull();
    expect(secondsToSettle({ ...of, interval: interval(150, 220), bound: 180.5 })).toBeNull();
  });

  it('is 0 exactly when the interval is on one side', () => {
    const positive = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 200 }), (below, above, bound) => {
        fc.pre(bound !== 100);
        const of = { actual: 100, interval: interval(100 - below, 100 + above), bound, seconds: 60 };
        expect(secondsToSettle(of) === 0).toBe(bound <= 100 - below || bound >= 100 + above);
      }),
    );
  });
});
