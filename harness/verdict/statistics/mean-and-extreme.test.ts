import { describe, expect, it } from 'vitest';
import type { Indicator } from '../../model/indicator.ts';
import type { Target } from '../../model/target.ts';
import { type Lines, madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { judge } from '../judge.ts';
import { verdictOf, withSeconds } from '../testdata/made-up-verdict.ts';

const OPEN = 'open steady';

const promise = (indicator: Indicator, operator: Target['operator'], bound: number): Target => ({
  ...{ id: 'it', statement: 'it', source: { document: 'd', section: 's' }, indicator, operator, bound },
  phases: [OPEN],
});

const judged = (target: Target, behaviour: object, run = madeUpRun()) =>
  verdictOf({ [OPEN]: behaviour }, run, [target]).targets[0]!;

describe('a mean time', () => {
  const mean = (bound: number) => promise({ source: 'requests', statistic: 'mean' }, '<', bound);

  it('is the sum over the number, with an interval from the variation of the seconds', () => {
    // 10 and 30 ms in turn: the mean is 20, a second moves it by 10, and over 60 seconds that is 10 / sqrt(59) = 1.3; t is 2.0.
    const turns = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [i, [i % 2 === 0 ? 10 : 30]]));
    const of = judged(mean(25), { responseTimesAt: turns });
    expect(of).toMatchObject({ status: 'pass', actual: expect.closeTo(20, 6), sampleCount: 72_000 });
    expect(of.interval!.high).toBeGreaterThanOrEqual(20 + 2.0 * 1.3);
    expect(of.reason).toContain('Requests took 20 ms on average; the promise is under 25 ms');
    expect(judged(mean(15), { responseTimesAt: turns })).toMatchObject({ status: 'fail' });
    expect(judged(mean(20), { responseTimesAt: turns }).status).toBe('inconclusive');
  });

  it('leaves failures out, and does not pass if counting each as a minute would break it', () => {
    // One in a thousand at 60 s adds 60 ms.
    const failing = { responseTimesMs: [20], failedShare: 0.001 };
    expect(judged(mean(100), failing)).toMatchObject({ status: 'pass', actual: expect.closeTo(20, 6) });
    const near = judged(mean(70), failing);
    expect(near).toMatchObject({ status: 'inconclusive', actual: expect.closeTo(20, 6) });
    expect(near.reason).toContain('with 72 failures taken for 1 min each');
    expect(judged(mean(10), failing).status).toBe('fail');
  });

  it('never passes on a few seconds, and is invalid without any request', () => {
    const short = withSeconds(madeUpRun(), OPEN, 8);
    expect(judged(mean(100), {}, short)).toMatchObject({ status: 'inconclusive' });
    expect(judged(mean(100), {}, short).reason).toContain('at least 12 seconds');
    expect(judged(mean(100), { responseTimesMs: [] })).toMatchObject({ status: 'invalid', actual: null });
  });
});

describe('a maximum', () => {
  const most = (bound: number) => promise({ source: 'requests', statistic: 'maximum' }, '<', bound);

  it('is a census: a pass says what it cannot rule out', () => {
    const slowest = { responseTimesAt: { 30: [10, 700] } };
    expect(judged(most(800), slowest)).toMatchObject({ status: 'pass', actual: 700 });
    expect(judged(most(800), slowest).reason).toContain('more frequent than one in 20 seconds are ruled out');
    expect(judged(most(600), slowest)).toMatchObject({ status: 'fail', actual: 700 });
    expect(judged(most(800), slowest, withSeconds(madeUpRun(), OPEN, 11)).status).toBe('inconclusive');
  });

  it('is endless when a request failed', () => {
    const of = judged(most(800), { failedAt: { 3: 1 } });
    expect(of).toMatchObject({ status: 'fail', actual: null });
    expect(of.reason).toMatch(/^1 of 72,000 requests failed or never got an answer/);
  });

  it('of a duration measured by the servers is known to within its bucket', () => {
    const of = (bound: number) =>
      judged(promise({ source: 'statements', statistic: 'maximum' }, '<=', bound), { queryTimesMs: [1, 45] });
    expect(of(50)).toMatchObject({ status: 'pass', actual: 50, interval: { low: 30, high: 50 } });
    expect(of(30)).toMatchObject({ status: 'fail' });
    expect(of(40)).toMatchObject({ status: 'inconclusive' });
  });
});

describe('a gauge over seconds', () => {
  const connections = (statistic: 'maximum' | 'minimum' | 'mean'): Indicator => ({
    ...{ source: 'gauge', gauge: 'database-connections', where: { state: 'active' }, statistic },
  });
  /** 1, 2, ... 60 connections, in an order without a trend. */
  const climbing = (target: Target) => {
    const run = { ...madeUpRun(), targets: [target] };
    const edit = ({ timeline, histograms }: Lines, _: object, index: number): Lines => {
      const active = 1 + ((37 * index) % 60);
      const database = { ...timeline.database!, connections: { ...timeline.database!.connections, active } };
      return { timeline: { ...timeline, database }, histograms };
    };
    return judge(run, summaryOf(run, {}, { edit })).targets[0]!;
  };

  it('has a maximum, a minimum and a mean', () => {
    expect(climbing(promise(connections('maximum'), '<=', 60))).toMatchObject({ status: 'pass', actual: 60 });
    expect(climbing(promise(connections('maximum'), '<', 60))).toMatchObject({ status: 'fail', actual: 60 });
    expect(climbing(promise(connections('minimum'), '>=', 1))).toMatchObject({ status: 'pass', actual: 1 });
    expect(climbing(promise(connections('mean'), '<', 60))).toMatchObject({ status: 'pass', actual: 30.5 });
    expect(climbing(promise(connections('mean'), '<', 20))).toMatchObject({ status: 'fail', actual: 30.5 });
  });

  it('has quantiles, which need as many seconds as those of requests need requests', () => {
    const median = (bound: number): Target =>
      promise({ ...connections('mean'), statistic: 'quantile', q: 0.5 } as Indicator, '<', bound);
    // By hand: of 60 seconds the ranks 22 and 39 enclose the median with 97%.
    expect(climbing(median(50))).toMatchObject({ status: 'pass', actual: 30 });
    expect(climbing(median(20))).toMatchObject({ status: 'fail', interval: { low: 22, high: 39 } });
    const p95 = promise({ ...connections('mean'), statistic: 'quantile', q: 0.95 } as Indicator, '<', 100);
    expect(climbing(p95)).toMatchObject({ status: 'inconclusive', actual: 57 });
    expect(climbing(p95).reason).toContain('12 more seconds would give it an interval');
  });
});
