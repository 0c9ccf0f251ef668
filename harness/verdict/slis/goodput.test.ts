import { describe, expect, it } from 'vitest';
import { judge } from '../judge.ts';
import { madeUpRun, summaryOf, TARGETS } from '../testdata/made-up-run.ts';
import { verdictOf, withSeconds } from '../testdata/made-up-verdict.ts';

describe('goodput', () => {
  it('is the median of the seconds, its interval no narrower than that of their order statistics', () => {
    // 60 seconds of 1,171 ... 1,230, in an order without a trend (37 is prime to 60): ranks 22 and 39 of 60 enclose the median.
    const answersAt = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [i, 1171 + ((37 * i) % 60)]));
    const goodput = verdictOf({ 'open steady': { answersAt } }).of('goodputPerSec');
    expect(goodput).toMatchObject({ status: 'pass', actual: 1200.5, sampleCount: 60 });
    expect(goodput.interval!.low).toBeLessThanOrEqual(1192);
    expect(goodput.interval!.high).toBeGreaterThanOrEqual(1209);
    expect(goodput.interval!.method).toContain('binomial ranks');
    expect(goodput.evidenceOf('mean goodput')).toBe(1200.5);
    expect(goodput.evidenceOf('offered rate')).toBe(1200);
    expect(goodput.evidenceOf('goodput of the worst second')).toBe(1171);
  });

  it('counts neither failed nor refused answers', () => {
    const goodput = verdictOf({ 'open steady': { failedShare: 0.1, refusedPerSec: 200 } }).of(
      'goodputPerSec',
    );
    expect(goodput).toMatchObject({ status: 'fail', actual: 880 });
  });

  it('is inconclusive when the seconds lie on both sides', () => {
    const both = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [i, i % 2 === 0 ? 990 : 1420]));
    const goodput = verdictOf({ 'open steady': { answersAt: both } }).of('goodputPerSec');
    expect(goodput).toMatchObject({ status: 'inconclusive', actual: 1205 });
    expect(goodput.reason).toContain('the interval (990 to 1,420 requests/s) does not settle it');
  });

  it('does not pass on its median while stalls pull the mean under the bound', () => {
    const run = madeUpRun();
    const summary = summaryOf(run);
    const goodputPerSec = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 300 : 1200));
    const phases = summary.phases.map((phase) => ({ ...phase, goodputPerSec }));
    const { targets, status } = judge(run, { ...summary, phases }, TARGETS);
    const goodput = targets.find(({ sli }) => sli === 'goodputPerSec')!;
    expect(goodput).toMatchObject({
      status: 'inconclusive',
      actual: 1200,
      interval: { low: 1200, high: 1200 },
    });
    expect(goodput.reason).toContain('the mean is only 900 requests/s');
    expect(status).toBe('inconclusive');
  });

  it('is inconclusive when the load offered less than was promised', () => {
    const run = madeUpRun({}, { ratePerSec: 500 });
    const goodput = verdictOf(
      { 'open steady': { answersPerSec: 500 }, 'one server killed': { answersPerSec: 500 } },
      run,
    );
    expect(goodput.of('goodputPerSec')).toMatchObject({ status: 'inconclusive', actual: 500 });
    expect(goodput.of('goodputPerSec').reason).toBe(
      'The load offered only 500 requests/s, which cannot show 1,000 requests/s; 500 requests/s were answered correctly.',
    );
    expect(goodput.status).toBe('inconclusive');
  });

  it('is inconclusive in under 6 seconds', () => {
    const goodput = verdictOf({}, withSeconds(madeUpRun(), 'open steady', 5)).of('goodputPerSec');
    expect(goodput).toMatchObject({ status: 'inconclusive', interval: null, sampleCount: 5 });
    expect(goodput.reason).toContain('1 more second of steady load');
  });

  it('is invalid when no second was measured', () => {
    const silentClientSeconds = Array.from({ length: 60 }, (_, i) => i);
    const goodput = verdictOf({ 'open steady': { silentClientSeconds } }).of('goodputPerSec');
    expect(goodput).toMatchObject({
      status: 'invalid',
      actual: null,
      reason: "The generator reported nothing in 'open steady'.",
    });
  });
});
