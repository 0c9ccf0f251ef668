import { describe, expect, it } from 'vitest';
import type { Chart } from '../../shared/charts/chart.ts';
import { timelineOf } from '../../shared/charts/timeline.ts';
import { fixture } from '../../testdata/fixtures.ts';
import { nothingMeasured } from '../../testdata/nothing.ts';
import type { ReportData } from '../report-data.ts';
import { chartsOf } from './index.ts';

function charts(data: ReportData): Chart[] {
  const { main, more, distributions, timeParts } = chartsOf(data, timelineOf(data.run, data.summary));
  return [...main, ...more, ...distributions, ...timeParts];
}

const byId = (data: ReportData, id: string) => charts(data).find((chart) => chart.id === id)!;

describe('chartsOf', () => {
  it('draws everything that was measured', () => {
    const drawn = charts(fixture('pass')).filter((chart) => chart.spec !== null);
    expect(drawn.map((chart) => chart.id)).toEqual([
      'traffic',
      'failures',
      'response-time',
      'users',
      'hit-ratio',
      'query-time',
      'pool-wait',
      'pool-use',
      'cpu',
      'distribution-1',
      'distribution-2',
      'distribution-3',
      'time-parts',
    ]);
  });

  it('says "Not measured." if nothing was', () => {
    for (const chart of charts(nothingMeasured())) {
      expect(chart).toMatchObject({ spec: null, finding: 'Not measured.', legend: [] });
    }
    expect(
      charts(fixture('invalid'))
        .filter((chart) => chart.spec === null)
        .map((chart) => chart.id),
    ).toEqual([
      'users',
      'hit-ratio',
      'query-time',
      'pool-wait',
      'pool-use',
      'cpu',
      'distribution-1',
      'time-parts',
    ]);
  });

  it('draws every promise that concerns a chart, labelled by what it covers, and no other', () => {
    const data = fixture('pass');
    const [p95, rate] = data.verdict.targets;
    const dashboard = {
      ...p95!,
      indicator: { source: 'pages', where: { page: 'dashboard' }, statistic: 'quantile', q: 0.95 } as const,
      bound: 900,
    };
    const perMinute = {
      ...rate!,
      indicator: { source: 'requests', statistic: 'rate', per: 'minute' } as const,
    };
    const p99 = {
      ...p95!,
      ...{ indicator: { source: 'requests', statistic: 'quantile', q: 0.99 } as const, bound: 450 },
    };
    const targets = [p95!, p99, dashboard, { ...perMinute, bound: 60_000, unit: 'requests/min' }];
    const drawn = { ...data, verdict: { ...data.verdict, targets } };
    const specOf = (id: string) => JSON.stringify(byId(drawn, id).spec!({ width: 900, height: 300 }));
    for (const label of [
      'under 200 ms, p95 response time',
      'under 450 ms, p99',
      'under 900 ms, p95 page time (dashboard)',
    ])
      expect(specOf('response-time')).toContain(`promise: ${label}`);
    expect(specOf('traffic')).toContain('promise: at least 60,000 requests/min');
    expect(specOf('traffic')).toMatch(/:1000[,}]/);
    expect(specOf('distribution-1')).toContain('promised p99');
    expect(byId(drawn, 'distribution-1').finding).toContain(
      'promised: p95 under 200 ms; promised: p99 under 450 ms',
    );
    expect(specOf('distribution-1')).not.toContain('dashboard');
    expect(specOf('query-time')).not.toContain('promise');
  });

  it('draws the promised bound and widens the axis to it', () => {
    const spec = JSON.stringify(byId(fixture('pass'), 'response-time').spec!({ width: 400, height: 200 }));
    expect(spec).toContain('promise: under 200 ms');
    expect(spec).toContain('"type":"log","domain":[1,500]');
  });

  it('leaves out the chart of failures if there were none', () => {
    const data = fixture('pass');
    const seconds = data.summary.seconds.map((second) => ({
      ...second,
      outcomes: second.outcomes && { ...second.outcomes, failed: 0 },
    }));
    expect(byId({ ...data, summary: { ...data.summary, seconds } }, 'failures')).toBeUndefined();
  });

  it('counts users of closed loads only, not the workers of an open load', () => {
    expect(byId(fixture('pass'), 'users').finding).toContain('At most 30,000 users');
    const data = fixture('pass');
    const profile = { loads: data.run.profile.loads.filter(({ load }) => load.model === 'open') };
    expect(byId({ ...data, run: { ...data.run, profile } }, 'users').spec).toBeNull();
  });

  it('draws the limit of the pools only if it fits next to the use', () => {
    const data = fixture('pass');
    expect(byId(data, 'pool-use').finding).toContain(
      'the limit is 300 (3 servers with 100 each), far above this chart',
    );
    const topology = { ...data.run.topology!, poolMax: 4 };
    const small = byId({ ...data, run: { ...data.run, topology } }, 'pool-use');
    expect(JSON.stringify(small.spec!({ width: 400, height: 200 }))).toContain('limit: 12');
  });

  it('counts the most connections at once, or in an older run those in use when they were read', () => {
    const data = fixture('pass');
    const finding = (peak: number | null) => {
      const seconds = data.summary.seconds.map((second) => ({
        ...second,
        poolInUse: 3,
        poolPeakInUse: peak,
      }));
      return byId({ ...data, summary: { ...data.summary, seconds } }, 'pool-use').finding;
    };
    expect(finding(57)).toContain('At most 57 connections were in use');
    expect(finding(null)).toContain('At most 3 connections were in use');
  });

  it('keeps the letters of events apart if the events are close', () => {
    const data = fixture('pass');
    const [killed] = data.run.events;
    const events = [0, 1000, 2000].map((laterMs) => ({ ...killed!, atMs: killed!.atMs + laterMs }));
    const spec = JSON.stringify(
      byId({ ...data, run: { ...data.run, events } }, 'users').spec!({ width: 340, height: 200 }),
    );
    const places = [...spec.matchAll(/"type":"circle"[^}]*"x":([\d.]+)/g)].map(([, x]) => Number(x));
    expect(places).toHaveLength(3);
    expect(places[1]! - places[0]!).toBeGreaterThanOrEqual(18);
    expect(places[2]! - places[1]!).toBeGreaterThanOrEqual(18);
    expect(places[2]!).toBeLessThanOrEqual(340);
  });

  it('joins the processes of a kind and puts those without a colour under "others"', () => {
    const labels = byId(fixture('pass'), 'cpu').legend.map(({ label }) => label);
    expect(labels).toEqual(['server (3)', 'k6 (3)', 'postgres', 'nginx', 'redis', 'harness']);
    const data = fixture('pass');
    const seconds = data.summary.seconds.map((second) => ({
      ...second,
      cpuCoresByProcess: { ...second.cpuCoresByProcess, guardian: 0.001, pgbouncer: 0.002 },
    }));
    const more = byId({ ...data, summary: { ...data.summary, seconds } }, 'cpu').legend.map(
      ({ label }) => label,
    );
    expect(more.at(-1)).toBe('others');
    expect(more).toHaveLength(7);
  });
});
