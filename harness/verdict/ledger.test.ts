import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { EncodedHistogram, HistogramSecond } from '../model/histogram.ts';
import type { RunPhase } from '../model/run.ts';
import { Target } from '../model/target.ts';
import type { Status } from '../model/verdict.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { type Lines, madeUpRun, summaryOf } from '../summary/testdata/made-up-run.ts';
import { judge } from './judge.ts';
import {
  type Broken,
  check,
  KEPT,
  type Kind,
  OPEN,
  ROWS,
  type Row,
  type World,
} from './testdata/ledger-rows.ts';
import { promiseOf, SHIPPED } from './testdata/shipped-targets.ts';

/*
 * Every promise that the five documents make about a figure, stated as a target: it passes if it is kept, fails if it is broken, and does
 * neither if it was not measured. None of them has code of its own.
 */

it('are those of every platform, each with a row', () => {
  const ids = ROWS.map(({ id }) => id);
  expect(SHIPPED.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual([]);
});

function times(valueMs: number, count: number): EncodedHistogram {
  const histogram = new ExponentialHistogram();
  if (count > 0) histogram.record(valueMs, count);
  return histogram.encode();
}

/** Lines of a scenario that reports more about its requests than the made-up one does. */
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
    // Without an answer, neither cache nor database served it.
    const lost = { ...of, tags: atStart, failed: true as const, histogram: times(timeMs, failed) };
    return [
      { ...of, metric: 'startDelayMs', tags: atStart, histogram: times(0.2, correct + failed) },
      { metric: 'serviceTimeMs', ...answered },
      { metric: 'responseTimeMs', ...answered },
      { metric: 'serviceTimeMs', ...lost },
      { metric: 'responseTimeMs', ...lost },
    ];
  };
  const { failedUploads, uploads, failedApi } = world;
  /** Requests of a page are tagged with it, but are not the page itself. */
  const home = { page: 'dashboard' };
  const pageOf = (page: string, timeMs: number, count: number, failed: number): HistogramSecond[] => {
    const of = { second, page, phase };
    return [
      { ...of, metric: 'pageStartDelayMs', histogram: times(0.2, count) },
      { ...of, metric: 'pageTimeMs', histogram: times(timeMs, count - failed) },
      { ...of, metric: 'pageTimeMs', failed: true, histogram: times(9, failed) },
    ];
  };
  return [
    ...(without === 'served'
      ? []
      : [
          ...request('read', world.cachedMs, [60, 0], home, { ...home, served: 'cache' }),
          ...request('read', world.uncachedMs, [20, world.uncachedFailures], home, {
            ...home,
            served: 'database',
          }),
        ]),
    ...(without === 'transfers'
      ? []
      : request('files.put', world.uploadMs, [uploads - failedUploads, failedUploads], {
          transfer: 'upload',
        })),
    ...(without === 'api'
      ? []
      : request('api.read', world.apiMs, [60 - failedApi, failedApi], { group: 'api' })),
    ...(without === 'pages'
      ? []
      : [
          ...pageOf('dashboard', world.dashboardMs, 10, world.dashboardFailures),
          ...pageOf('upload', world.uploadMs, uploads, 0),
        ]),
  ];
}

/** The verdict on a row's target in a run with the given defect. */
function judged(row: Row, { world, without, behaviour = {}, run: changes, users }: Broken = {}) {
  const { indicator, operator, bound, phases = OPEN } = row;
  const source = { document: 'd', section: 's' };
  const of = { statement: '', source };
  const target: Target = { ...of, id: row.id, indicator, operator, bound, phases };
  const held = indicator.source === 'users' ? indicator.while : undefined;
  const targets = [target, ...(held === undefined ? [] : [{ ...of, id: held, ...promiseOf(held), phases }])];
  const seen = { ...KEPT, ...world };
  const alive = users ?? Math.max(30_000, bound);
  const run = {
    ...madeUpRun({}, { users: alive }),
    ...check({}).run,
    ...changes,
    targets,
  };
  const edit = ({ timeline, histograms }: Lines, phase: RunPhase): Lines => {
    const [server] = timeline.servers;
    const servers = seen.serverShares.flatMap((share, index) =>
      server === undefined
        ? []
        : {
            ...server,
            name: `server-${index + 1}`,
            requests: Math.round(1200 * share),
            ...(without !== 'peaks' && { poolPeakInUse: seen.peakInUse }),
          },
    );
    return {
      timeline: { ...timeline, servers },
      // The made-up run's lines name no phase. These are due in this phase, and are not part of its counts.
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

describe.each(ROWS)('$id', (row) => {
  it('is a target that the schema of the run allows', () => {
    const { indicator, operator, bound } = row;
    const target = { id: 'i', statement: '', source: { document: '', section: '' }, phases: ['p'] };
    expect(Value.Check(Target, { ...target, indicator, operator, bound })).toBe(true);
  });

  it('passes if it is kept, and says so in plain words', () => {
    const { status, reason, actual } = judged(row);
    expect({ status, reason }).toEqual({ status: 'pass', reason: expect.stringMatching(/^[A-Z0-9'].*\.$/) });
    expect(actual).not.toBeNull();
  });

  it('fails if it is broken', () => {
    const { status, reason } = judged(row, row.broken);
    expect({ status, reason }).toEqual({ status: 'fail', reason: expect.any(String) });
  });

  it('does not pass if it was not measured', () => {
    const missing: Status[] = ['inconclusive', 'invalid'];
    expect(missing).toContain(judged(row, row.missing).status);
    expect(judged(row, row.missing).actual).toBeNull();
  });
});

describe('only an answer shows whether the cache served it', () => {
  const row = ROWS.find(({ id }) => id === 'cer.cached')!;

  it('so failures without an answer may belong to either: they neither make the target fail nor let it pass', () => {
    expect(judged(row, { world: { uncachedFailures: 1 } }).status).toBe('pass');
    const many = judged(row, { world: { uncachedFailures: 10 } });
    expect(many).toMatchObject({ status: 'inconclusive', actual: expect.closeTo(20, 0) });
    expect(many.reason).toContain('600 failed requests may or may not belong to the selection');
    expect(many.evidence.at(-1)).toMatchObject({ value: 600 });
  });
});

describe('a promise that the load did not ask for', () => {
  it('is not broken: too few uploads were sent, or too few queries were needed', () => {
    const fpm = ROWS.find(({ id }) => id === 'school.fpm')!;
    expect(judged(fpm, { world: { uploads: 1 } })).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('The load offered only 60 transfers/min'),
    });
    const qpm = ROWS.find(({ id }) => id === 'school.qpm')!;
    expect(judged(qpm, { behaviour: { queryTimesMs: [] } })).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('the load asked for no more'),
    });
  });
});

describe('a selection that nothing belongs to', () => {
  const row = ROWS.find(({ id }) => id === 'school.dashboard')!;

  it.each([
    [{ statistic: 'quantile', q: 0.95 }, /^No page time \(dashbord\) was measured in '/],
    [{ statistic: 'mean' }, /^No page \(dashbord\) was timed in '/],
    [{ statistic: 'maximum' }, /^No time \(dashbord\) was measured in '/],
    [{ statistic: 'share' }, /^No response \(dashbord\) was counted in '/],
  ] as const)('is named in the reason: %o', (statistic, reason) => {
    const indicator = { source: 'pages', where: { page: 'dashbord' }, ...statistic } as const;
    expect(judged({ ...row, indicator }).reason).toMatch(reason);
  });
});
