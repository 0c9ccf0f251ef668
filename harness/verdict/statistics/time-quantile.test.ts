import { describe, expect, it } from 'vitest';
import { madeUpRun } from '../../summary/testdata/made-up-run.ts';
import { verdictOf, withSeconds } from '../testdata/made-up-verdict.ts';

const judged = (responseTimesMs: number[], run = madeUpRun(), answersPerSec = 1200) =>
  verdictOf({ 'open steady': { responseTimesMs, answersPerSec } }, run).of('responseTimeP95Ms');

/** Twenty times, of which `slow` are 500 ms and the rest 10 ms. */
const twenty = (slow: number) => Array.from({ length: 20 }, (_, i) => (i < slow ? 500 : 10));

describe('p95 of response time', () => {
  it('passes and fails by its whole interval, with headroom and samples', () => {
    const passed = judged([20, 40, 100]);
    expect(passed).toMatchObject({ status: 'pass', sampleCount: 72_000 });
    expect(passed.actual).toBeCloseTo(100, 1);
    expect(passed.headroom).toBeCloseTo(0.5, 1);
    expect(passed.interval!.low).toBeLessThanOrEqual(100);
    expect(passed.interval!.high).toBe(100);
    expect(judged([100, 300])).toMatchObject({ status: 'fail', headroom: expect.closeTo(-0.5, 1) });
  });

  it('counts 6% of slow requests as a broken promise and 4% as a kept one', () => {
    const mixed = (slowOf50: number) => Array.from({ length: 50 }, (_, i) => (i < slowOf50 ? 500 : 10));
    expect(judged(mixed(2)).status).toBe('pass');
    expect(judged(mixed(3)).status).toBe('fail');
    expect(judged(mixed(3)).reason).toMatch(/the promise is under 200 ms, so it was broken in this run\.$/);
  });

  it('is inconclusive when the interval reaches both sides, and says how many more requests would settle it', () => {
    // Exactly 5% slow: 19 of 20 at 10 ms, so the ranks on either side of the 95th percentile differ.
    const tied = judged(twenty(1));
    expect(tied.status).toBe('inconclusive');
    expect(tied.interval).toMatchObject({ low: expect.closeTo(10, 0), high: expect.closeTo(500, 0) });
    expect(tied.reason).toContain('no number of requests that a test can send would');

    const short = withSeconds(madeUpRun({}, { ratePerSec: 100 }), 'open steady', 3);
    const few = judged(
      Array.from({ length: 100 }, (_, i) => (i < 4 ? 500 : 10)),
      short,
      100,
    );
    expect(few).toMatchObject({ status: 'inconclusive', sampleCount: 300 });
    // By hand: 96% against 95% clears it near 1.96^2 * 0.04 * 0.96 / 0.01^2 = 1,475 requests.
    const more = Number(/about ([\d,]+) more requests/.exec(few.reason)![1]!.replace(',', ''));
    expect(more).toBeGreaterThan(1000);
    expect(more).toBeLessThan(2000);
  });

  it('is inconclusive with fewer than 72 requests, however fast they were', () => {
    const run = withSeconds(madeUpRun({}, { ratePerSec: 10 }), 'open steady', 6);
    const few = judged([10], run, 10);
    expect(few).toMatchObject({ status: 'inconclusive', interval: null, sampleCount: 60 });
    expect(few.reason).toBe(
      '95% of requests were answered within 10 ms; the promise is under 200 ms, and these are too few: 12 more requests would give it an interval.',
    );
  });

  it('is inconclusive when the bound lies in the bucket of the quantile', () => {
    const times = [150, 201, 250, 199].flatMap((ms) => new Array<number>(ms === 150 ? 1 : 3).fill(ms));
    expect(judged([...times, 1, 60_000])).toMatchObject({ status: 'fail' });
    expect(judged(Array.from({ length: 20 }, (_, i) => 197 + i / 4)).status).toBe('fail');
    const wide = judged([0.001, 60_000, ...Array.from({ length: 200 }, (_, i) => 195 + i / 20)]);
    expect(wide.status).toBe('inconclusive');
    expect(wide.reason).toContain('too near to the 95th percentile for the resolution of the histogram');
  });

  it('is invalid when nothing was timed', () => {
    expect(judged([])).toMatchObject({ status: 'invalid', actual: null, sampleCount: 0, headroom: null });
    expect(judged([]).reason).toBe("No response time was measured in 'open steady'.");
  });

  it('also shows service time and start delay', () => {
    const { evidence } = judged([20, 40, 100]);
    expect(evidence.map(({ label }) => label)).toEqual([
      'response time p50',
      'response time p99',
      'service time p95',
      'start delay p99',
      'slowest response',
      'failed or never answered',
    ]);
    for (const { value, unit } of evidence) if (unit === 'ms') expect(value).toBeGreaterThan(0);
  });

  it('fails when it was broken in this run, however few of the seconds did so', () => {
    // 1,000 ms in 10 of 60 seconds, together or apart.
    const slow = (isSlow: (second: number) => boolean) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, second) => [second, isSlow(second) ? [1000] : [10]]));
    for (const responseTimesAt of [slow((second) => second % 6 === 3), slow((s) => s >= 20 && s < 30)]) {
      const judgedSlow = verdictOf({ 'open steady': { responseTimesAt } }).of('responseTimeP95Ms');
      expect(judgedSlow).toMatchObject({ status: 'fail', actual: expect.closeTo(1000, 0) });
      expect(judgedSlow.interval!.low).toBeGreaterThan(200);
    }
  });

  it('counts a failed request as endlessly late, however fast it failed', () => {
    const failing = (failedShare: number) =>
      verdictOf({ 'open steady': { failedShare, responseTimesMs: [2] } }).of('responseTimeP95Ms');
    const all = failing(1);
    expect(all).toMatchObject({ status: 'fail', actual: null, headroom: null, sampleCount: 72_000 });
    expect(all.reason).toBe(
      '100% of requests failed or were never answered, so there is no time within which 95% of them were answered; the promise is under 200 ms, so it was broken in this run.',
    );
    expect(failing(0.06)).toMatchObject({ status: 'fail', actual: null });
    expect(failing(0.04)).toMatchObject({ status: 'pass', actual: expect.closeTo(2, 1) });
    expect(failing(0.04).evidenceOf('failed or never answered')).toBe(2880);
  });

  it('counts a request that is never answered as endlessly late', () => {
    const last = (seconds: number) => Array.from({ length: seconds }, (_, i) => 59 - i);
    const owing = (seconds: number) =>
      verdictOf({ 'open steady': { unanswered: last(seconds) } }).of('responseTimeP95Ms');
    expect(owing(4)).toMatchObject({ status: 'fail', actual: null, sampleCount: 72_000 });
    expect(owing(1).evidenceOf('failed or never answered')).toBe(1200);
  });

  it('has no upper end where that would be longer than anyone waits', () => {
    // Seconds so different that the upper end is extrapolated, from 10 and 1,000 ms and a second without an answer: to 10 minutes.
    const responseTimesAt = Object.fromEntries(
      Array.from({ length: 60 }, (_, second) => [second, second > 56 ? [1000] : [10]]),
    );
    const torn = verdictOf({ 'open steady': { responseTimesAt, unanswered: [59] } }).of('responseTimeP95Ms');
    expect(torn).toMatchObject({ status: 'inconclusive', actual: expect.closeTo(10, 0) });
    expect(torn.interval).toMatchObject({ low: expect.closeTo(10, 0), high: null });
  });

  it('never passes on fewer than 12 seconds, which do not show how they vary', () => {
    const short = judged([10], withSeconds(madeUpRun(), 'open steady', 11));
    expect(short.status).toBe('inconclusive');
    expect(short.reason).toContain('at least 12 seconds of steady load would show how they vary');
    expect(judged([300], withSeconds(madeUpRun(), 'open steady', 5)).status).toBe('fail');
  });

  it('marks a pass from a short phase as less sure than its interval says', () => {
    const of = (seconds: number) => judged([10], withSeconds(madeUpRun(), 'open steady', seconds));
    expect(of(15)).toMatchObject({ status: 'pass', length: { judgedSec: 15, neededSec: 75 } });
    expect(of(15).reason).toContain(
      'This pass is less sure than its interval says: it rests on a steady phase of 15 seconds, and 75 are needed.',
    );
    expect(of(75)).toMatchObject({ status: 'pass', length: { judgedSec: 75 } });
    expect(of(75).reason).not.toContain('less sure');
  });
});
