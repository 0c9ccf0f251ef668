import { describe, expect, it } from 'vitest';
import { BEHAVIOURS, connectionsFor, knownQuantile } from './behaviours.ts';
import { answeredAtMs, stalledQuantile } from './stall.ts';

const named = (name: string) => BEHAVIOURS.find((behaviour) => behaviour.name === name)!;
const percentiles = (name: string) => [0.5, 0.95, 0.99].map((q) => knownQuantile(named(name), q));

describe('the known percentiles', () => {
  // Worked by hand. Two-humped: 5/8 of 50 to 54; 3/4 and 19/20 of 190 to 210. Heavy-tailed: 40 / (1 - q * 7999/8000)^(1/3).
  // Stalling: 15% wait for an even part of 300 ms, so p95 is 5 + 300 * 10/15 and p99 is 5 + 300 * 14/15.
  it.each([
    ['constant', [100, 100, 100]],
    ['two-humped', [52.5, 205, 209]],
    ['heavy-tailed', [50.3947, 108.4909, 184.9039]],
    ['stalling', [5, 205, 285]],
    ['failing', [5, 5, 5]],
  ])('of %s', (name, known) => {
    for (const [i, value] of percentiles(name).entries()) expect(value).toBeCloseTo(known[i]!, 3);
  });

  it('are not known for times that vary under stalls', () => {
    const mixed = { ...named('heavy-tailed'), stall: { everyMs: 2000, durationMs: 300 } };
    expect(() => knownQuantile(mixed, 0.5)).toThrow(RangeError);
  });
});

describe('a stall', () => {
  const stall = { everyMs: 2000, durationMs: 300 };

  it('holds back what is ready within it until its end, and nothing else', () => {
    expect(
      [0, 100, 299.9, 300, 1999, 2000, 4250].map(
        (readyMs) => Math.round(answeredAtMs(readyMs, stall) * 1e6) / 1e6,
      ),
    ).toEqual([300, 300, 300, 300, 1999, 2300, 4300]);
  });

  it('bends the distribution at the share of requests that it catches', () => {
    expect([0, 0.85, 0.925, 1].map((q) => Math.round(stalledQuantile(5, stall, q) * 1e6) / 1e6)).toEqual([
      5, 5, 155, 305,
    ]);
  });
});

describe('connectionsFor', () => {
  it("follows Little's law, is at least one, and stays small for a constant time, where all would end up sending together", () => {
    expect(connectionsFor(named('two-humped'), 400)).toBe(33); // 400/s * 81.6 ms
    expect(connectionsFor(named('stalling'), 10)).toBe(1);
    expect(connectionsFor(named('constant'), 200)).toBe(5); // Little's 20 would clump
  });
});
