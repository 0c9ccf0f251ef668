import { describe, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
import type { Verdict } from '../../model/verdict.ts';
import { type Changes, type Lines, madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { judge } from '../judge.ts';
import { verdictOf } from '../testdata/made-up-verdict.ts';

const OPEN = 'open steady';
const CLOSED = 'closed steady';
const FAULT = 'one server killed';

const violationsIn = ({ validity }: Pick<Verdict, 'validity'>) =>
  validity.checks.filter(({ status }) => status === 'violated');

/** A value that rises or falls all through a phase of sixty seconds. */
const over60Seconds = <Value>(valueAt: (second: number) => Value): Record<number, Value> =>
  Object.fromEntries(Array.from({ length: 60 }, (_, second) => [second, valueAt(second)]));

describe('a run is not invalid for', () => {
  it.each<[string, Changes]>([
    ['two seconds of silence', { [OPEN]: { silentClientSeconds: [7, 8, 20], silent: { cache: [1, 2] } } }],
    ['an export that fell outside the phase', { [OPEN]: { answersAt: { 0: 0 } } }],
    ['half a percent fewer arrivals', { [OPEN]: { answersPerSec: 1194 } }],
    ['a start delay at the limit', { [OPEN]: { startDelayMs: 50 } }],
    ['a busy machine', { [OPEN]: { machineCpu: 0.97, generatorCores: 1.8 } }],
    ['many busy virtual users', { [OPEN]: { users: 2159 } }],
    ['a clock that is slewed', { [OPEN]: { clockOffsetFrom: { second: 30, offsetMs: 0.5 } } }],
    ['drops that were over before another load', { 'open warm-up': {}, 'ramp-up': { droppedPerSec: 3 } }],
    [
      'seconds that vary without a trend',
      { [OPEN]: { responseTimesAt: over60Seconds((second) => [10, 20, 50 + ((37 * second) % 60)]) } },
    ],
    [
      'a response time that rises by a few milliseconds',
      { [OPEN]: { responseTimesAt: over60Seconds((second) => [1, 2, 4 + second / 10]) } },
    ],
    ['one second of stall', { [OPEN]: { responseTimesAt: { 12: [900, 1000] } } }],
    ['a server that is killed on purpose', { [FAULT]: { silent: { 'server-1': killed() } } }],
  ])('%s', (_, changes) => {
    const verdict = verdictOf(changes);
    expect(violationsIn(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ validity: { status: 'valid' }, generator: { status: 'valid' } });
  });

  it('checks whose source is missing: they are unknown', () => {
    const { integrity: _, ...run } = madeUpRun();
    const everywhere = { machineCpu: null, usersMax: 0, partsTell: false };
    const verdict = verdictOf(
      {
        'open warm-up': everywhere,
        [OPEN]: everywhere,
        'ramp-up': everywhere,
        [CLOSED]: everywhere,
        [FAULT]: everywhere,
      },
      run,
    );
    const unknown = verdict.validity.checks.filter(({ status }) => status === 'unknown');
    expect(new Set(unknown.map(({ name }) => name))).toEqual(
      new Set(['machine-cpu', 'vus-exhausted', 'part-restarted', 'dataset-changed', 'code-changed']),
    );
    expect(verdict.status).toBe('pass');
  });
});

describe('what a violated check costs', () => {
  it('is nothing if the figure would only have been better: the pass lists what it survived', () => {
    const verdict = verdictOf({ [OPEN]: { startDelayMs: 80 } });
    expect(verdict.status).toBe('pass');
    expect(verdict.of('responseTimeP95Ms').survived).toEqual([
      {
        check: 'start-delay',
        phase: OPEN,
        how: 'A late start makes response times longer, never shorter, and changes no answer.',
      },
    ]);
    expect(verdict.of('availability').survived).toEqual([]);
    expect(verdict.generator).toMatchObject({
      status: 'invalid',
      reasons: [expect.stringContaining('80 ms late')],
    });
  });

  it('is nothing for an availability, however late the generator is under a fault', () => {
    const verdict = verdictOf({ [FAULT]: { startDelayMs: 86 } });
    expect(violationsIn(verdict).map(({ name }) => name)).toEqual(['start-delay']);
    expect(verdict.statuses).toMatchObject({ availability: 'pass' });
    expect(verdict.status).toBe('pass');
  });

  it('is a fail that late starts alone may have caused, but not one that holds without them', () => {
    const late = { startDelayMs: 80, serviceTimesMs: [150], responseTimesMs: [230] };
    const judged = verdictOf({ [OPEN]: late }).of('responseTimeP95Ms');
    expect(judged).toMatchObject({ status: 'invalid' });
    expect(judged.reason).toBe(
      "This could not be judged. In 'open steady' 1% of requests started at least 80 ms late (limit: 50 ms). A late start makes response times longer, never shorter, and changes no answer; in the best case this target passes, in the worst it fails.",
    );
    // Read at most 80 ms late, because it was sent 80 ms late.
    const perhaps = { startDelayMs: 80, serviceTimesMs: [250], responseTimesMs: [330] };
    expect(verdictOf({ [OPEN]: perhaps }).of('responseTimeP95Ms').status).toBe('invalid');
    const slow = { startDelayMs: 80, serviceTimesMs: [350], responseTimesMs: [430] };
    expect(verdictOf({ [OPEN]: slow }).of('responseTimeP95Ms')).toMatchObject({
      status: 'fail',
      survived: [{ check: 'start-delay' }],
    });
  });

  it('is a fail that a busy machine may have caused, but not failures that have nothing to do with time', () => {
    const slow = { machineCpu: 0.99, responseTimesMs: [300] };
    expect(verdictOf({ [OPEN]: slow }).of('responseTimeP95Ms').status).toBe('invalid');
    const timeouts = { machineCpu: 0.99, failedShare: 0.01, failedBecause: 'timeout' };
    expect(verdictOf({ [OPEN]: timeouts }).of('availability').status).toBe('invalid');
    const errors = { machineCpu: 0.99, failedShare: 0.1 };
    expect(verdictOf({ [OPEN]: errors }).statuses).toMatchObject({
      availability: 'fail',
      responseTimeP95Ms: 'fail',
    });
  });

  it('is any result that dropped arrivals could have turned: one of 72,000 none, 60 an availability, 3,000 a p95 too', () => {
    const dropping = (...counts: number[]) => verdictOf({ [OPEN]: { droppedAt: { ...counts } } });
    expect(dropping(1).status).toBe('pass');
    expect(dropping(1).of('availability').survived).toMatchObject([
      { how: expect.stringContaining('it passes even if all of these (1 request) had failed') },
    ]);
    expect(dropping(60).statuses).toMatchObject({ availability: 'invalid', responseTimeP95Ms: 'pass' });
    expect(dropping(1200, 1200, 1200).statuses).toMatchObject({
      availability: 'invalid',
      responseTimeP95Ms: 'invalid',
    });
    expect(dropping(60).generator.droppedIterations).toBe(60);
  });

  it('is nothing for a fail: a broken promise is not hidden by what could not be measured elsewhere', () => {
    const everywhere = { failedShare: 1, generatorCores: 1.9 };
    const verdict = verdictOf({ [OPEN]: everywhere, [CLOSED]: everywhere, [FAULT]: everywhere });
    expect(verdict.statuses).toMatchObject({
      availability: 'fail',
      responseTimeP95Ms: 'fail',
      goodputPerSec: 'fail',
      concurrentUsers: 'fail',
    });
    const other = verdictOf({ [CLOSED]: { failedShare: 0.01 }, [OPEN]: { startDelayMs: null } });
    expect(other.statuses).toMatchObject({ availability: 'fail', responseTimeP95Ms: 'invalid' });
    expect(other.status).toBe('fail');
  });

  it('is a pass that a growing queue would have turned, but not a fail', () => {
    const rising = (from: number) => ({
      responseTimesAt: over60Seconds((second) => [10, 20, from + 3 * second]),
    });
    expect(verdictOf({ [OPEN]: rising(10) }).of('responseTimeP95Ms').status).toBe('invalid');
    expect(verdictOf({ [OPEN]: rising(210) }).of('responseTimeP95Ms').status).toBe('fail');
  });

  it('is nothing when a server was silent for a while: it keeps counting, and its next report includes that', () => {
    const verdict = verdictOf({ [OPEN]: { silent: { 'server-2': [1, 2, 3] } } });
    expect(verdict.status).toBe('pass');
    expect(verdict.of('queryTimeP95Ms').survived).toMatchObject([{ check: 'telemetry-gap', phase: OPEN }]);
    const atTheEnd = verdictOf({ [OPEN]: { silent: { 'server-2': [56, 57, 58, 59] } } });
    expect(atTheEnd.statuses).toMatchObject({
      queryTimeP95Ms: 'invalid',
      cacheHitRatio: 'invalid',
      availability: 'pass',
    });
    expect(atTheEnd.generator).toMatchObject({ status: 'valid', reasons: [] });
  });

  it('includes a killed server that does not come back in time', () => {
    const longer = [...killed(), 31, 32, 33, 34];
    const verdict = verdictOf({ [FAULT]: { silent: { 'server-1': longer } } });
    expect(violationsIn(verdict).map(({ name }) => name)).toEqual(['telemetry-gap']);
  });
});

describe('arrivals and requests are not the same', () => {
  /** Each arrival of a page sends two requests. */
  const pages = (arrivals: number) => {
    const run = madeUpRun();
    const edit = ({ timeline, histograms }: Lines): Lines => ({
      timeline: { ...timeline, client: timeline.client && { ...timeline.client, arrivals } },
      histograms,
    });
    const twice = { answersPerSec: 2400 };
    return judge(run, summaryOf(run, { [OPEN]: twice, [FAULT]: twice }, { edit }));
  };

  it('so missing arrivals are noticed, however many requests each sends', () => {
    const verdict = pages(1100);
    expect(violationsIn(verdict).map(({ name, phase }) => [name, phase])).toEqual([
      ['rate-not-reached', OPEN],
      ['rate-not-reached', FAULT],
    ]);
    expect(violationsIn(verdict)[0]!.reason).toContain('1,100 arrivals/s started where 1,200');
    // 60 x 100 arrivals less one second's are missing, with two requests each.
    expect(violationsIn(verdict)[0]!.doubt!.limit.missingRequests).toBeGreaterThan(2 * 4000);
    expect(violationsIn(pages(1200))).toEqual([]);
  });
});

describe('a target that rests on a source that fell silent', () => {
  const CONNECTIONS = {
    ...{ id: 'connections', statement: 'connections', source: { document: 'd', section: 's' } },
    ...{ operator: '<', bound: 50, phases: [OPEN] },
    indicator: { source: 'gauge', gauge: 'database-connections', statistic: 'maximum' },
  } as const satisfies Target;

  it('is invalid if it passed and still fails if it failed; other targets are not affected', () => {
    const silent = (source: string, bound = 50) => {
      const targets = [...madeUpRun().targets, { ...CONNECTIONS, phases: [OPEN], bound }];
      return verdictOf({ [OPEN]: { silent: { [source]: [1, 2, 3] } } }, madeUpRun(), targets).statuses;
    };
    expect(silent('none')).toMatchObject({ connections: 'pass' });
    expect(silent('database')).toMatchObject({
      connections: 'invalid',
      queryTimeP95Ms: 'pass',
      availability: 'pass',
    });
    expect(silent('database', 20)).toMatchObject({ connections: 'fail' });
    expect(silent('cache')).toMatchObject({ connections: 'pass' });
  });
});

describe('a promise in the opposite direction', () => {
  const rate = (operator: Target['operator'], bound: number): Target => ({
    ...madeUpRun().targets[1]!,
    ...{ operator, bound },
  });

  it('swaps best and worst: unsent requests would have added to the figure, which is worse if less is promised', () => {
    const of = (target: Target) =>
      verdictOf({ [OPEN]: { answersPerSec: 1000, droppedPerSec: 200 } }, madeUpRun(), [target]).targets[0]!;
    expect(of(rate('>=', 900)).status).toBe('pass');
    expect(of(rate('<=', 1100))).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('in the best case this target passes, in the worst it fails'),
    });
    expect(of(rate('<=', 1300)).status).toBe('pass');
    expect(of(rate('<=', 900)).status).toBe('fail');
  });

  it('also swaps what cannot be bounded: a lighter load makes fewer queries', () => {
    const of = (operator: Target['operator'], bound: number) =>
      verdictOf({ [OPEN]: { answersPerSec: 1000 } }, madeUpRun(), [
        { ...rate(operator, bound), indicator: { source: 'statements', statistic: 'rate', per: 'second' } },
      ]).targets[0]!.status;
    expect(of('>=', 100)).toBe('pass');
    expect(of('<=', 140)).toBe('invalid');
  });
});

/** The made-up run kills server-1 15 s into the phase, which begins 0.4 s after a full second, and has it back after 30 s. */
function killed(): number[] {
  return Array.from({ length: 16 }, (_, i) => 14 + i);
}
