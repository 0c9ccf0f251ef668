import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEHAVIOURS, knownQuantile } from './behaviours.ts';
import { quantileOf } from './distribution.ts';
import { countChosen, evenDraw, isChosen } from './even-draws.ts';
import { answeredAtMs, stalledQuantile } from './stall.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const behaviour = fc.constantFrom(...BEHAVIOURS);

describe('known quantiles', () => {
  it('never decrease as the share grows', () => {
    fc.assert(
      fc.property(behaviour, share, share, (known, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(knownQuantile(known, low)).toBeLessThanOrEqual(knownQuantile(known, high));
      }),
    );
  });

  it('match a few thousand even draws, wherever the draws begin', () => {
    fc.assert(
      fc.property(
        behaviour,
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom(0.5, 0.95),
        ({ serviceMs }, first, q) => {
          const count = 4_000;
          const drawn = Array.from({ length: count }, (_, i) => quantileOf(serviceMs, evenDraw(first + i)));
          drawn.sort((a, b) => a - b);
          const known = quantileOf(serviceMs, q);
          expect(Math.abs(drawn[Math.ceil(q * count) - 1]! - known)).toBeLessThanOrEqual(0.01 * known);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('evenDraw', () => {
  it('puts draws into a stretch in proportion to its length, give or take a handful', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 100, max: 5_000 }),
        share,
        (first, count, x) => {
          const below = Array.from({ length: count }, (_, i) => evenDraw(first + i)).filter(
            (draw) => draw < x,
          );
          expect(Math.abs(below.length - x * count)).toBeLessThan(6);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('isChosen', () => {
  it('chooses exactly floor(n * share) of the first n', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.constantFrom(0, 0.01, 0.17, 0.83, 1),
        (n, chosenShare) => {
          const chosen = Array.from({ length: n }, (_, i) => isChosen(i, chosenShare)).filter(Boolean).length;
          expect(chosen).toBe(countChosen(n, chosenShare));
        },
      ),
      { numRuns: 60 },
    );
    expect([1, 99, 100, 1_000].map((n) => countChosen(n, 0.01))).toEqual([0, 0, 1, 10]);
    expect(countChosen(100, 0.83)).toBe(83);
  });
});

describe('stalledQuantile', () => {
  it('matches requests that arrive evenly over many periods', () => {
    const stall = fc
      .tuple(fc.integer({ min: 500, max: 3_000 }), fc.double({ min: 0.01, max: 0.9, noNaN: true }))
      .map(([everyMs, part]) => ({ everyMs, durationMs: part * everyMs }));
    fc.assert(
      fc.property(stall, fc.integer({ min: 0, max: 50 }), share, (known, serviceMs, q) => {
        const count = 20_000;
        // 7 periods, and a number of arrivals that shares no factor with them.
        const times = Array.from({ length: count }, (_, i) => {
          const arrivedMs = ((i + 0.5) / count) * 7 * known.everyMs;
          return answeredAtMs(arrivedMs + serviceMs, known) - arrivedMs;
        }).sort((a, b) => a - b);
        const seen = times[Math.max(0, Math.ceil(q * count) - 1)]!;
        expect(Math.abs(seen - stalledQuantile(serviceMs, known, q))).toBeLessThan(
          known.everyMs / 1_000 + 1e-6,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('never answers early or within a stall', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (readyMs) => {
        const stall = { everyMs: 2000, durationMs: 300 };
        const atMs = answeredAtMs(readyMs, stall);
        expect(atMs).toBeGreaterThanOrEqual(readyMs);
        expect(atMs % 2000).toBeGreaterThan(300 - 1e-6);
      }),
    );
  });
});
