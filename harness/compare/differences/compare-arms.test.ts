import { describe, expect, it } from 'vitest';
import type { Measure } from '../../model/comparison.ts';
import type { Experiment } from '../../model/experiment.ts';
import { compareArms, type ObservedArm } from './compare-arms.ts';
import { CLAIM, compared, HITS, NONE, QUERIES, REDIS, type Values } from './testing/compared.ts';
import { EXPERIMENT, experimentRun, observedArms, P95 } from './testing/simulated-experiment.ts';

describe('a difference', () => {
  it('on a ratio scale is the paired t interval of the logarithms', () => {
    const comparison = compared([[QUERIES, NONE, REDIS]]);
    const [difference] = comparison.differences;
    // By hand: ln of 0.29, 0.294118, 0.287879, 0.287129; mean -1.238673, deviation 0.010788; t of 3 degrees 3.182446.
    expect(difference).toMatchObject({
      arm: 'cache-redis',
      against: 'cache-none',
      pairs: 4,
      ratioEstimate: expect.closeTo(0.289769, 6),
      ratio: { low: expect.closeTo(0.284837, 6), high: expect.closeTo(0.294786, 6), confidence: 0.95 },
      // Based on the other arm's median, 1,005, which is not known well enough for an interval.
      differenceEstimate: expect.closeTo(-713.78, 2),
      difference: null,
      rankPValue: expect.closeTo(2 / 70, 9),
      word: 'better',
      sentence: 'Redis: 71% fewer database queries a second than none (71% to 72%).',
    });
    expect(difference!.adjustedPValue).toBe(difference!.pValue);
    expect(comparison).toMatchObject({
      status: 'valid',
      answer: difference!.sentence,
      confidence: 0.95,
      notes: [],
    });
    expect(comparison.arms.map(({ medians }) => medians)).toEqual([
      { databaseQueriesPerSec: 1005 },
      { databaseQueriesPerSec: 290 },
    ]);
  });

  it('on a difference scale is the paired t interval of the values', () => {
    const [difference] = compared([[HITS, [0, 0, 0, 0], [0.84, 0.86, 0.85, 0.85]]]).differences;
    expect(difference).toMatchObject({
      difference: { low: expect.closeTo(0.837, 3), high: expect.closeTo(0.863, 3), method: 'paired t' },
      differenceEstimate: expect.closeTo(0.85, 9),
      ratio: null,
      ratioEstimate: null,
      word: 'better',
      sentence: 'Redis: cache hit ratio 85 percentage points higher than none (83.7 to 86.3).',
    });
  });

  it('is worse the other way round, and only different if neither direction is better', () => {
    const words = (measure: Measure, a: Values, b: Values) =>
      compared([[measure, a, b]]).differences[0]!.word;
    expect(words(QUERIES, REDIS, NONE)).toBe('worse');
    expect(words({ ...QUERIES, better: 'higher' }, REDIS, NONE)).toBe('better');
    expect(words({ ...QUERIES, better: 'neither' }, REDIS, NONE)).toBe('different');
    expect(words(HITS, [0.9, 0.91, 0.9, 0.9], [0.1, 0.11, 0.1, 0.12])).toBe('worse');
  });

  it('is worded to suit its unit, and as a factor from 2 on', () => {
    const sentences = (measure: Measure, a: Values, b: Values) =>
      compared([[measure, a, b]]).differences[0]!.sentence;
    const slow = [11.4, 11.6, 11.5, 11.5];
    const fast = [10, 10.1, 10, 10];
    expect(sentences(P95, fast, slow)).toBe('Redis: 15% longer p95 response time than none (14% to 15%).');
    expect(sentences(P95, slow, fast)).toBe('Redis: 13% shorter p95 response time than none (12% to 13%).');
    expect(sentences(QUERIES, REDIS, NONE)).toBe(
      'Redis: database queries a second 3.45 times that of none (3.39 to 3.51 times).',
    );
    // The estimate is below a factor of 2, the end of the interval is not.
    expect(sentences(QUERIES, [100, 100, 100, 100], [180, 190, 200, 195])).toMatch(
      /^Redis: 91% more .* than none \(from 7\d% more to 2\.\d+ times\)\.$/,
    );
    const waits = { ...HITS, name: 'w', label: 'mean wait', unit: 'ms' };
    expect(sentences(waits, [0, 0, 0, 0], [3, 3.1, 3, 3.1])).toBe(
      'Redis: mean wait 3.05 ms higher than none (2.96 to 3.14 ms).',
    );
  });

  it('is not seen if the interval contains "the same"', () => {
    const [difference] = compared([[P95, [10, 10.4, 9.8, 10], [10.2, 10, 10.1, 9.9]]]).differences;
    expect(difference!.word).toBe('no-difference-seen');
    expect(difference!.sentence).toMatch(
      /^Redis: no difference from none was seen in p95 response time \(from \d\.\d% shorter to \d\.\d% longer\)\.$/,
    );
  });

  it('needs four pairs of valid and measured runs in the same blocks', () => {
    const short = compared([[P95, [10, null, 10, 10, 10], [20, 20, null, 20, 20]]]);
    expect(short.differences[0]).toMatchObject({
      pairs: 3,
      pValue: null,
      adjustedPValue: null,
      ratio: null,
      word: 'too-little-data',
      sentence:
        'Redis and none: too little data to compare p95 response time: 3 pairs of runs, and 4 are needed.',
    });
    expect(short.arms[0]!.medians).toEqual({ responseTimeP95Ms: 10 });

    const invalid = compared([[P95, [10, 11, 10, 10, 10.5], [20, 20, 20, 900, 20]]], {}, ([, redis]) => {
      const repetition = redis!.repetitions.find(({ block }) => block === 3)!;
      Object.assign(repetition, { isValid: false, reasons: ['The generator was late.'] });
    });
    expect(invalid.differences[0]).toMatchObject({ pairs: 4, word: 'worse' });
    expect(invalid.arms[1]!.medians).toEqual({ responseTimeP95Ms: 20 });
    expect(invalid.notes).toEqual([
      'cache: Redis: 1 of 5 repetitions does not count: The generator was late.',
    ]);
  });

  it('is paired by block and not by the order of the runs', () => {
    // The deviation that all runs of a block share is twice the effect of the change.
    const shared = [2, 8, 1, 4];
    const with20 = shared.map((each) => each * 1.2);
    const comparison = compared([[P95, shared, with20]], {}, ([none, redis]) => {
      none!.repetitions.reverse();
      redis!.repetitions.push(redis!.repetitions.shift()!);
    });
    expect(comparison.differences[0]).toMatchObject({ word: 'worse', ratioEstimate: expect.closeTo(1.2, 9) });
    expect(comparison.differences[0]!.rankPValue).toBeGreaterThan(0.3);
  });

  it('is left open if the interval is too wide', () => {
    const [difference] = compared([[P95, [10, 30, 10, 30], [20, 10, 30, 10]]]).differences;
    expect(difference!.word).toBe('too-little-data');
    expect(difference!.sentence).toMatch(
      /^Redis and none: too little data to compare p95 response time: anything from 86% shorter to [\d.]+ times is possible\.$/,
    );
    expect(compared([[HITS, [0.1, 0.5, 0.1, 0.5], [0.5, 0.1, 0.5, 0.2]]]).differences[0]!.word).toBe(
      'too-little-data',
    );
  });
});

describe('a steady drift of the machine', () => {
  /** Every run takes a tenth longer than the one before; the last arm 5% longer than the others. */
  function drifting(levels: number[], repetitions: number, edit: (arms: ObservedArm[]) => void = () => {}) {
    const experiment = { ...EXPERIMENT, factors: { servers: levels }, repetitions };
    const run = experimentRun(experiment, 3);
    const arms = observedArms(
      run,
      [P95],
      ({ arm, run: turn }) => 10 * 1.1 ** turn * (arm === levels.length - 1 ? 1.05 : 1),
    );
    edit(arms);
    return compareArms({ run, arms, measures: [P95] });
  }

  it.each([
    [[1, 2], 4],
    [[1, 2], 5],
    [[1, 2, 3], 4],
    [[1, 2, 3, 4], 5],
  ])('is removed, with servers %j and %d repetitions', (levels, repetitions) => {
    const { arms, differences } = drifting(levels, repetitions);
    for (const { arm, ratioEstimate, ratio, word } of differences) {
      const isSlower = arm === arms.at(-1)!.name;
      expect(word).toBe(isSlower ? 'worse' : 'no-difference-seen');
      expect(ratioEstimate).toBeCloseTo(isSlower ? 1.05 : 1, 9);
      expect(ratio!.high! / ratio!.low!).toBeLessThan(1.01);
    }
  });

  it('is removed even if a run does not count, so that no arm has run as early as late', () => {
    const [difference] = drifting([1, 2], 6, ([, arm]) => {
      Object.assign(arm!.repetitions[1]!, { isValid: false, reasons: ['It was late.'] });
    }).differences;
    expect(difference).toMatchObject({ pairs: 5, word: 'worse', ratioEstimate: expect.closeTo(1.05, 9) });
  });
});

describe('values that do not vary', () => {
  const four = (value: number) => [value, value, value, value];

  it('are no difference if they are equal', () => {
    for (const [measure, value] of [
      [P95, 20],
      [HITS, 0.8],
      [HITS, 0],
      [P95, 0],
    ] as const) {
      const [difference] = compared([[measure, four(value), four(value)]]).differences;
      expect(difference).toMatchObject({ word: 'no-difference-seen', pValue: 1, differenceEstimate: 0 });
    }
    expect(compared([[HITS, four(0), four(0)]]).differences[0]!.sentence).toBe(
      'Redis: no difference from none was seen in cache hit ratio.',
    );
  });

  it('are a real difference beyond the resolution, and none within it', () => {
    const word = (measure: Measure, a: number, b: number) =>
      compared([[measure, four(a), four(b)]]).differences[0]!.word;
    // A thousandth between pairs, halved by four of them, times 3.18: 0.16%.
    expect(word(P95, 100, 100.1)).toBe('no-difference-seen');
    expect(word(P95, 100, 100.2)).toBe('worse');
    expect(word(HITS, 0.5, 0.5005)).toBe('no-difference-seen');
    expect(word(HITS, 0.5, 0.501)).toBe('better');
    expect(word(HITS, 0, 0.001)).toBe('better');
  });
});

describe('values of 0 on a ratio scale', () => {
  it('have no logarithm: then the arms are compared by differences, and a note says so', () => {
    const comparison = compared([[QUERIES, NONE, [0, 0, 10, 0]]]);
    expect(comparison.differences[0]).toMatchObject({
      ratio: null,
      ratioEstimate: null,
      differenceEstimate: -1002.5,
      word: 'better',
      sentence: expect.stringMatching(
        /^Redis: database queries a second 1,003 queries\/s lower than none \(975 to 1,030 queries\/s\)\.$/,
      ),
    });
    expect(comparison.notes).toEqual([
      'Arms with a value of 0 in database queries a second are compared by differences, because factors need values above 0.',
    ]);
  });
});

describe('many comparisons', () => {
  it("are judged by Holm's rule together, and their intervals by its steps", () => {
    const slower = [10.5, 11.5, 10.6, 10.8];
    const one = compared([[P95, [10, 10.4, 9.8, 10], slower]]);
    expect(one.differences[0]!.word).toBe('worse');
    // The same comparison among others without a difference.
    const other = [
      [10, 10.4, 9.8, 10],
      [10.2, 10, 10.1, 9.9],
    ] as const;
    const others = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map(
      (name): readonly [Measure, Values, Values] => [{ ...P95, name }, [...other[0]], [...other[1]]],
    );
    const many = compared([[P95, [10, 10.4, 9.8, 10], slower], ...others]);
    const [difference] = many.differences;
    expect(difference).toMatchObject({ word: 'no-difference-seen', pValue: one.differences[0]!.pValue });
    expect(difference!.adjustedPValue).toBeCloseTo(9 * difference!.pValue!, 9);
    expect(difference!.ratio!.confidence).toBeCloseTo(1 - 0.05 / 9, 12);
  });

  it('cover all pairs of up to four arms, and with more arms only those with the baseline', () => {
    const pairsOf = (levels: number, changes: Partial<Experiment> = {}) => {
      const factors = { poolMax: Array.from({ length: levels }, (_, i) => 10 + i) };
      const run = experimentRun({ ...EXPERIMENT, factors, ...changes });
      const arms = observedArms(run, [P95], ({ arm }) => 10 + arm);
      return compareArms({ run, arms, measures: [P95] }).differences.map(({ arm, against }) =>
        `${arm} - ${against}`.replaceAll('pool-max-', ''),
      );
    };
    expect(pairsOf(3)).toEqual(['11 - 10', '12 - 10', '12 - 11']);
    expect(pairsOf(4)).toHaveLength(6);
    expect(pairsOf(5)).toEqual(['11 - 10', '12 - 10', '13 - 10', '14 - 10']);
    const claim = { ...CLAIM, measure: P95.name, arm: { poolMax: 14 }, against: { poolMax: 12 } };
    expect(pairsOf(5, { claim })).toEqual(['11 - 10', '12 - 10', '13 - 10', '14 - 10', '14 - 12']);
  });
});
