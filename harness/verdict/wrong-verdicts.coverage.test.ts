import { describe, expect, it } from 'vitest';
import { autoregression, normalFrom, seededRandom } from '../stats/testing/seeded-random.ts';
import { judgeSimulated, type Simulation, simulatedTarget } from '../summary/testdata/simulated-run.ts';

/*
 * A small part of scripts/operating-characteristics, whose tables are in docs/methods.md: how often a verdict is wrong on runs whose truth
 * is known. A wrong pass may happen in 2.5 of 100 runs, so 8 or more of 100 occur once in 300 tries. A wrong fail must never happen.
 */
const RUNS = 100;
const MOST_WRONG_PASSES = 7;
const TIMEOUT_MS = 60_000;
const SECONDS = 75;

const statusesOf = (simulation: Simulation, targets: ReturnType<typeof simulatedTarget>[], run: number) =>
  judgeSimulated(simulation, targets, `run ${run}`).targets.map(({ status }) => status);

describe('how often a verdict is wrong', () => {
  it(
    'about a p95 with correlated seconds',
    () => {
      const random = seededRandom(31);
      const normal = normalFrom(random);
      // Lognormal: level 0.3, requests 0.4 around 20 ms.
      const truth = 20 * Math.exp(1.6448536 * Math.hypot(0.3, 0.4));
      const targets = [truth, truth / 1.1].map((bound) => simulatedTarget('responseTimeP95Ms', '<', bound));
      const passes = [0, 0];
      let wrongFails = 0;
      for (let run = 0; run < RUNS; run++) {
        const seconds = autoregression(SECONDS, 0.8, normal).map((level) => ({
          responseTimesMs: Array.from({ length: 40 }, () => 20 * Math.exp(0.3 * level + 0.4 * normal())),
          correct: 40,
        }));
        const all = seconds.flatMap(({ responseTimesMs }) => responseTimesMs).sort((a, b) => a - b);
        const realised = all[0.95 * all.length - 1]!;
        for (const [i, status] of statusesOf({ ratePerSec: 40, seconds }, targets, run).entries()) {
          if (status === 'pass') passes[i]!++;
          if (status === 'fail' && realised < targets[i]!.bound) wrongFails++;
        }
      }
      expect(passes[0]).toBeLessThanOrEqual(MOST_WRONG_PASSES);
      expect(passes[1]).toBeLessThanOrEqual(MOST_WRONG_PASSES);
      expect(wrongFails).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'about a rate 2% under its promise, and one with dead seconds',
    () => {
      const random = seededRandom(32);
      const normal = normalFrom(random);
      const target = simulatedTarget('goodputPerSec', '>=', 1000);
      const passesOf = (correctIn: (z: number) => number) => {
        let passes = 0;
        for (let run = 0; run < RUNS; run++) {
          const seconds = autoregression(SECONDS, 0.5, normal).map((z) => {
            const correct = Math.round(correctIn(z));
            return { responseTimesMs: [10], correct, refused: 2000 - correct };
          });
          if (statusesOf({ ratePerSec: 2000, seconds }, [target], run)[0] === 'pass') passes++;
        }
        return passes;
      };
      expect(passesOf((z) => 980 + 50 * z)).toBeLessThanOrEqual(MOST_WRONG_PASSES);
      expect(passesOf(() => (random() < 1 / 5 ? 0 : 1200))).toBeLessThanOrEqual(MOST_WRONG_PASSES);
      expect(passesOf((z) => 1200 + 50 * z)).toBeGreaterThan(RUNS - 5);
    },
    TIMEOUT_MS,
  );

  it('about an outage: however few seconds it lasts, it breaks the promise', () => {
    const target = simulatedTarget('availability', '>=', 0.999);
    for (const seconds of [15, 60, 300]) {
      const outage = Array.from({ length: seconds }, (_, second) => ({
        responseTimesMs: [10],
        correct: second === 7 ? 0 : 1000,
        failed: second === 7 ? 1000 : 0,
      }));
      expect(statusesOf({ ratePerSec: 1000, seconds: outage }, [target], seconds)).toEqual(['fail']);
    }
  });
});
