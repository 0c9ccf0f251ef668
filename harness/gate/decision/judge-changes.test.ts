import { describe, expect, it } from 'vitest';
import type { Measure } from '../../model/comparison.ts';
import { isClearAtFirst, type JudgedChange, judgeChanges } from './judge-changes.ts';
import { isBelowFloor, noiseFloor, noiseIn } from './noise-floor.ts';
import { seenAgainstBaseline } from './seen-against-baseline.ts';
import { seenInPairs } from './seen-in-pairs.ts';
import { allowedIn, worseningIn } from './worsening.ts';

const P95: Measure = { name: 'p95', label: 'p95', unit: 'ms', better: 'lower', scale: 'ratio' };
const GOODPUT: Measure = {
  name: 'goodput',
  label: 'goodput',
  unit: 'requests/s',
  better: 'higher',
  scale: 'ratio',
};
const CORRECT: Measure = {
  name: 'correct',
  label: 'correct',
  unit: 'ratio',
  better: 'higher',
  scale: 'difference',
};

const known = (values: readonly number[]) => values.map((value) => ({ low: value, high: value }));

/** Eight runs that took turns, without drift. */
const pairs = (head: readonly number[], base: readonly number[]) => ({
  arm: known(head),
  against: known(base),
  armTurns: [1, 2, 5, 6],
  againstTurns: [0, 3, 4, 7],
});

const BASE = [100, 101, 99, 100];
const times = (factor: number) => BASE.map((value, i) => value * factor * (i % 2 === 0 ? 1.01 : 0.99));

function change(
  measure: Measure,
  head: readonly number[],
  base = BASE,
  bound = { relative: 0.1 },
): JudgedChange {
  return { seen: seenInPairs(measure, pairs(head, base)), error: bound, warn: null };
}

describe('judgeChanges', () => {
  it('fails what became worse for sure and by more than is allowed, in the direction that is worse', () => {
    expect(judgeChanges([change(P95, times(1.3))])).toEqual(['fail']);
    expect(judgeChanges([change(P95, times(0.7))])).toEqual(['pass']);
    expect(judgeChanges([change(GOODPUT, times(0.7))])).toEqual(['fail']);
    expect(judgeChanges([change(GOODPUT, times(1.3))])).toEqual(['pass']);
    const shares = [0.9, 0.91, 0.9, 0.91];
    const lower = shares.map((share) => share - 0.05);
    expect(judgeChanges([change(CORRECT, lower, shares, { relative: 0.01 })])).toEqual(['fail']);
    expect(judgeChanges([change(CORRECT, shares, lower, { relative: 0.01 })])).toEqual(['pass']);
  });

  it('passes a change that is sure but within the bound', () => {
    expect(judgeChanges([change(P95, times(1.05))])).toEqual(['pass']);
  });

  it('is inconclusive where the interval reaches beyond the bound', () => {
    expect(judgeChanges([change(P95, [150, 70, 130, 90])])).toEqual(['inconclusive']);
    expect(judgeChanges([{ seen: null, error: { relative: 0.1 }, warn: null }])).toEqual(['inconclusive']);
  });

  it('needs a change beyond both bounds', () => {
    const slower = times(1.3);
    const bounded = (absolute: number) =>
      judgeChanges([
        { seen: seenInPairs(P95, pairs(slower, BASE)), error: { relative: 0.1, absolute }, warn: null },
      ]);
    expect(bounded(20)).toEqual(['fail']);
    expect(bounded(50)).toEqual(['pass']);
  });

  it('warns beyond the bound of a warning, and never fails for it', () => {
    const seen = seenInPairs(P95, pairs(times(1.15), BASE));
    expect(judgeChanges([{ seen, error: { relative: 0.3 }, warn: { relative: 0.1 } }])).toEqual(['warn']);
    expect(judgeChanges([{ seen, error: null, warn: { relative: 0.1 } }])).toEqual(['warn']);
    expect(judgeChanges([{ seen, error: { relative: 0.1 }, warn: { relative: 0.05 } }])).toEqual(['fail']);
  });

  it('asks more evidence of each figure the more figures there are', () => {
    const noisy = times(1.3).map((value, i) => value * [0.95, 1.06, 0.94, 1.05][i]!);
    const one = change(P95, noisy);
    expect(judgeChanges([one])).toEqual(['fail']);
    const others = Array.from({ length: 9 }, () => change(P95, times(1)));
    expect(judgeChanges([one, ...others])[0]).toBe('inconclusive');
  });
});

describe('isClearAtFirst', () => {
  it('holds only if every figure rules out a change beyond its bound', () => {
    expect(isClearAtFirst([change(P95, times(1)), change(GOODPUT, times(1))])).toBe(true);
    expect(isClearAtFirst([change(P95, times(1)), change(GOODPUT, times(0.7))])).toBe(false);
    expect(isClearAtFirst([change(P95, [150, 70, 130, 90])])).toBe(false);
  });

  it('does not measure again for a figure that has no data', () => {
    expect(isClearAtFirst([{ seen: null, error: { relative: 0.1 }, warn: null }])).toBe(true);
  });
});

describe('worseningIn and allowedIn', () => {
  it('speak of the same: a share of the base, or the unit of the measure', () => {
    const seen = seenInPairs(
      P95,
      pairs(
        BASE.map((value) => value * 1.3),
        BASE,
      ),
    )!;
    expect(worseningIn(seen).estimate).toBeCloseTo(0.3, 10);
    expect(allowedIn({ relative: 0.1, absolute: 20 }, seen)).toBeCloseTo(0.2, 10);
    const shares = seenInPairs(CORRECT, pairs([0.8, 0.8, 0.8, 0.8], [0.9, 0.9, 0.9, 0.9]))!;
    expect(worseningIn(shares).estimate).toBeCloseTo(0.1, 10);
    expect(allowedIn({ relative: 0.1, absolute: 0.02 }, shares)).toBeCloseTo(0.09, 10);
  });
});

describe('noiseFloor', () => {
  it('is what both looks of a gate can rule out in nine of ten cases', () => {
    // Four pairs a look are eight: (2.364624 + 1.414924) * 0.04 / sqrt(8) in logarithms.
    const noise = { scale: 'ratio', deviation: 0.04, base: 100, pairs: 8 } as const;
    expect(noiseFloor(noise, 4)).toBeCloseTo(Math.expm1(0.0534509), 6);
    expect(isBelowFloor(noise, { relative: 0.05 }, 4)).toBe(true);
    expect(isBelowFloor(noise, { relative: 0.06 }, 4)).toBe(false);
    expect(isBelowFloor(noise, { relative: 0.05, absolute: 6 }, 4)).toBe(false);
  });

  it('takes the deviation of pairs from equal runs', () => {
    const noise = noiseIn(CORRECT, pairs([0.9, 0.92, 0.9, 0.92], [0.92, 0.9, 0.92, 0.9]))!;
    // Differences of -0.02, 0.02, -0.02, 0.02 have a standard deviation of 0.02 * sqrt(4/3).
    expect(noise.deviation).toBeCloseTo(0.02 * Math.sqrt(4 / 3), 10);
    expect(noiseIn(P95, { arm: [], against: [], armTurns: [], againstTurns: [] })).toBeNull();
  });
});

describe('seenAgainstBaseline', () => {
  it('allows for the spread of single runs', () => {
    const baseline = [100, 104, 96, 100, 100];
    const judged = (head: readonly number[]) =>
      judgeChanges([
        { seen: seenAgainstBaseline(P95, { head, baseline }), error: { relative: 0.1 }, warn: null },
      ]);
    expect(judged([150, 152])).toEqual(['fail']);
    expect(judged([100, 101])).toEqual(['pass']);
    expect(judged([111])).toEqual(['inconclusive']);
    expect(seenAgainstBaseline(P95, { head: [100], baseline })!.intervals.ratio!.method).toBe(
      'pooled t of logarithms',
    );
  });

  it('takes an endless figure for more than any time that was measured', () => {
    const baseline = [100, 104, 96, 100, 100];
    const judged = (head: readonly number[], earlier: readonly number[] = baseline) => {
      const seen = seenAgainstBaseline(P95, { head, baseline: earlier }, 5000);
      return judgeChanges([{ seen, error: { relative: 0.1 }, warn: null }]);
    };
    const endless = Number.POSITIVE_INFINITY;
    expect(judged([endless, endless])).toEqual(['fail']);
    expect(judged([endless])).not.toEqual(['pass']);
    const once = [endless, ...baseline, ...baseline.slice(1)]; // by how much the others exceed it is unknown
    expect(judged([endless, endless], once)).toEqual(['inconclusive']);
    expect(seenAgainstBaseline(P95, { head: [endless], baseline }, null)).toBeNull();
    const { intervals } = seenAgainstBaseline(P95, { head: [endless], baseline }, 500)!;
    expect([intervals.ratioEstimate, intervals.differenceEstimate, intervals.ratio!.high]).toEqual([
      null,
      null,
      null,
    ]);
    expect(intervals.ratio!.low).toBeGreaterThan(1);
  });

  it('needs four runs of the baseline and one of the head', () => {
    expect(seenAgainstBaseline(P95, { head: [100], baseline: [100, 101, 99] })).toBeNull();
    expect(seenAgainstBaseline(P95, { head: [], baseline: [100, 101, 99, 100] })).toBeNull();
  });
});
