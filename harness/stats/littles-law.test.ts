import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impliedRatePerSec, impliedThinkTimeMs, requestsInFlight } from './littles-law.ts';

describe("Little's law", () => {
  it('counts the requests in flight', () => {
    expect(requestsInFlight({ ratePerSec: 1000, responseTimeMs: 200 })).toBe(200);
  });

  it('gives the think time that a rate implies', () => {
    expect(impliedThinkTimeMs({ users: 30_000, ratePerSec: 1000, responseTimeMs: 200 })).toBe(29_800);
  });

  it('gives a negative think time if users cannot be that fast', () => {
    // 100 users with 200 ms each send at most 500 a second.
    expect(impliedThinkTimeMs({ users: 100, ratePerSec: 1000, responseTimeMs: 200 })).toBe(-100);
  });

  it('gives the rate of users who think', () => {
    expect(impliedRatePerSec({ users: 30_000, thinkTimeMs: 29_800, responseTimeMs: 200 })).toBe(1000);
    expect(impliedRatePerSec({ users: 10, thinkTimeMs: 0, responseTimeMs: 100 })).toBe(100);
  });

  it('rejects figures that are not a load', () => {
    expect(() => requestsInFlight({ ratePerSec: 0, responseTimeMs: 200 })).toThrow(RangeError);
    expect(() => impliedThinkTimeMs({ users: 1, ratePerSec: 1, responseTimeMs: Number.NaN })).toThrow(
      RangeError,
    );
    expect(() => impliedRatePerSec({ users: 1, thinkTimeMs: 0, responseTimeMs: 0 })).toThrow(RangeError);
  });

  it('accounts for all users: those in flight and those who think', () => {
    const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (users, thinkTimeMs, responseTimeMs) => {
        const ratePerSec = impliedRatePerSec({ users, thinkTimeMs, responseTimeMs });
        const thinking = (ratePerSec * thinkTimeMs) / 1000;
        expect((requestsInFlight({ ratePerSec, responseTimeMs }) + thinking) / users).toBeCloseTo(1, 9);
      }),
    );
  });
});
