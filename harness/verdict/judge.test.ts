import { describe, expect, it } from 'vitest';
import type { Run } from '../model/run.ts';
import type { Status } from '../model/verdict.ts';
import { type Changes, madeUpRun, summaryOf, TARGETS } from '../summary/testdata/made-up-run.ts';
import { judge } from './judge.ts';
import { verdictOf } from './testdata/made-up-verdict.ts';

const NO_TIME = { balancer: 1, serverQueue: 0, poolWait: 0, query: 0, cache: 0, rest: 0 };
const ALL_PASS: Record<string, Status> = {
  responseTimeP95Ms: 'pass',
  goodputPerSec: 'pass',
  availability: 'pass',
  concurrentUsers: 'pass',
  queryTimeP95Ms: 'pass',
  cacheHitRatio: 'pass',
};

describe('a healthy run', () => {
  const verdict = verdictOf();

  it('passes every target, with sentences for people', () => {
    expect(verdict.statuses).toEqual(ALL_PASS);
    expect(verdict.status).toBe('pass');
    expect(verdict.generator).toMatchObject({ status: 'valid', reasons: [], droppedIterations: 0 });
    expect(verdict.targets.map(({ reason }) => reason)).toMatchInlineSnapshot(`
      [
        "95% of requests were answered within 12 ms; the promise is under 200 ms, so it holds with 94% to spare. No second was slower than promised in 60 seconds: slow stretches more frequent than one in 20 seconds are ruled out, rarer ones are not. This pass is less sure than its interval says: it rests on a steady phase of 60 seconds, and 75 are needed.",
        "1,200 requests/s were answered correctly on average; the promise is at least 1,000 requests/s, so it holds with 20% to spare. No second fell short of it in 60 seconds: slumps more frequent than one in 20 seconds are ruled out, rarer ones are not. This pass is less sure than its interval says: it rests on a steady phase of 60 seconds, and 75 are needed.",
        "100% of 132,000 requests in steady load and 100% of 54,000 requests in 'one server killed' got a correct response; the promise is at least 99.9%, so it holds with 100% of the allowed failures left. No request failed in steady load of 120 seconds: outages more frequent than one in 40 seconds are ruled out, rarer ones are not. This pass is less sure than its interval says: it rests on a steady phase of 60 seconds, and 75 are needed.",
        "30,000 users were alive in every second and 95% of their requests were answered within 12 ms (promised under 200 ms), so the promise of at least 30,000 users holds. No second was slower than promised in 60 seconds: slow stretches more frequent than one in 20 seconds are ruled out, rarer ones are not. This pass is less sure than its interval says: it rests on a steady phase of 60 seconds, and 75 are needed.",
        "95% of database queries took at most 9.27 ms; the promise is under 50 ms, so it holds with 81% to spare. No second was slower than promised in 120 seconds: slow stretches more frequent than one in 40 seconds are ruled out, rarer ones are not. This pass is less sure than its interval says: it rests on a steady phase of 60 seconds, and 75 are needed.",
        "90% of 120,000 content lookups were answered from the cache; the promise is over 80%, so it holds with 50% of the allowed misses left. This pass is less sure than its interval says: it rests on a steady phase of 60 seconds, and 75 are needed.",
      ]
    `);
  });

  it('reports what the generator did and how busy the parts were', () => {
    expect(verdict.generator.offeredRate).toBe(1200);
    expect(verdict.generator.attemptedRate).toBe(1200);
    expect(verdict.generator.cpuUtilization).toBeCloseTo(0.5, 12);
    expect(verdict.generator.startDelayP99Ms).toBeCloseTo(0.2, 12);
    expect(verdict.resources.map(({ name }) => name)).toEqual(['k6-1', 'server-1']);
    expect(verdict.notes).toEqual([
      "Data check 'check-ins': all 4,000 acknowledged are there, once.",
      "By Little's law 30,000 users who send 1,000 requests/s and wait 200 ms for each answer think for 29.8 s between two requests. The users of this run think for 30 s on average.",
      'Passes are less sure than their intervals say: a steady phase lasted 60 seconds, and 75 are needed.',
    ]);
  });

  it('gets the same verdict when it is judged again', () => {
    // Failures come in bursts, so the interval is that of resampled seconds.
    const answers = Array.from({ length: 60 }, (_, i) => ({
      successes: i % 20 < 3 ? 1150 : 1199,
      trials: 1200,
    }));
    const failed = answers.reduce((sum, second) => sum + second.trials - second.successes, 0);
    const bursting = (run: Run) => {
      const summary = summaryOf(run);
      const phases = summary.phases.map((phase) => ({
        ...phase,
        outcomes: { ...phase.outcomes, correct: 72_000 - failed, failed },
        series: { ...phase.series, answers },
      }));
      return judge(run, { ...summary, phases }).targets;
    };
    expect(bursting(madeUpRun())).toEqual(bursting(madeUpRun()));
    expect(bursting(madeUpRun({ id: 'another' }))).not.toEqual(bursting(madeUpRun()));
  });

  it('does not change its input', () => {
    const run = madeUpRun();
    const summary = summaryOf(run);
    const before = structuredClone({ run, summary, TARGETS });
    judge(run, summary);
    expect({ run, summary, TARGETS }).toEqual(before);
  });
});

describe('a planted defect turns its own target red and no other', () => {
  const everywhere = (behaviour: Changes['open steady']): Changes => ({
    'open steady': behaviour!,
    'closed steady': behaviour!,
    'one server killed': behaviour!,
  });

  it.each<[string, Changes, Record<string, Status>]>([
    ['1% of responses fail', everywhere({ failedShare: 0.01 }), { availability: 'fail' }],
    [
      'failures only while a server is down',
      { 'one server killed': { failedShare: 0.01 } },
      { availability: 'fail' },
    ],
    ['the cache is off', everywhere({ hitShare: 0 }), { cacheHitRatio: 'fail' }],
    ['queries take 60 ms', everywhere({ queryTimesMs: [60] }), { queryTimeP95Ms: 'fail' }],
    [
      'the open load is answered slowly',
      { 'open steady': { responseTimesMs: [300] } },
      { responseTimeP95Ms: 'fail' },
    ],
    [
      'users are answered slowly',
      { 'closed steady': { responseTimesMs: [300] } },
      { concurrentUsers: 'fail' },
    ],
    [
      'many responses of the open load are refused',
      { 'open steady': { refusedPerSec: 400 } },
      { goodputPerSec: 'fail' },
    ],
    ['warm-up is terrible', { 'open warm-up': { failedShare: 1, responseTimesMs: [9000] } }, {}],
  ])('%s', (_, changes, red) => {
    const verdict = verdictOf(changes);
    expect(verdict.statuses).toEqual({ ...ALL_PASS, ...red });
    expect(verdict.status).toBe(Object.keys(red).length > 0 ? 'fail' : 'pass');
    for (const { status, headroom } of verdict.targets)
      if (status === 'pass') expect(headroom).toBeGreaterThanOrEqual(0);
  });
});

describe('requests that had to wait before they were sent', () => {
  // A system that stalls: one request in ten is sent 45 ms late and then takes 180 ms.
  const waiting = {
    serviceTimesMs: [...new Array(9).fill(20), 180],
    responseTimesMs: [...new Array(9).fill(20), 225],
  };

  it('are judged from their intended start: the verdict fails where the service time alone would have passed', () => {
    const late = verdictOf({ 'open steady': { ...waiting, startDelayMs: 45 } });
    expect(late.validity.status).toBe('valid');
    expect(late.statuses).toEqual({ ...ALL_PASS, responseTimeP95Ms: 'fail' });
    expect(late.of('responseTimeP95Ms').actual).toBeCloseTo(225, 0);
    expect(late.of('responseTimeP95Ms').evidenceOf('service time p95')).toBeCloseTo(180, -1);

    const asSent = { ...waiting, responseTimesMs: waiting.serviceTimesMs, startDelayMs: 45 };
    expect(verdictOf({ 'open steady': asSent }).statuses).toEqual(ALL_PASS);
  });
});

describe('a generator that cannot be trusted', () => {
  it.each<[string, Changes, RegExp, Status]>([
    [
      'dropped arrivals',
      { 'open steady': { droppedPerSec: 1 } },
      /^60 arrivals were dropped in 'open steady'/,
      'invalid',
    ],
    [
      'fewer arrivals than offered',
      { 'open steady': { answersPerSec: 1150 } },
      /^In 'open steady' 1,150 arrivals\/s started where 1,200 arrivals\/s were planned/,
      'invalid',
    ],
    ['late starts', { 'closed steady': { startDelayMs: 80 } }, /started at least 80 ms late/, 'pass'],
    ['unknown start delay', { 'open steady': { startDelayMs: null } }, /was not measured/, 'invalid'],
    [
      'a gap of three seconds',
      { 'open steady': { silentClientSeconds: [7, 8, 9] } },
      /nothing for 3 seconds of/,
      'invalid',
    ],
    ['no CPU left', { 'closed steady': { machineCpu: 0.99 } }, /CPU was 99% busy in 'closed steady'/, 'pass'],
  ])(
    '%s: it did not keep to its plan, and the run is as bad as the result that this could have turned',
    (_, changes, reason, status) => {
      const verdict = verdictOf(changes);
      expect(verdict.generator.status).toBe('invalid');
      expect(verdict.generator.reasons).toHaveLength(1);
      expect(verdict.generator.reasons[0]).toMatch(reason);
      expect(verdict.status).toBe(status);
      expect(verdict.validity.status).toBe(status === 'pass' ? 'valid' : 'invalid');
      expect(verdict.of('availability').actual).toBe(1);
    },
  );

  it.each<[string, Changes]>([
    ['two seconds of silence', { 'open steady': { silentClientSeconds: [7, 8, 20] } }],
    ['an export that fell outside the phase', { 'open steady': { answersAt: { 0: 0 } } }],
    ['half a percent fewer arrivals', { 'open steady': { answersPerSec: 1194 } }],
    ['a start delay at the limit', { 'open steady': { startDelayMs: 50 } }],
    ['a busy machine', { 'open steady': { machineCpu: 0.97 } }],
  ])('is still trusted with %s', (_, changes) => {
    expect(verdictOf(changes)).toMatchObject({ status: 'pass', generator: { status: 'valid' } });
  });

  it('leaves a target inconclusive if the load could not have shown it anyway', () => {
    const verdict = verdictOf({
      'closed steady': { users: 18_000, droppedPerSec: 0, silentClientSeconds: [7, 8, 9] },
    });
    expect(verdict.of('concurrentUsers').status).toBe('inconclusive');
    expect(verdict.of('availability').status).toBe('invalid');
    expect(verdict.status).toBe('invalid');
  });
});

describe('a run that did not finish', () => {
  it('is inconclusive for phases that did not run, and never passes', () => {
    const run = madeUpRun();
    const aborted = { ...run, state: 'aborted' as const, phases: run.phases.slice(0, 2), events: [] };
    const verdict = verdictOf({}, aborted);
    expect(verdict.statuses).toEqual({
      ...ALL_PASS,
      availability: 'inconclusive',
      concurrentUsers: 'inconclusive',
      queryTimeP95Ms: 'inconclusive',
      cacheHitRatio: 'inconclusive',
    });
    expect(verdict.of('concurrentUsers')).toMatchObject({
      actual: null,
      interval: null,
      sampleCount: 0,
      headroom: null,
    });
    expect(verdict.of('concurrentUsers').reason).toBe(
      "'closed steady' did not run, so there is nothing to judge.",
    );
    expect(verdict.status).toBe('inconclusive');
    expect(verdictOf({}, { ...run, state: 'running' }).status).toBe('inconclusive');
  });

  it('is invalid when a part died', () => {
    const run = madeUpRun();
    const events = [...run.events, { atMs: 1, kind: 'part-died' as const, what: 'redis exited with 1' }];
    const verdict = verdictOf({}, { ...run, state: 'failed', events });
    expect(verdict.status).toBe('invalid');
    expect(verdict.notes[0]).toBe('The run failed before it was complete: redis exited with 1.');
  });

  it('reports what ended a failed run, in its first note and for programs', () => {
    const endedBy = { code: 'DISK_FULL', message: 'There is no space left.', hint: 'Free some.' };
    const verdict = verdictOf({}, { ...madeUpRun(), state: 'failed', endedBy });
    expect(verdict.status).toBe('invalid');
    expect(verdict.notes[0]).toBe('The run failed before it was complete: There is no space left.');
    expect(verdict.endedBy).toEqual(endedBy);
  });

  it('is inconclusive when nothing ran, and when nothing was asked', () => {
    const nothing = verdictOf({}, { ...madeUpRun(), phases: [] });
    expect(nothing.status).toBe('inconclusive');
    const run = madeUpRun();
    expect(judge({ ...run, targets: [] }, summaryOf(run)).status).toBe('inconclusive');
  });
});

describe('the run as a whole', () => {
  it('fails when acknowledged data was lost or doubled, although every target passes', () => {
    for (const [lost, duplicated] of [
      [1, 0],
      [0, 2],
    ] as const) {
      const dataChecks = [{ name: 'joins', acknowledged: 1000, found: 999, lost, duplicated }];
      const verdict = verdictOf({}, madeUpRun({ dataChecks }));
      expect(verdict.statuses).toEqual(ALL_PASS);
      expect(verdict.status).toBe('fail');
      expect(verdict.notes[0]).toContain(`of 1,000 acknowledged, ${lost} lost and ${duplicated} doubled`);
    }
  });

  it('reports a data check that had nothing to check', () => {
    const dataChecks = [{ name: 'joins', acknowledged: 0, found: 0, lost: 0, duplicated: 0 }];
    expect(verdictOf({}, madeUpRun({ dataChecks })).notes[0]).toContain('proves nothing');
  });

  it('names a route that scenario and servers spell differently', () => {
    const run = madeUpRun();
    const summary = summaryOf(run);
    const [{ route }] = summary.routes as [(typeof summary.routes)[0]];
    const time = { requests: 1, meanMs: 1, startDelayMs: 0, parts: NO_TIME, serverExcessMs: 0 };
    const notesWith = (...known: string[]) =>
      judge(run, { ...summary, routeTimes: known.map((name) => ({ route: name, ...time })) }).notes;
    const others = summary.routes.slice(1).map((each) => each.route);
    expect(notesWith(...others, `${route}s`)).toContain(
      `Where the time of '${route}' goes is unknown, because no server measured requests by that name. That is right for requests to an object store. Any other request needs the same name in the scenario and in the server's \`config.name\`.`,
    );
    for (const notes of [notesWith(...others, route), notesWith()])
      expect(notes.filter((note) => note.startsWith('Where the time of'))).toEqual([]);
  });

  it('reports planted defects', () => {
    const plantedDefects = {
      cacheOff: true as const,
      slowStatement: { statement: 'sync.select', delayMs: 80 },
      failedResponseRatio: 0.01,
      failsWithoutCache: true as const,
    };
    expect(verdictOf({}, madeUpRun({ plantedDefects })).notes).toContain(
      '4 defects were planted in this run on purpose (the cache switched off, statement sync.select slowed by 80 ms, 1% of responses made to fail, responses made to fail while Redis is away): it says nothing about the real system.',
    );
  });
});
