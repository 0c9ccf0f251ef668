import { describe, expect, it } from 'vitest';
import { madeUpRun, summaryOf, TARGETS } from '../../summary/testdata/made-up-run.ts';
import { judge } from '../judge.ts';
import { verdictOf } from '../testdata/made-up-verdict.ts';

const users = (behaviour: object, run = madeUpRun()) =>
  verdictOf({ 'closed steady': behaviour }, run).of('concurrentUsers');

describe('concurrent users', () => {
  it('pass when all were alive in every second and the promised response time held', () => {
    const judged = users({ users: 30_000 });
    expect(judged).toMatchObject({
      status: 'pass',
      actual: 30_000,
      interval: null,
      sampleCount: 60,
      headroom: 0,
    });
    expect(judged.evidenceOf('p95 response time with these users')).toBeCloseTo(12, 0);
  });

  it('are counted one by one if they share virtual users, and the evidence says so', () => {
    const alone = madeUpRun();
    const loads = alone.profile.loads.map((each) =>
      each.load.model === 'closed' ? { ...each, load: { ...each.load, usersPerVu: 10 } } : each,
    );
    const judged = users({ users: 3_000 }, { ...alone, profile: { loads } });
    expect(judged).toMatchObject({ status: 'pass', actual: 30_000 });
    expect(judged.evidenceOf('users who shared a connection')).toBe(10);
    expect(users({ users: 2_999 }, { ...alone, profile: { loads } })).toMatchObject({
      status: 'inconclusive',
      actual: 29_990,
    });
  });

  it('fail when all were alive and the response time did not hold', () => {
    const judged = users({ responseTimesMs: [10, 900] });
    expect(judged).toMatchObject({ status: 'fail', actual: 30_000 });
    expect(judged.reason).toContain('so the promise of at least 30,000 users was broken in this run');
  });

  it('must keep the response time within the bound of the run’s own target', () => {
    const strict = TARGETS.map((target) =>
      target.statement === 'responseTimeP95Ms' ? { ...target, bound: 10 } : target,
    );
    expect(verdictOf({}, madeUpRun(), strict).of('concurrentUsers').status).toBe('fail');
    const alone = TARGETS.filter(({ statement }) => statement === 'concurrentUsers');
    const slow = { 'closed steady': { responseTimesMs: [900] } };
    const lonely = verdictOf(slow, madeUpRun(), alone).of('concurrentUsers');
    expect(lonely).toMatchObject({ status: 'inconclusive', actual: null });
    expect(lonely.reason).toContain('t.responseTimeP95Ms holds, but there is no such target');
    const unconditional = alone.map((each) => ({
      ...each,
      indicator: { source: 'users', statistic: 'minimum' } as const,
    }));
    expect(verdictOf(slow, madeUpRun(), unconditional).statuses).toEqual({ concurrentUsers: 'pass' });
  });

  it('must keep the target that they name, not the first one about a response time', () => {
    const lax = { ...TARGETS[0]!, id: 't.lax', statement: 'lax', bound: 5000 };
    const slow = { 'closed steady': { responseTimesMs: [900] } };
    expect(verdictOf(slow, madeUpRun(), [lax, ...TARGETS]).of('concurrentUsers').status).toBe('fail');
    const named = TARGETS.map((each) =>
      each.indicator.source === 'users'
        ? { ...each, indicator: { ...each.indicator, while: 't.lax' } }
        : each,
    );
    expect(verdictOf(slow, madeUpRun(), [...named, lax]).of('concurrentUsers').status).toBe('pass');
  });

  it('are inconclusive when their response time is', () => {
    const responseTimesMs = Array.from({ length: 20 }, (_, i) => (i === 0 ? 500 : 10));
    const judged = users({ responseTimesMs });
    expect(judged.status).toBe('inconclusive');
    expect(judged.reason).toContain('which does not settle the promise of at least 30,000 users');
  });

  it('are inconclusive when fewer were planned', () => {
    const judged = users({ users: 2000 }, madeUpRun({}, { users: 2000 }));
    expect(judged).toMatchObject({ status: 'inconclusive', actual: 2000 });
    expect(judged.reason).toBe(
      'The load planned 2,000 users and held 2,000 of the 30,000 promised users: a load of 30,000 users would settle it.',
    );
  });

  it('are inconclusive when the machine held fewer than planned, with what is missing', () => {
    const memory = users({ users: 18_000, generatorBytes: 18e9 });
    expect(memory).toMatchObject({ status: 'inconclusive', actual: 18_000, headroom: null });
    // At 1 MB a user, 12,000 more users need 12 GB, and 24 GB less 18 and 0.2 are free.
    expect(memory.reason).toContain('the others need about 12 GB more memory and 5.8 GB is free');
    expect(users({ users: 18_000, machineCpu: 0.95 }).reason).toContain('its 2 cores were 95% busy');
    expect(users({ users: 18_000 }).reason).toContain('no other shortage was seen');
    const outOfFiles = users({ users: 18_000, failedShare: 0.01, failedBecause: 'generator-out-of-files' });
    expect(outOfFiles.reason).toContain("through the generator's own fault (out-of-files)");
  });

  it.each(['network', 'status-500', 'status-301'])(
    'do not count as held when none of them was answered (%s)',
    (failedBecause) => {
      const behaviour = { failedShare: 1, failedBecause };
      const all = users(behaviour);
      expect(all).toMatchObject({ status: 'fail', actual: 0 });
      expect(all.reason).toContain('100% of their requests failed or were never answered');
      const few = users({ ...behaviour, users: 200 }, madeUpRun({}, { users: 200 }));
      expect(few).toMatchObject({ status: 'inconclusive', actual: 0 });
      expect(few.reason).toBe(
        'The load planned 200 users of the 30,000 promised users, and 100% of their requests failed or were never answered: a load of 30,000 users would settle it.',
      );
    },
  );

  it('are not reported as held when some of their requests failed', () => {
    const few = users({ failedShare: 0.5, users: 200 }, madeUpRun({}, { users: 200 }));
    expect(few.reason).toContain('and 50% of their requests failed or were never answered');
    expect(few.reason).not.toContain('held');
  });

  it('count the second with the fewest', () => {
    const run = madeUpRun();
    const summary = summaryOf(run);
    const phases = summary.phases.map((phase) => ({ ...phase, users: [31_000, 29_999, 30_000] }));
    const { targets } = judge(run, { ...summary, phases });
    const judged = targets.find(({ statement }) => statement === 'concurrentUsers');
    expect(judged).toMatchObject({ status: 'inconclusive', actual: 29_999, sampleCount: 3 });
  });

  it('are invalid when no request of theirs was measured', () => {
    expect(users({ responseTimesMs: [] })).toMatchObject({ status: 'invalid', actual: null });
  });
});
