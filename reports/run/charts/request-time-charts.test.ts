import { describe, expect, it } from 'vitest';
import { distributionCharts } from '../../shared/charts/distribution.ts';
import { renderSpec } from '../../shared/charts/render.ts';
import { SERIES_COLORS, type SeriesColor } from '../../shared/charts/theme.ts';
import { PART_COLORS, timePartsChart } from '../../shared/charts/time-parts.ts';
import { piecesBetween } from '../../shared/charts/time-series.ts';
import { timelineOf } from '../../shared/charts/timeline.ts';
import { STEADY_START_UNKNOWN } from '../../testdata/checks.ts';
import { fixture } from '../../testdata/fixtures.ts';
import type { ReportData } from '../report-data.ts';
import { responseTimeChart } from './response-time.ts';

const SIZE = { width: 536, height: 245 };
const overTime = (data: ReportData) => responseTimeChart(data, timelineOf(data.run, data.summary));

type Drawn = { data: { values: Record<string, unknown>[] }; mark: Record<string, unknown> };
const layersOf = (chart: ReturnType<typeof overTime>) =>
  (chart.spec!(SIZE) as unknown as { layer: Drawn[] }).layer;
const drawnIn = (chart: ReturnType<typeof overTime>, color: SeriesColor, type = 'line') =>
  layersOf(chart).find(
    ({ mark }) => mark.type === type && [mark.stroke, mark.fill].includes(SERIES_COLORS[color]),
  )!.data.values;

describe('the chart of response times', () => {
  it('draws the service time, the response time, and the area between them', () => {
    const chart = overTime(fixture('distrusted'));
    const [response, service] = (['blue', 'green'] as const).map((color) => drawnIn(chart, color));
    expect(response!.length).toBe(service!.length);
    for (const [i, { v }] of response!.entries()) {
      if (v !== null) expect(v).toBeGreaterThanOrEqual(service![i]!.v as number);
    }
    const both = response!.filter(({ v }, i) => v !== null && service![i]!.v !== null);
    expect(drawnIn(chart, 'amber', 'area')).toHaveLength(both.length);
  });

  it('shows no response time if the intended start is unknown, and says why', () => {
    const { run, ...data } = fixture('distrusted');
    const chart = overTime({ run, ...data });
    const { startSec, endSec } = timelineOf(run, data.summary).phases[1]!;
    const within = (values: Record<string, unknown>[]) =>
      values.filter(({ t, v }) => v !== null && (t as number) > startSec && (t as number) < endSec);
    expect(within(drawnIn(chart, 'blue'))).toEqual([]);
    expect(within(drawnIn(chart, 'amber', 'area'))).toEqual([]);
    expect(within(drawnIn(chart, 'green')).length).toBeGreaterThan(50);
    expect(chart.finding).toContain('steady not derivable and ');
    expect(chart.finding).toContain(STEADY_START_UNKNOWN);
  });
});

describe('piecesBetween', () => {
  it('breaks where either series was not measured, and stays on its axis', () => {
    const lower = [1, 2, null, 4, 0.1].map((v, t) => ({ t, v }));
    const upper = [3, null, 3, 5, 0.2].map((v, t) => ({ t, v }));
    expect(piecesBetween(lower, upper, 1)).toEqual([
      [{ t: 0, low: 1, high: 3 }],
      [
        { t: 3, low: 4, high: 5 },
        { t: 4, low: 1, high: 1 },
      ],
    ]);
  });
});

describe('the charts of distributions', () => {
  it('draw both times on top of each other, in bars of the same width', () => {
    const [chart] = distributionCharts(fixture('pass'));
    const bars = layersOf(chart!).find(({ mark }) => mark.type === 'rect')!.data.values;
    const outline = drawnIn(chart!, 'green');
    const [{ low, high }] = bars as [{ low: number; high: number }];
    expect(outline.length).toBeGreaterThan(40);
    for (const [i, { x }] of outline.slice(1).entries()) {
      const bars = Math.log((x as number) / (outline[i]!.x as number)) / Math.log(high / low);
      expect(bars).toBeCloseTo(Math.round(bars), 6);
    }
    expect(outline[0]).toMatchObject({ share: 0 });
    expect(outline.at(-1)).toMatchObject({ share: 0 });
  });

  it('draw the service time alone if the response time is not derivable, and say why', () => {
    const [steady, users] = distributionCharts(fixture('distrusted'));
    expect(layersOf(steady!).find(({ mark }) => mark.type === 'rect')!.data.values).toEqual([]);
    expect(drawnIn(steady!, 'green').length).toBeGreaterThan(20);
    expect(steady!.finding).toContain(STEADY_START_UNKNOWN);
    expect(users!.finding).toMatch(/^[\d,]+ responses: p50 .* service time p95 [\d.]+ ms; promised/);
  });
});

describe('the chart of time parts', () => {
  const chart = timePartsChart(fixture('fail'));
  const [bars, names, figures] = layersOf(chart).map(({ data }) => data.values);

  it('has a bar without gaps for each route, as long as its share of the time', () => {
    const rows = Map.groupBy(bars!, ({ top }) => top);
    expect(rows.size).toBe(10);
    for (const [i, segments] of [...rows.values()].entries()) {
      expect(segments[0]!.from).toBe(0);
      for (const [j, { to }] of segments.slice(0, -1).entries()) expect(segments[j + 1]!.from).toBe(to);
      const share = Number(/([\d.]+)%$/.exec(String(figures![i]!.text))![1]) / 100;
      expect(segments.at(-1)!.to).toBeCloseTo(share, 2);
    }
  });

  it('has a colour and a name in the legend for each part', () => {
    expect(chart.legend).toHaveLength(7);
    expect(new Set(Object.values(PART_COLORS)).size).toBe(7);
    expect(new Set(bars!.map(({ color }) => color)).size).toBe(7);
  });

  it('truncates a name that does not fit next to its figures', () => {
    const data = fixture('fail');
    const routeTimes = data.summary.routeTimes.map((time) => ({ ...time, route: 'long-name-'.repeat(20) }));
    const long = timePartsChart({ ...data, summary: { ...data.summary, routeTimes } });
    const [, cut] = layersOf(long).map(({ data: { values } }) => values);
    expect(String(cut![0]!.text)).toMatch(/^(long-name-)+.*…$/);
    expect(String(cut![0]!.text).length).toBeLessThan(70);
    expect(String(names![0]!.text)).toBe('sync.read');
  });

  it('is drawn with unchanged texts', async () => {
    const { markup } = await renderSpec(chart.spec!(SIZE));
    expect(markup).toContain('>sync.read</text>');
    expect(markup).toMatch(/>[\d.]+ ms · 23%<\/text>/);
    expect(markup).toContain('>20%</text>');
  });
});
