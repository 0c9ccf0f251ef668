import { describe, expect, it } from 'vitest';
import { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import { FIGURES } from '../../summary/testdata/made-up-run.ts';
import { suspectOf } from './suspect.ts';
import { phaseWith, RUN } from './testdata/phase.ts';

const LOCKED = { backends: { running: 0.2, lock: 8, lightweightLock: 0, io: 0, other: 0 } };
const FULL = { inUse: 98, waiting: 12, lentMeanMs: 41 };
const BLOCKED = { utilization: 0.6, delayP99Ms: 250, cpuCores: 0.6 };
const EXHAUSTED = { cpuUtilization: 0.99 };

function late(delayMs: number) {
  const histogram = new ExponentialHistogram();
  histogram.record(delayMs, 1000);
  return { startDelayMs: histogram.encode() };
}

const suspectIn = (...phase: Parameters<typeof phaseWith>) =>
  suspectOf(FIGURES.responseTimeP95Ms, [phaseWith(...phase)], RUN);

describe('the first suspect', () => {
  it.each([
    ['a late generator', 'generator', [{}, { startDelay: 80 }, late(200)]],
    [
      'a slow reader of responses, which is the generator again',
      'generator',
      [{}, { balancer: 80 }, late(200)],
    ],
    [
      'a busy worker of the balancer',
      'balancer',
      [{ balancer: { busiestWorkerCpuCores: 0.97 } }, { balancer: 80 }],
    ],
    ['a blocked event loop', 'server-event-loop', [{ eventLoop: BLOCKED }, { serverQueue: 80 }]],
    [
      'an event loop busy with requests',
      'server-event-loop',
      [{ eventLoop: { utilization: 0.98 } }, { rest: 80 }],
    ],
    [
      'a blocked event loop that makes lookups long',
      'server-event-loop',
      [{ eventLoop: BLOCKED }, { cache: 80 }],
    ],
    ['a full pool in front of an idle database', 'pool', [{ pool: FULL }, { poolWait: 80 }]],
    ['a full pool in front of locks', 'database-locks', [{ pool: FULL, database: LOCKED }, { poolWait: 80 }]],
    ['locks', 'database-locks', [{ database: LOCKED }, { query: 80 }]],
    [
      'locks within PostgreSQL',
      'database-locks',
      [{ database: { backends: { ...LOCKED.backends, lock: 0, lightweightLock: 3 } } }, { query: 80 }],
    ],
    [
      'a slow disk',
      'database-io',
      [{ database: { backends: { ...LOCKED.backends, lock: 0, io: 4 } } }, { query: 80 }],
    ],
    [
      'queries that compute',
      'database-cpu',
      [{ database: { cpuCores: 1.5, backends: { ...LOCKED.backends, lock: 0, running: 6 } } }, { query: 80 }],
    ],
    ['a busy Redis', 'cache', [{ cache: { cpuCores: 0.95 } }, { cache: 80 }]],
    [
      'long commands of Redis',
      'cache',
      [{ cache: { commandUtilization: 0.4, busiestCommand: { name: 'eval', meanMs: 300 } } }, { cache: 80 }],
    ],
    ['a Redis that is down', 'cache', [{ cache: { answeredShare: 0, failedLookups: 50 } }, { cache: 80 }]],
    ['a machine without a free core', 'machine', [{ machine: EXHAUSTED }, { rest: 80 }]],
    ['a machine that swaps', 'machine', [{ machine: { swappedPagesPerSec: 5000 } }, { rest: 80 }]],
  ] as const)('%s: %s', (_, resource, [resources, parts, changes]) => {
    const { resource: named, reason, evidence } = suspectIn(resources, parts, changes ?? {});
    expect(named).toBe(resource);
    expect(reason).toContain("In 'open steady' 80 of 86 ms of the mean response time");
    expect(evidence[0]).toEqual({
      label: 'mean response time',
      value: 86,
      unit: 'ms',
      phase: 'open steady',
    });
    expect(evidence[1]!.value).toBe(80);
  });

  it('is the resource that the time was spent on, not any saturated one', () => {
    const everything = { eventLoop: BLOCKED, pool: FULL, machine: EXHAUSTED, cache: { cpuCores: 1 } };
    expect(suspectIn({ ...everything, database: LOCKED }, { query: 80 }).resource).toBe('database-locks');
    expect(suspectIn({ ...everything, database: LOCKED }, { cache: 80 }).resource).toBe('cache');
    expect(suspectIn(everything, { serverQueue: 80 }).resource).toBe('server-event-loop');
  });

  it('is the machine when it leaves no core to an event loop without long turns', () => {
    const starved = { utilization: 0.95, delayP99Ms: 60, cpuCores: 0.4 };
    expect(suspectIn({ eventLoop: starved, machine: EXHAUSTED }, { rest: 80 }).resource).toBe('machine');
    expect(suspectIn({ eventLoop: starved }, { rest: 80 }).resource).toBe('server-event-loop');
    expect(
      suspectIn({ eventLoop: { ...starved, delayP99Ms: 300 }, machine: EXHAUSTED }, { rest: 80 }).resource,
    ).toBe('server-event-loop');
  });

  it('is the machine when it leaves no core to a generator that has little to do', () => {
    const waiting = { machine: EXHAUSTED };
    expect(suspectIn(waiting, { startDelay: 80 }, late(70)).resource).toBe('machine');
    expect(suspectIn({}, { startDelay: 80 }, late(70)).resource).toBe('generator');
    expect(suspectIn(waiting, { startDelay: 80 }, late(300)).resource).toBe('generator');
    const busy = [{ process: 'k6', cpuCoresMean: 1.9, coresAllowed: 2 }];
    expect(suspectIn(waiting, { startDelay: 80 }, { ...late(70), generators: busy }).resource).toBe(
      'generator',
    );
  });

  it('of long queries is the event loop only if the database was not executing them', () => {
    // Servers saw 4.9 ms a statement.
    const answeredSoon = { executionMeanMs: 0.4 };
    const executedLong = { executionMeanMs: 4.5 };
    expect(suspectIn({ eventLoop: BLOCKED, database: answeredSoon }, { query: 80 }).resource).toBe(
      'server-event-loop',
    );
    expect(suspectIn({ eventLoop: BLOCKED, database: executedLong }, { query: 80 }).resource).toBeNull();
  });

  it('of long queries is the machine only if backends want a core', () => {
    const sleeping = { backends: { running: 0.1, lock: 0, lightweightLock: 0, io: 0, other: 5 } };
    expect(suspectIn({ machine: EXHAUSTED, database: sleeping }, { query: 80 }).resource).toBeNull();
    expect(suspectIn({ machine: EXHAUSTED }, { query: 80 }).resource).toBe('machine');
  });

  it('is no resource when nothing was saturated, and the slowest statement is named', () => {
    const { resource, reason } = suspectIn({}, { query: 80 });
    expect(resource).toBeNull();
    expect(reason).toBe(
      "No resource was saturated. In 'open steady' 80 of 86 ms of the mean response time are spent in database queries. Most of the query time goes to 'progress', 40 ms on average.",
    );
  });

  it('names the cause of a full pool and what lies behind it', () => {
    expect(suspectIn({ pool: FULL }, { poolWait: 80 }).reason).toContain(
      'PostgreSQL behind it is not saturated: there are too few connections, each held for 41 ms on average.',
    );
    expect(suspectIn({ pool: FULL, database: LOCKED }, { poolWait: 80 }).reason).toContain(
      'The pool in front of it is full because its connections are held so long.',
    );
  });

  it('does not report an unmeasured database as idle', () => {
    const phase = phaseWith({ pool: FULL }, { poolWait: 80 });
    const unmeasured = { ...phase, resources: { ...phase.resources, database: null } };
    const { resource, reason } = suspectOf(FIGURES.responseTimeP95Ms, [unmeasured], RUN);
    expect(resource).toBe('pool');
    expect(reason).toContain('PostgreSQL behind it was not measured');
  });

  it('is unknown without the servers` own figures', () => {
    const phase = { ...phaseWith({ pool: FULL }), routeTimes: [] };
    expect(suspectOf(FIGURES.goodputPerSec, [phase], RUN)).toEqual({
      resource: null,
      reason: "Where the time went in 'open steady' is not known: the servers did not measure it.",
      evidence: [],
    });
  });
});

describe('the suspect of a failed promise', () => {
  it('of slow queries: only what makes queries slow, in the phase where they were the slowest', () => {
    const calm = phaseWith({}, { cache: 500 });
    const locked = phaseWith(
      { database: LOCKED },
      {},
      {
        name: 'closed steady',
        statementTimes: [{ statement: 'sync_read', count: 10, totalMs: 5000 }],
      },
    );
    const { resource, reason } = suspectOf(FIGURES.queryTimeP95Ms, [calm, locked], RUN);
    expect(resource).toBe('database-locks');
    expect(reason).toContain("In 'closed steady'");
  });

  it('of failed responses: the phase with the largest share of them, and what failed most', () => {
    const good = phaseWith({}, { query: 900 });
    const bad = phaseWith(
      { pool: { ...FULL, timeouts: 40 } },
      { poolWait: 80 },
      {
        name: 'closed steady',
        outcomes: { attempted: 1000, correct: 900, failed: 100, refused: 0, dropped: 0, owed: 0 },
        failedByReason: { 'status-503': 90, timeout: 10 },
      },
    );
    const { resource, reason } = suspectOf(FIGURES.availability, [good, bad], RUN);
    expect(resource).toBe('pool');
    expect(reason).toContain(
      "In 'closed steady' most failures are 'status-503' (90 requests), and 80 of 86 ms",
    );
    expect(reason).toContain('40 errors');
  });

  describe('of requests that failed at once', () => {
    const failing = (reason: string, resources = {}) =>
      phaseWith(
        resources,
        { query: 80 },
        {
          outcomes: { attempted: 1000, correct: 0, failed: 1000, refused: 0, dropped: 0, owed: 0 },
          failedByReason: { [reason]: 1000 },
          series: {
            ...phaseWith().series,
            requests: phaseWith().series.requests.map((second) => ({ ...second, endless: 1e6 })),
          },
        },
      );

    it.each(['availability', 'responseTimeP95Ms', 'concurrentUsers', 'goodputPerSec'] as const)(
      '%s: no resource that is merely busy is named',
      (name) => {
        const busy = { machine: EXHAUSTED, database: LOCKED };
        const { resource, reason, evidence } = suspectOf(FIGURES[name], [failing('network', busy)], RUN);
        expect(resource).toBeNull();
        expect(reason).toBe(
          "In 'open steady' most failures are 'network' (1,000 requests), and they failed at once: time and load do not explain that. Check which part answered, and its log.",
        );
        expect(evidence).toContainEqual({
          label: 'failed: network',
          value: 1000,
          unit: 'requests',
          phase: 'open steady',
        });
      },
    );

    it('except timeouts, which are explained by where the time went', () => {
      expect(suspectOf(FIGURES.availability, [failing('timeout', { database: LOCKED })], RUN).resource).toBe(
        'database-locks',
      );
    });

    it('without figures of servers: what failed most', () => {
      const phase = { ...failing('status-301'), routeTimes: [] };
      expect(suspectOf(FIGURES.availability, [phase], RUN).reason).toContain("'status-301' (1,000 requests)");
    });

    it('in the phase where they happened, because failures are endlessly late', () => {
      const failed = { ...failing('status-500'), name: 'closed steady' };
      const { reason } = suspectOf(FIGURES.responseTimeP95Ms, [phaseWith({}, { query: 900 }), failed], RUN);
      expect(reason).toContain("In 'closed steady'");
    });
  });

  it('of misses: a cache that lost keys, otherwise the family that missed most', () => {
    const cacheByFamily = {
      sync: { hit: 90, miss: 10, error: 0 },
      content: { hit: 10, miss: 80, error: 10 },
    };
    const evicting = phaseWith({ cache: { evictedKeys: 500 } }, {}, { cacheByFamily });
    expect(suspectOf(FIGURES.cacheHitRatio, [evicting], RUN)).toMatchObject({
      resource: 'cache',
      reason: expect.stringContaining('It evicted 500 keys, and 0 lookups failed.'),
    });
    const { resource, reason } = suspectOf(
      FIGURES.cacheHitRatio,
      [phaseWith({}, {}, { cacheByFamily })],
      RUN,
    );
    expect(resource).toBeNull();
    expect(reason).toBe(
      "No resource was saturated. In 'open steady' most misses are of 'content' (90 of 100 lookups).",
    );
  });
});
