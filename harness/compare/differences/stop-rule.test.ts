import { describe, expect, it } from 'vitest';
import type { Measure } from '../../model/comparison.ts';
import type { Experiment } from '../../model/experiment.ts';
import { compareArms } from './compare-arms.ts';
import { stopRule } from './stop-rule.ts';
import { EXPERIMENT, experimentRun, observedArms, P95 } from './testing/simulated-experiment.ts';

const HITS: Measure = {
  name: 'hitRatio',
  label: 'cache hit ratio',
  unit: 'ratio',
  better: 'higher',
  scale: 'difference',
};

const EARLY: Experiment = { ...EXPERIMENT, repetitions: 9, stopEarly: { fromRepetition: 5 } };

/** A comparison after this many blocks. `values`: those of the other arm, against 10 in the baseline. */
function comparedAfter(
  blocks: number,
  values: (block: number) => number,
  { experiment = EARLY, measure = P95, baseline = 10 } = {},
) {
  const run = experimentRun({ ...experiment, measures: [measure.name] });
  const arms = observedArms(run, [measure], ({ arm, block }) => (arm === 0 ? baseline : values(block)));
  for (const arm of arms) arm.repetitions = arm.repetitions.filter(({ block }) => block < blocks);
  return compareArms({ run, arms, measures: [measure] });
}

const slower = (block: number) => 12 + 0.1 * (block % 2);
const unclear = (block: number) => (block % 2 === 0 ? 9.5 : 10.6);
const mayStop = (comparison: ReturnType<typeof comparedAfter>) => stopRule(EARLY).mayStop(comparison);

describe('the rule for stopping early', () => {
  it('divides the level among all planned looks', () => {
    expect(stopRule(EARLY).looks).toEqual([5, 6, 7, 8, 9]);
    expect(stopRule(EARLY).levelPerLook).toBeCloseTo(0.01, 12);
    expect(stopRule(EXPERIMENT)).toMatchObject({ looks: [4], levelPerLook: expect.closeTo(0.05, 12) });
    expect(stopRule({ repetitions: 4, stopEarly: { fromRepetition: 6 } }).looks).toEqual([4]);
  });

  it('applies to the intervals and adjusted p-values of every look, including the last', () => {
    for (const blocks of [5, 9]) {
      const [difference] = comparedAfter(blocks, slower).differences;
      expect(difference!.ratio!.confidence).toBeCloseTo(0.99, 12);
      expect(difference!.adjustedPValue).toBeCloseTo(5 * difference!.pValue!, 12);
      expect(comparedAfter(blocks, slower).notes.join()).toContain(
        '5 looks at the results were planned, so the chance of error at each is only 1%',
      );
    }
  });

  it('stops at a difference that is real, and not before the first look', () => {
    expect(comparedAfter(4, slower).differences[0]!.word).toBe('worse');
    expect(mayStop(comparedAfter(4, slower))).toBe(false);
    expect(mayStop(comparedAfter(5, slower))).toBe(true);
  });

  it('stops when any difference is too small to matter, and continues while it may not be', () => {
    expect(mayStop(comparedAfter(6, (block) => 10 + 0.05 * (block % 2)))).toBe(true);
    expect(comparedAfter(6, unclear).differences[0]!.word).toBe('no-difference-seen');
    expect(mayStop(comparedAfter(6, unclear))).toBe(false);
  });

  it('takes a percentage point, or a twentieth of the value, as too small to matter', () => {
    const hits = { measure: HITS, baseline: 0.5 };
    expect(mayStop(comparedAfter(6, (block) => 0.5 + 0.002 * (block % 2), hits))).toBe(true);
    expect(mayStop(comparedAfter(6, (block) => 0.49 + 0.02 * (block % 2), hits))).toBe(false);
    const waits = { measure: { ...HITS, unit: 'ms' }, baseline: 10 };
    expect(mayStop(comparedAfter(6, (block) => 10 + 0.1 * (block % 2), waits))).toBe(true);
    expect(mayStop(comparedAfter(6, (block) => 9 + 2 * (block % 2), waits))).toBe(false);
    expect(mayStop(comparedAfter(6, () => 0, { ...waits, baseline: 0 }))).toBe(true);
  });

  it('continues while the claim is not settled', () => {
    const claim = {
      id: 'c',
      statement: 's',
      source: { document: 'd', section: '1' },
      measure: P95.name,
      arm: { cache: 'redis' },
      against: { cache: 'none' },
      operator: '<=' as const,
    };
    const stops = (ratio: number) =>
      mayStop(comparedAfter(6, slower, { experiment: { ...EARLY, claim: { ...claim, ratio } } }));
    expect(stops(1.5)).toBe(true);
    expect(stops(1.1)).toBe(true);
    expect(stops(1.205)).toBe(false);
  });

  it('never stops an experiment that must run to its end, or in which an arm cannot be used', () => {
    const comparison = comparedAfter(6, slower);
    expect(stopRule({ repetitions: 9 }).mayStop(comparison)).toBe(false);
    expect(mayStop({ ...comparison, status: 'invalid' })).toBe(false);
    expect(mayStop({ ...comparison, differences: [] })).toBe(false);
    const behind = structuredClone(comparison);
    behind.arms[1]!.repetitions = behind.arms[1]!.repetitions.slice(0, 4);
    expect(mayStop(behind)).toBe(false);
  });
});
