import { describe, expect, it, vi } from 'vitest';
import type { Chart } from '../../shared/charts/chart.ts';
import { renderSpec } from '../../shared/charts/render.ts';
import { MAX_POINTS } from '../../shared/charts/timeline.ts';
import { madeUpComparison } from '../../testdata/comparisons.ts';
import type { ComparisonData } from '../comparison-data.ts';
import { cpuChart, partTable, timePartsChart } from './by-part.ts';
import { overTimeCharts } from './over-time.ts';
import { inTwoLines, repetitionsChart } from './repetitions.ts';
import { responseTimeCharts } from './response-times.ts';

const SIZE = { width: 340, height: 225 };
type Layer = { data: { values: Record<string, number>[] }; mark: Record<string, unknown> };
const layersOf = (chart: Chart) => (chart.spec!(SIZE) as unknown as { layer: Layer[] }).layer;
const repetitions = (data: ComparisonData, measure = 0) =>
  repetitionsChart(data, data.comparison.measures[measure]!, measure);
const points = (chart: Chart) => layersOf(chart).filter(({ mark }) => mark.type === 'point');

describe('the chart of repetitions', () => {
  it('has a dot for each that is used, in the symbol of its arm, and a cross for each that is excluded', () => {
    const [none, redis, tiers, crosses] = points(repetitions(madeUpComparison('supported')));
    expect([none, redis, tiers, crosses].map((layer) => layer!.data.values.length)).toEqual([8, 7, 8, 1]);
    expect([none, redis, tiers].map((layer) => layer!.mark.shape)).toEqual([
      'circle',
      'square',
      'triangle-up',
    ]);
  });

  it('draws nothing of an arm that cannot be compared', () => {
    const data = madeUpComparison('unusable');
    const invalid = data.comparison.arms.find(({ isValid }) => !isValid)!;
    const values = new Set(invalid.repetitions.map((repetition) => repetition.values.responseTimeP50Ms));
    const drawn = layersOf(repetitions(data)).flatMap((layer) => layer.data.values.map(({ value }) => value));
    expect(drawn.length).toBeGreaterThan(8);
    expect(drawn.filter((value) => values.has(value!))).toEqual([]);
  });

  it('goes down a row block by block', () => {
    const [dots] = points(repetitions(madeUpComparison('supported')));
    const byBlock = dots!.data.values.toSorted((a, b) => a.block! - b.block!);
    for (const [i, { y }] of byBlock.entries()) if (i > 0) expect(y!).toBeGreaterThan(byBlock[i - 1]!.y!);
  });

  it('is drawn without warnings on a logarithmic axis if values are far apart', async () => {
    const data = madeUpComparison('supported');
    const arms = data.comparison.arms.map((arm, i) => ({
      ...arm,
      repetitions: arm.repetitions.map((each) => ({
        ...each,
        values: Object.fromEntries(Object.keys(each.values).map((name) => [name, 100 ** (i + 1)])),
      })),
    }));
    const chart = repetitions({ ...data, comparison: { ...data.comparison, arms } });
    const complaint = vi.spyOn(console, 'warn').mockReturnValue();
    await renderSpec(chart.spec!(SIZE));
    expect(complaint.mock.calls).toEqual([]);
    complaint.mockRestore();
  });

  it('joins the repetitions of a block, unless there are too many', () => {
    const data = madeUpComparison('supported');
    const lines = (of: ComparisonData) =>
      layersOf(repetitions(of)).filter(({ mark }) => mark.type === 'line');
    expect(lines(data)[0]!.data.values).toHaveLength(23);
    const arms = data.comparison.arms.map((arm) => ({
      ...arm,
      repetitions: arm.repetitions.map((each) => ({ ...each, block: each.block + 20 })),
    }));
    expect(lines({ ...data, comparison: { ...data.comparison, arms } })).toEqual([]);
  });
});

describe('the charts of response times', () => {
  it('have a line for each valid arm, and end where almost nothing is left', () => {
    const [frequent, slower] = responseTimeCharts(madeUpComparison('supported'));
    expect(frequent!.legend.map(({ label }) => label)).toEqual([
      'cache: none',
      'cache: Redis',
      'cache: memory and Redis',
    ]);
    for (const { data } of layersOf(frequent!)) {
      const { values } = data;
      expect(values.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 6);
      expect([values[0]!.share, values.at(-1)!.share]).toEqual([0, 0]);
      for (const [i, { ms }] of values.entries())
        if (i > 0) expect(ms!).toBeGreaterThanOrEqual(values[i - 1]!.ms!);
    }
    for (const { data } of layersOf(slower!)) {
      const shares = data.values.map(({ share }) => share!);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      expect(shares[0]).toBe(1);
    }
    expect(responseTimeCharts(madeUpComparison('unusable'))[0]!.legend).toHaveLength(2);
  });
});

describe('the charts over time', () => {
  it('have a bounded number of points however long the steady phase was', () => {
    const data = madeUpComparison('supported');
    const seconds = Array.from({ length: 3600 }, (_, offsetSec) => ({
      ...data.pictures[0]!.seconds[offsetSec % 60]!,
      offsetSec,
    }));
    const pictures = data.pictures.map((picture) => ({ ...picture, seconds }));
    for (const chart of overTimeCharts({ ...data, pictures })) {
      if (chart.spec === null) continue;
      for (const {
        data: { values },
      } of layersOf(chart))
        expect(values.length).toBeLessThanOrEqual(MAX_POINTS);
    }
  });

  it('leave out an arm without such values', () => {
    const hits = overTimeCharts(madeUpComparison('supported')).find(({ id }) => id === 'time-hits')!;
    expect(hits.legend.map(({ label }) => label)).toEqual(['cache: Redis', 'cache: memory and Redis']);
  });

  it('keep a second that was not measured as a gap', () => {
    const data = madeUpComparison('supported');
    const pictures = data.pictures.map((picture) => ({
      ...picture,
      seconds: picture.seconds.map((second) =>
        second.offsetSec === 10 ? { ...second, responseTimeP95Ms: null } : second,
      ),
    }));
    const [line] = layersOf(overTimeCharts({ ...data, pictures })[0]!);
    expect(line!.data.values.map(({ v }) => v).indexOf(null as never)).toBe(10);
  });
});

describe('the charts of parts', () => {
  it('add up to the figure at the end of the bar', () => {
    const data = madeUpComparison('supported');
    for (const [chart, kind] of [
      [cpuChart(data), 'cpu'],
      [timePartsChart(data), 'time'],
    ] as const) {
      const [bars, , figures] = layersOf(chart);
      const { rows } = partTable(data, kind);
      expect(rows).toHaveLength(3);
      const tops = [...new Set(bars!.data.values.map(({ top }) => top))];
      for (const [i, top] of tops.entries()) {
        const end = Math.max(...bars!.data.values.filter((bar) => bar.top === top).map(({ to }) => to!));
        expect(Number.parseFloat(String(figures!.data.values[i]!.text))).toBeCloseTo(end, 1);
        expect(Number(rows[i]!.at(-1))).toBeCloseTo(end, 1);
      }
    }
  });

  it('show an unknown part under its own name', () => {
    const data = madeUpComparison('supported');
    const pictures = data.pictures.map((picture) => ({
      ...picture,
      cpuSecPer1000: { ...picture.cpuSecPer1000, gearman: 1 },
    }));
    expect(cpuChart({ ...data, pictures }).legend.at(-1)).toMatchObject({ label: 'gearman', color: 'grey' });
  });
});

describe('the name of an arm in the gutter', () => {
  it.each([
    ['cache: none', ['cache: none']],
    ['servers: 3, PgBouncer: off', ['servers: 3,', 'PgBouncer: off']],
    ['servers: 3, PgBouncer: off, indexes: left out', ['servers: 3,', 'PgBouncer: of…']],
    ['aLabelWithoutAnySpaceInIt', ['aLabelWithout…']],
  ])('%s has at most two lines', (label, lines) => {
    expect(inTwoLines(label, 14 * 6.6)).toEqual(lines);
  });
});
