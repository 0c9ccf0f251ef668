import { describe, expect, it } from 'vitest';
import { type Indicator, selectionKey } from '../model/indicator.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { madeUpRun, type SummaryOptions, summaryOf } from './testdata/made-up-run.ts';

/** The first second of one series in the open steady phase. */
function firstOf(indicator: Indicator, edit?: SummaryOptions['edit']) {
  const summary = summaryOf(madeUpRun(), {}, { measures: [indicator], ...(edit && { edit }) });
  const phase = summary.phases.find(({ name }) => name === 'open steady')!;
  const series = phase.selected[selectionKey(indicator)]!;
  return series.kind === 'requests' ? null : series.seconds[0];
}

const with_ =
  (more: (second: TimelineSecond) => Partial<TimelineSecond>): SummaryOptions['edit'] =>
  ({ timeline, histograms }) => ({ timeline: { ...timeline, ...more(timeline) }, histograms });

const gauge = (
  name: Extract<Indicator, { source: 'gauge' }>['gauge'],
  where?: Record<string, string>,
): Indicator => ({
  ...{ source: 'gauge', gauge: name, statistic: 'maximum' },
  ...(where && { where }),
});

describe('a series that an indicator selects', () => {
  it.each<[string, Indicator, number]>([
    ['all database connections', gauge('database-connections'), 30],
    ['the active ones', gauge('database-connections', { state: 'active' }), 1],
    ['connections of all pools', gauge('pool-connections'), 20],
    ['those in use', gauge('pool-connections', { state: 'inUse' }), 4],
    ['those of one server', gauge('pool-connections', { part: 'server-2' }), 10],
    ['memory of the cache, MB', gauge('cache-memory'), 100],
    ['CPU of the system', gauge('cpu'), 0.2],
    ['CPU of the generator', gauge('cpu', { part: 'k6-1' }), 0.3],
    ['memory of a part, MB', gauge('memory', { part: 'server-1' }), 200],
    ['queries, by the servers', { source: 'statements', statistic: 'rate', per: 'second' }, 122],
    [
      'queries, by the primary',
      { source: 'statements', where: { role: 'primary' }, statistic: 'rate', per: 'second' },
      600,
    ],
    [
      'one statement',
      { source: 'statements', where: { statement: 'progress.aggregate' }, statistic: 'rate', per: 'minute' },
      2,
    ],
  ])('%s', (_, indicator, value) => {
    expect(firstOf(indicator)).toMatchObject({
      value: expect.closeTo(value, 9),
      attempted: 1200,
      correct: 1200,
    });
  });

  it('has the peaks of all servers, added up, and is empty unless all report theirs', () => {
    const peak = gauge('pool-connections', { state: 'peakInUse' });
    expect(firstOf(peak)).toBeUndefined();
    const told = with_(({ servers }) => ({
      servers: servers.map((server, index) => ({ ...server, poolPeakInUse: 20 + 10 * index })),
    }));
    expect(firstOf(peak, told)).toMatchObject({ value: 50 });
    const ofOne = gauge('pool-connections', { state: 'peakInUse', part: 'server-2' });
    expect(firstOf(ofOne, told)).toMatchObject({ value: 30 });
    const untold = with_(({ servers: [first, ...others] }) => ({
      servers: [{ ...first!, poolPeakInUse: 20 }, ...others],
    }));
    expect(firstOf(peak, untold)).toBeUndefined();
  });

  it('has the lag of the replica that lags most, and queries on replicas, if servers report them', () => {
    const lag = gauge('replica-lag');
    const onReplicas: Indicator = {
      ...{ source: 'statements', where: { role: 'replica' }, statistic: 'rate', per: 'second' },
    };
    expect(firstOf(lag)).toBeUndefined();
    expect(firstOf(onReplicas)).toBeUndefined();
    const told = with_(({ servers }) => ({
      servers: servers.map((server, index) => ({
        ...server,
        replicaLagMs: 10 * index,
        queriesByRole: { primary: 3, replica: 40 },
      })),
    }));
    expect(firstOf(lag, told)).toMatchObject({ value: 10 });
    expect(firstOf(onReplicas, told)).toMatchObject({ value: 80 });
  });

  it('is of one cache family, including that of sessions if it is selected', () => {
    const of = (family: string): Indicator => ({
      source: 'cache-lookups',
      where: { family },
      statistic: 'share',
    });
    expect(firstOf(of('student_sync'))).toEqual({ successes: 900, trials: 1000 });
    expect(firstOf(of('user_session'))).toEqual({ successes: 1200, trials: 1200 });
    expect(firstOf(of('none'))).toEqual({ successes: 0, trials: 0 });
  });

  it('is of the requests that one server answered, and empty if that server never reported', () => {
    const of = (part: string): Indicator => ({
      source: 'served-requests',
      where: { part },
      statistic: 'share',
    });
    const uneven = with_(({ servers }) => ({
      servers: servers.map((server, index) => ({ ...server, requests: index === 0 ? 300 : 500 })),
    }));
    expect(firstOf(of('server-1'), uneven)).toEqual({ successes: 300, trials: 800 });
    expect(firstOf(of('server-2'), uneven)).toEqual({ successes: 500, trials: 800 });
    expect(firstOf(of('server-9'), uneven)).toBeUndefined();
  });

  it('is kept for judged phases only, and once for indicators that read the same', () => {
    const [p95, p99] = [0.95, 0.99].map(
      (q): Indicator => ({ source: 'requests', where: { route: 'sync.read' }, statistic: 'quantile', q }),
    );
    const { phases } = summaryOf(madeUpRun(), {}, { measures: [p95!, p99!] });
    expect(phases.map(({ selected }) => Object.keys(selected).length)).toEqual([0, 1, 0, 1, 1]);
  });
});
