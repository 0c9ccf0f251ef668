import { describe, expect, it } from 'vitest';
import { madeUpRun } from '../../summary/testdata/made-up-run.ts';
import { verdictOf, withSeconds } from '../testdata/made-up-verdict.ts';

const query = (behaviour: object, run = madeUpRun()) =>
  verdictOf({ 'open steady': behaviour, 'closed steady': behaviour }, run).of('queryTimeP95Ms');

describe('p95 of query time', () => {
  it('is exact at a bound that is a bucket bound', () => {
    expect(query({ queryTimesMs: [49] })).toMatchObject({ status: 'pass', interval: { low: 30, high: 50 } });
    expect(query({ queryTimesMs: [50] }).status).toBe('pass');
    expect(query({ queryTimesMs: [51] })).toMatchObject({ status: 'fail', interval: { low: 50, high: 70 } });
  });

  it('has no upper end above the last bucket', () => {
    expect(query({ queryTimesMs: [4000] })).toMatchObject({
      status: 'fail',
      interval: { low: 1000, high: null },
    });
  });

  it('shows the share within the bound, the wait for a connection separately, and the slowest statements', () => {
    const judged = query({ queryTimesMs: [1, 40], poolWaitMs: 90 });
    expect(judged.status).toBe('pass');
    expect(judged.evidenceOf('queries within 50 ms')).toBe(1);
    expect(judged.evidenceOf('pool wait p95')).toBeGreaterThan(70);
    expect(judged.evidence.find(({ label }) => label.startsWith('p95 of'))).toMatchObject({
      label: 'p95 of progress.aggregate, at most',
      value: 50,
    });
  });

  it('is inconclusive when its ranks lie on both sides', () => {
    // 19 of 20 queries are in the bucket under 50 ms, less a few aggregates: the 95th percentile is at the edge.
    const queryTimesMs = Array.from({ length: 19 }, () => 40);
    const judged = query({ queryTimesMs: [...queryTimesMs, 40, 60] });
    expect(judged.status).toBe('inconclusive');
    expect(judged.interval).toMatchObject({ low: 30, high: 70 });
  });

  it('is inconclusive with too few queries', () => {
    const run = withSeconds(withSeconds(madeUpRun(), 'open steady', 1), 'closed steady', 1);
    const judged = query({ queryTimesMs: [1, 1, 1].slice(0, 1) }, run);
    // 2 seconds, 2 servers, 21 queries: 84 are enough for an interval in this run, but two seconds say nothing about the next one.
    expect(judged).toMatchObject({ status: 'inconclusive', sampleCount: 84, interval: { low: 0, high: 1 } });
    const onlyOne = verdictOf(
      { 'open steady': { queryTimesMs: [] }, 'closed steady': { queryTimesMs: [1] } },
      run,
    );
    expect(onlyOne.of('queryTimeP95Ms')).toMatchObject({
      status: 'inconclusive',
      sampleCount: 42,
      interval: null,
    });
    expect(onlyOne.of('queryTimeP95Ms').reason).toContain('30 more queries');
  });

  it('is invalid when the servers reported no query, and when queries they did not report may have turned it', () => {
    expect(query({ queryTimesMs: [] })).toMatchObject({ status: 'invalid', actual: null });
    expect(query({ silentServerSeconds: [4, 5] }).status).toBe('pass');
    expect(query({ silentServerSeconds: [4, 5, 6] }).status).toBe('pass');
    const silent = query({ silentServerSeconds: [56, 57, 58, 59] });
    expect(silent.status).toBe('invalid');
    expect(silent.reason).toBe(
      "This could not be judged (and 1 more problem). The metrics of server-1 are missing for 4 seconds of 'open steady'; 1 more source was silent for too long. What a silent server counted is missing from the servers' own figures; in the best case this target passes, in the worst it fails.",
    );
  });
});
