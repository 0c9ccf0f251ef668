import { describe, expect, it } from 'vitest';
import { madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { judge } from '../judge.ts';
import { verdictOf } from '../testdata/made-up-verdict.ts';

const cache = (behaviour: object) =>
  verdictOf({ 'open steady': behaviour, 'closed steady': behaviour }).of('cacheHitRatio');

describe('cache hit ratio', () => {
  it('passes and fails by its interval, sessions left out', () => {
    expect(cache({ hitShare: 0.85 })).toMatchObject({ status: 'pass', actual: 0.85, sampleCount: 120_000 });
    expect(cache({ hitShare: 0.85 }).evidenceOf('hit ratio of student_sync')).toBe(0.85);
    // With the sessions' 600 hits of 600 this would be 89%.
    expect(cache({ hitShare: 0.75 })).toMatchObject({
      status: 'fail',
      actual: 0.75,
      headroom: expect.closeTo(-0.25, 9),
    });
  });

  it('is 0 and fails with the cache off', () => {
    expect(cache({ hitShare: 0 })).toMatchObject({ status: 'fail', actual: 0, interval: { low: 0 } });
  });

  it('is inconclusive at the bound', () => {
    expect(cache({ hitShare: 0.8 })).toMatchObject({ status: 'inconclusive', actual: 0.8 });
  });

  it('is invalid without lookups, and with servers that were silent to the end', () => {
    expect(cache({ hitShare: -1 })).toMatchObject({ status: 'invalid', actual: null });
    expect(cache({ silentServerSeconds: [1, 2, 3] }).status).toBe('pass');
    expect(cache({ silentServerSeconds: [50, 51, 52, 53, 54, 55, 56, 57, 58, 59] }).status).toBe('invalid');
  });

  it('counts a lookup that ended in an error like a miss', () => {
    const run = madeUpRun();
    const summary = summaryOf(run);
    const lookups = Array.from({ length: 20 }, () => ({ successes: 35, trials: 50 }));
    const phases = summary.phases.map((phase) => ({
      ...phase,
      cacheByFamily: { online_class: { hit: 700, miss: 100, error: 200 } },
      series: { ...phase.series, lookups },
    }));
    const { targets } = judge(run, { ...summary, phases });
    const judged = targets.find(({ statement }) => statement === 'cacheHitRatio')!;
    expect(judged).toMatchObject({ status: 'fail', actual: 0.7, sampleCount: 2000 });
    expect(judged.evidence.at(-1)).toEqual({
      label: 'lookups that ended in an error',
      value: 400,
      unit: 'lookups',
    });
  });
});
