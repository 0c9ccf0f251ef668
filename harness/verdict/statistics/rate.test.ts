import { describe, expect, it } from 'vitest';
import { madeUpRun, summaryOf, target } from '../../summary/testdata/made-up-run.ts';
import { judge } from '../judge.ts';
import { verdictOf, withSeconds } from '../testdata/made-up-verdict.ts';

/** The verdict on a run whose 60 seconds had the given numbers of correct answers. */
function seconds(correctIn: (second: number) => number) {
  const run = madeUpRun();
  const summary = summaryOf(run);
  const goodputPerSec = Array.from({ length: 60 }, (_, second) => correctIn(second));
  const phases = summary.phases.map((phase) => ({ ...phase, goodputPerSec }));
  const { targets, status } = judge(run, { ...summary, phases });
  return { goodput: targets.find(({ statement }) => statement === 'goodputPerSec')!, status };
}

describe('goodput', () => {
  it('is the mean of the seconds, known to within one second at best', () => {
    // 60 seconds of 1,171 ... 1,230, in an order without a trend (37 is prime to 60).
    const answersAt = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [i, 1171 + ((37 * i) % 60)]));
    const goodput = verdictOf({ 'open steady': { answersAt } }).of('goodputPerSec');
    expect(goodput).toMatchObject({ status: 'pass', actual: 1200.5, sampleCount: 60 });
    expect(goodput.interval!.low).toBeLessThanOrEqual(1200.5 - 1200.5 / 60);
    expect(goodput.interval!.high).toBeGreaterThanOrEqual(1200.5 + 1200.5 / 60);
    expect(goodput.evidenceOf('goodput of the median second')).toBe(1200.5);
    expect(goodput.evidenceOf('offered rate')).toBe(1200);
    expect(goodput.evidenceOf('goodput of the worst second')).toBe(1171);
  });

  it('counts neither failed nor refused answers', () => {
    const goodput = verdictOf({ 'open steady': { failedShare: 0.1, refusedPerSec: 200 } }).of(
      'goodputPerSec',
    );
    expect(goodput).toMatchObject({ status: 'fail', actual: 880 });
  });

  it('is inconclusive when the mean may lie on either side', () => {
    const goodput = seconds((i) => (i % 12 < 6 ? 600 : 1420)).goodput;
    expect(goodput).toMatchObject({ status: 'inconclusive', actual: 1010 });
    expect(goodput.reason).toMatch(
      /the interval \(.*\) does not settle it: neighbouring seconds vary together so much/,
    );
  });

  it('counts dead seconds: 29 of 60 break the promise, although the median second is fine', () => {
    const { goodput, status } = seconds((i) => (i % 2 === 1 && i < 59 ? 0 : 1200));
    expect(goodput).toMatchObject({ status: 'fail', actual: 620 });
    expect(goodput.reason).toBe(
      '620 requests/s were answered correctly on average; the promise is at least 1,000 requests/s, so it was broken in this run.',
    );
    expect(status).toBe('fail');
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

  it('is inconclusive when so few users thought for so long that they cannot have asked for as much', () => {
    const of = (users: number, answersPerSec: number) => {
      const targets = [target('goodputPerSec', '>=', 1000, ['closed steady'])];
      return verdictOf({ 'closed steady': { answersPerSec } }, madeUpRun({}, { users }), targets).of(
        'goodputPerSec',
      );
    };
    expect(of(15_000, 500)).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('The load offered only 500 requests/s'),
    });
    expect(of(36_000, 500)).toMatchObject({ status: 'fail', actual: 500 });
    expect(of(36_000, 1200)).toMatchObject({ status: 'pass', actual: 1200 });
  });

  it('is inconclusive in under 12 seconds', () => {
    const goodput = verdictOf({}, withSeconds(madeUpRun(), 'open steady', 5)).of('goodputPerSec');
    expect(goodput).toMatchObject({ status: 'inconclusive', sampleCount: 5 });
    expect(goodput.reason).toContain('at least 12 seconds of steady load');
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
