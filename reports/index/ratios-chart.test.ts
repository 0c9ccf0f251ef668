import { describe, expect, it, vi } from 'vitest';
import type { ExperimentIndex } from '../../harness/model/report-index.ts';
import type { Chart } from '../shared/charts/chart.ts';
import { renderSpec } from '../shared/charts/render.ts';
import { madeUpIndex } from '../testdata/indexes.ts';
import { ratiosChart } from './ratios-chart.ts';

const SIZE = { width: 340, height: 225 };
type Layer = {
  data: { values: Record<string, number>[] };
  mark: { type: string; stroke?: string; strokeWidth?: number };
};
const layersOf = (chart: Chart) => (chart.spec!(SIZE) as unknown as { layer: Layer[] }).layer;
const values = (chart: Chart, is: (mark: Layer['mark']) => boolean) =>
  layersOf(chart).find(({ mark }) => is(mark))!.data.values;
const dots = (chart: Chart) => values(chart, ({ type }) => type === 'point');
const bars = (chart: Chart) => values(chart, ({ strokeWidth }) => strokeWidth === 8);
const bounds = (chart: Chart) => values(chart, ({ strokeWidth }) => strokeWidth === 2);

const growth = () => madeUpIndex('growth') as ExperimentIndex;

/** The same with another difference in its first experiment. */
function withFirst(change: object): ExperimentIndex {
  const index = growth();
  const [first] = index.entries;
  Object.assign(first!.comparison!.differences[0]!, change);
  return index;
}

describe('the chart of ratios', () => {
  it('has a dot on its interval for each, in the order of the experiments', () => {
    const chart = ratiosChart(growth());
    expect(dots(chart).map(({ estimate }) => estimate)).toEqual([0.62, 0.21, 0.034]);
    const heights = dots(chart).map(({ y }) => y!);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    for (const { low, estimate, high } of bars(chart)) {
      expect(low!).toBeLessThan(estimate!);
      expect(high!).toBeGreaterThan(estimate!);
    }
  });

  it('says what all have in common, and every figure in words', () => {
    const { title, finding } = ratiosChart(growth());
    expect(title).toBe('Mean query time; indexes: as documented, against indexes: left out');
    expect(finding).toContain('indexes-small ×0.62, indexes-medium ×0.21, indexes-large ×0.034');
    expect(ratiosChart(madeUpIndex('experiments') as ExperimentIndex).title).toBe(
      'The factor of each experiment',
    );
  });

  it('draws the bound of a claim in the row of its experiment only', () => {
    const chart = ratiosChart(growth());
    expect(bounds(chart).map(({ name, claimed }) => [name, claimed])).toEqual([['indexes-large', 0.1]]);
    expect(chart.finding).toContain('Line: the claimed bound.');
    const unclaimed = growth();
    unclaimed.entries.pop();
    expect(ratiosChart(unclaimed).finding).not.toContain('claimed');
  });

  it('draws an interval without an end to the end of the axis', () => {
    const [first] = bars(
      ratiosChart(withFirst({ ratio: { low: null, high: 0.7, confidence: 0.95, method: '' } })),
    );
    expect(first!.low).toBeLessThanOrEqual(0.034);
    expect(first!.high).toBe(0.7);
  });

  it('leaves out what has no ratio, and draws nothing if nothing has', () => {
    const withoutRatio = { ratio: null, ratioEstimate: null, differenceEstimate: 0.2 };
    expect(dots(ratiosChart(withFirst(withoutRatio)))).toHaveLength(2);
    const index = growth();
    for (const { comparison } of index.entries) Object.assign(comparison!.differences[0]!, withoutRatio);
    expect(ratiosChart(index).spec).toBeNull();
  });

  it('is drawn without warnings', async () => {
    const warn = vi.spyOn(console, 'warn');
    const { markup } = await renderSpec(ratiosChart(growth()).spec!(SIZE));
    expect(markup).toContain('indexes-large');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
