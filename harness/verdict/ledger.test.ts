import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { EncodedHistogram, HistogramSecond } from '../model/histogram.ts';
import type { Indicator } from '../model/indicator.ts';
import type { DataCheck, Run, RunPhase } from '../model/run.ts';
import { Target } from '../model/target.ts';
import type { Status } from '../model/verdict.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { type Lines, madeUpRun, type PhaseName, summaryOf } from '../summary/testdata/made-up-run.ts';
import type { Behaviour } from '../summary/testdata/made-up-second.ts';
import { judge } from './judge.ts';

/*
 * Every promise that the five documents make about a figure, stated as a target: it passes where it is kept, fails where it is broken, and where it
 * was not measured it is neither. None of them has code of its own.
 */

/** What a system that keeps all of them shows, in every second. */
const KEPT = {
  cachedMs: 20,
  uncachedMs: 300,
  /** of the requests that the database serves */
  uncachedFailures: 0,
  dashboardMs: 600,
  dashboardFailures: 0,
  uploadMs: 900,
  uploads: 3,
  failedUploads: 0,
  activeConnections: 12,
};
type World = typeof KEPT;
/** All of the kinds that a made-up run does not have. */
type Kind = 'served' | 'pages' | 'transfers' | 'database';

type Row = {
  ids: string[];
  indicator: Indicator;
  operator: Target['operator'];
  bound: number;
  phases?: PhaseName[];
  broken: Broken;
  missing: Broken;
};
type Broken = {
  world?: Partial<World>;
  without?: Kind;
  behaviour?: Partial<Behaviour>;
  run?: Partial<Run>;
  users?: number;
};

const OPEN: PhaseName[] = ['open steady'];
const CLOSED: PhaseName[] = ['closed steady'];
const FAULT: PhaseName[] = ['one server killed'];
const EVERY_SECOND = Array.from({ length: 61 }, (_, second) => second);
const NO_CLIENT = { behaviour: { silentClientSeconds: EVERY_SECOND } };
const NO_SERVERS = { behaviour: { silentServerSeconds: EVERY_SECOND } };

const P95 = { source: 'requests', statistic: 'quantile', q: 0.95 } as const;
const RATE = { source: 'requests', statistic: 'rate', per: 'second' } as const;
const CORRECT = { source: 'requests', statistic: 'share' } as const;
const QUERY_P95 = { source: 'statements', statistic: 'quantile', q: 0.95 } as const;
const USERS = { source: 'users', statistic: 'minimum', while: 'the other' } as const;
const UPLOADS = { source: 'transfers', where: { transfer: 'upload' } } as const;
const ANSWERS = { source: 'checks', where: { check: 'answers' } } as const;

const SLOW = { behaviour: { responseTimesMs: [300] } };
const check = (changes: Partial<DataCheck>) => ({
  run: {
    dataChecks: [
      {
        name: 'answers',
        acknowledged: 4000,
        found: 4000,
        lost: 0,
        duplicated: 0,
        agreementMs: 900,
        ...changes,
      },
    ],
  },
});

const ROWS: Row[] = [
  {
    ids: ['tvet.p95', 'school.p95'],
    indicator: P95,
    operator: '<',
    bound: 200,
    broken: SLOW,
    missing: NO_CLIENT,
  },
  {
    ids: ['tvet.rps', 'cer.rps'],
    ...{ indicator: RATE, operator: '>=', bound: 1000, missing: NO_CLIENT },
    broken: { behaviour: { refusedPerSec: 400 } },
  },
  {
    ids: ['tvet.availability', 'learn.availability', 'cer.availability'],
    ...{ indicator: CORRECT, operator: '>=', bound: 0.999, missing: NO_CLIENT },
    phases: [...OPEN, ...FAULT],
    broken: { behaviour: { failedShare: 0.01 } },
  },
  ...[300, 200, 1000, 5000, 10_000, 30_000, 100_000].map(
    (bound): Row => ({
      ids: {
        300: ['school.peak'],
        200: ['school.sustained'],
        1000: ['school.growth, 1,000 users'],
        5000: ['school.growth, 5,000 users'],
        10000: ['school.growth, 10,000 users', 'cer.users'],
        30000: ['tvet.users'],
        100000: ['learn.users'],
      }[bound]!,
      ...{ indicator: USERS, operator: '>=', bound, phases: CLOSED, missing: NO_CLIENT },
      broken: SLOW,
    }),
  ),
  {
    ids: ['tvet.db'],
    ...{ indicator: QUERY_P95, operator: '<', bound: 50, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [60] } },
  },
  {
    ids: ['learn.db'],
    ...{ indicator: QUERY_P95, operator: '<', bound: 100, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [150] } },
  },
  {
    ids: ['school.db'],
    indicator: { source: 'statements', statistic: 'mean' },
    ...{ operator: '<', bound: 100, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [1, 400] } },
  },
  {
    ids: ['tvet.hit-ratio'],
    indicator: { source: 'cache-lookups', statistic: 'share' },
    ...{ operator: '>', bound: 0.8, missing: NO_SERVERS },
    broken: { behaviour: { hitShare: 0.7 } },
  },
  {
    ids: ['school.upload'],
    indicator: { ...UPLOADS, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 2000 },
    broken: { world: { uploadMs: 3000 } },
    missing: { without: 'transfers' },
  },
  {
    ids: ['school.dashboard'],
    indicator: { source: 'pages', where: { page: 'dashboard' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 1000 },
    broken: { world: { dashboardMs: 1500 } },
    missing: { without: 'pages' },
  },
  {
    ids: ['school.dashboard, failing'],
    indicator: { source: 'pages', where: { page: 'dashboard' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 1000 },
    broken: { world: { dashboardFailures: 2 } },
    missing: { without: 'pages' },
  },
  {
    ids: ['school.connections'],
    indicator: {
      ...{ source: 'gauge', gauge: 'database-connections', where: { state: 'active' } },
      statistic: 'maximum',
    },
    ...{ operator: '<', bound: 50 },
    broken: { world: { activeConnections: 64 } },
    missing: { without: 'database' },
  },
  {
    ids: ['school.rpm'],
    indicator: { source: 'requests', statistic: 'rate', per: 'minute' },
    ...{ operator: '>=', bound: 1000, missing: NO_CLIENT },
    broken: { behaviour: { refusedPerSec: 1190 } },
  },
  {
    ids: ['school.qpm'],
    indicator: { source: 'statements', statistic: 'rate', per: 'minute' },
    ...{ operator: '>=', bound: 500, missing: NO_SERVERS },
    broken: { behaviour: { queryTimesMs: [], failedShare: 0.2 } },
  },
  {
    ids: ['school.fpm'],
    indicator: { source: 'transfers', statistic: 'rate', per: 'minute' },
    ...{ operator: '>=', bound: 100 },
    broken: { world: { failedUploads: 2 } },
    missing: { without: 'transfers' },
  },
  {
    ids: ['cer.cached'],
    indicator: { source: 'requests', where: { served: 'cache' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 200 },
    broken: { world: { cachedMs: 250 } },
    missing: { without: 'served' },
  },
  {
    ids: ['cer.uncached'],
    indicator: { source: 'requests', where: { served: 'database' }, statistic: 'quantile', q: 0.95 },
    ...{ operator: '<', bound: 1000 },
    broken: { world: { uncachedMs: 1400 } },
    missing: { without: 'served' },
  },
  ...(['lost', 'doubled', 'lost-or-doubled'] as const).map(
    (statistic): Row => ({
      ids: [`cer.strong: ${statistic}`],
      indicator: { ...ANSWERS, statistic },
      ...{ operator: '<=', bound: 0 },
      broken: check(statistic === 'doubled' ? { duplicated: 1 } : { lost: 1 }),
      missing: check({ name: 'another' }),
    }),
  ),
  {
    ids: ['cer.eventual'],
    indicator: { ...ANSWERS, statistic: 'agreement-time' },
    ...{ operator: '<=', bound: 5000 },
    broken: check({ agreementMs: 7000 }),
    missing: {
      run: { dataChecks: [{ name: 'answers', acknowledged: 1, found: 1, lost: 0, duplicated: 0 }] },
    },
  },
  {
    ids: ['ult.degrade'],
    ...{ indicator: CORRECT, operator: '>=', bound: 1, phases: FAULT, missing: NO_CLIENT },
    broken: { behaviour: { failedAt: { 20: 1 } } },
  },
];

function times(valueMs: number, count: number): EncodedHistogram {
  const histogram = new ExponentialHistogram();
  if (count > 0) histogram.record(valueMs, count);
  return histogram.encode();
}

/** Lines of a scenario that says more of its requests than the made-up one does. */
function linesOf(second: number, phase: string, world: World, without: Kind | undefined): HistogramSecond[] {
  const request = (
    route: string,
    timeMs: number,
    [correct, failed]: readonly [number, number],
    atStart: Record<string, string>,
    tags: Record<string, string> = atStart,
  ): HistogramSecond[] => {
    const of = { second, route, phase };
    const answered = { ...of, tags, histogram: times(timeMs, correct) };
    // Without an answer there is nothing that served it.
    const lost = { ...of, tags: atStart, failed: true as const, histogram: times(timeMs, failed) };
    return [
      { ...of, metric: 'startDelayMs', tags: atStart, histogram: times(0.2, correct + failed) },
      { metric: 'serviceTimeMs', ...answered },
      { metric: 'responseTimeMs', ...answered },
      { metric: 'serviceTimeMs', ...lost },
      { metric: 'responseTimeMs', ...lost },
    ];
  };
  const { failedUploads, uploads, dashboardFailures } = world;
  const page = { second, page: 'dashboard', phase } as const;
  return [
    ...(without === 'served'
      ? []
      : [
          ...request('read', world.cachedMs, [60, 0], {}, { served: 'cache' }),
          ...request('read', world.uncachedMs, [20, world.uncachedFailures], {}, { served: 'database' }),
        ]),
    ...(without === 'transfers'
      ? []
      : request('files.put', world.uploadMs, [uploads - failedUploads, failedUploads], {
          transfer: 'upload',
        })),
    ...(without === 'pages'
      ? []
      : ([
          { ...page, metric: 'pageStartDelayMs', histogram: times(0.2, 10) },
          { ...page, metric: 'pageTimeMs', histogram: times(world.dashboardMs, 10 - dashboardFailures) },
          { ...page, metric: 'pageTimeMs', failed: true, histogram: times(9, dashboardFailures) },
        ] satisfies HistogramSecond[])),
  ];
}

/** The status of a row's target in a run of which something is not as it should be. */
function judged(row: Row, { world, without, behaviour = {}, run: changes, users }: Broken = {}) {
  const { indicator, operator, bound, phases = OPEN } = row;
  const source = { document: 'd', section: 's' };
  const of = { statement: '', source };
  const target: Target = { ...of, id: row.ids[0]!, indicator, operator, bound, phases };
  const other: Target = { ...of, id: 'the other', indicator: P95, operator: '<', bound: 200, phases };
  const seen = { ...KEPT, ...world };
  const alive = users ?? Math.max(30_000, bound);
  const run = {
    ...madeUpRun({}, { users: alive }),
    ...check({}).run,
    ...changes,
    targets: indicator.source === 'users' ? [target, other] : [target],
  };
  const edit = ({ timeline, histograms }: Lines, phase: RunPhase): Lines => {
    const { database } = timeline;
    const connections = { active: seen.activeConnections, idle: 8, idleInTransaction: 0, waitingOnLock: 0 };
    return {
      timeline: {
        ...timeline,
        database: database && without !== 'database' ? { ...database, connections } : null,
      },
      // Those of the made-up run say nothing of a phase; these are due in it, and are no part of its counts.
      histograms: [
        ...histograms.map((line) => ({ ...line, phase: phase.name })),
        ...(row.indicator.source === 'requests' && !('where' in row.indicator)
          ? []
          : linesOf(timeline.second, phase.name, seen, without)),
      ],
    };
  };
  const everywhere = Object.fromEntries(phases.map((name) => [name, behaviour]));
  const closed = { 'closed steady': { users: alive, usersMax: alive, ...everywhere['closed steady'] } };
  return judge(run, summaryOf(run, { ...everywhere, ...closed }, { edit })).targets[0]!;
}

describe.each(ROWS)('$ids', (row) => {
  it('is a target, which the schema of the run allows', () => {
    const { indicator, operator, bound } = row;
    const target = { id: 'i', statement: '', source: { document: '', section: '' }, phases: ['p'] };
    expect(Value.Check(Target, { ...target, indicator, operator, bound })).toBe(true);
  });

  it('passes where it is kept, and says so in plain words', () => {
    const { status, reason, actual } = judged(row);
    expect({ status, reason }).toEqual({ status: 'pass', reason: expect.stringMatching(/^[A-Z0-9'].*\.$/) });
    expect(actual).not.toBeNull();
  });

  it('fails where it is broken', () => {
    const { status, reason } = judged(row, row.broken);
    expect({ status, reason }).toEqual({ status: 'fail', reason: expect.any(String) });
  });

  it('does not pass where it was not measured', () => {
    const missing: Status[] = ['inconclusive', 'invalid'];
    expect(missing).toContain(judged(row, row.missing).status);
    expect(judged(row, row.missing).actual).toBeNull();
  });
});

describe('what was served from the cache, or not, is known of an answer alone', () => {
  const row = ROWS.find(({ ids }) => ids.includes('cer.cached'))!;

  it('so that those that failed without a word may have been of either: they do not make it fail, nor let it pass', () => {
    expect(judged(row, { world: { uncachedFailures: 1 } }).status).toBe('pass');
    const many = judged(row, { world: { uncachedFailures: 10 } });
    expect(many).toMatchObject({ status: 'inconclusive', actual: expect.closeTo(20, 0) });
    expect(many.reason).toContain('600 requests that failed do not say whether it is about them');
    expect(many.evidence.at(-1)).toMatchObject({ value: 600 });
  });
});

describe('a promise that the load did not ask for', () => {
  it('is not broken by it: too few uploads were sent, or too few queries were needed', () => {
    const fpm = ROWS.find(({ ids }) => ids.includes('school.fpm'))!;
    expect(judged(fpm, { world: { uploads: 1 } })).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('The load offered only 60 transfers/min'),
    });
    const qpm = ROWS.find(({ ids }) => ids.includes('school.qpm'))!;
    expect(judged(qpm, { behaviour: { queryTimesMs: [] } })).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('the load asked for no more'),
    });
  });
});
