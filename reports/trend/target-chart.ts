import type { TopLevelSpec } from 'vega-lite';
import type { TrendPoint, TrendSystem, TrendTarget } from '../../harness/model/trend.ts';
import type { Status } from '../../harness/model/verdict.ts';
import type { Chart, ChartSize, LegendEntry, SeriesSymbol } from '../shared/charts/chart.ts';
import { type Axis, linearAxis, logAxis, spanAxis } from '../shared/charts/scales.ts';
import {
  CHART_CONFIG,
  INK,
  INK_SOFT,
  SERIES_COLORS,
  type SeriesColor,
  SURFACE,
} from '../shared/charts/theme.ts';
import type { Layer } from '../shared/charts/time-series.ts';
import { runLabels } from './run-labels.ts';

const PADDING = { left: 62, right: 22, top: 12, bottom: 30 };
const LEAST_LABEL_GAP_PX = 80;
const POINT_AREA = 70;

type Look = { label: string; color: SeriesColor; symbol: SeriesSymbol };

const HELD: Look = { label: 'pass', color: 'blue', symbol: 'circle' };
const BROKEN: Look = { label: 'fail', color: 'vermilion', symbol: 'cross' };
const OPEN: Look = { label: 'inconclusive or invalid', color: 'grey', symbol: 'diamond' };

const LOOKS: Record<Status, Look> = { pass: HELD, fail: BROKEN, inconclusive: OPEN, invalid: OPEN };

/** A target over the runs of its system: its figure in each with its interval, its bound, and where runs cannot be compared. */
export function targetChart(system: TrendSystem, target: TrendTarget, id: string): Chart {
  const { statement, change, points } = target;
  const looks = [HELD, BROKEN, OPEN].filter((look) => points.some(({ status }) => LOOKS[status] === look));
  return {
    id,
    title: statement,
    finding: change.sentence,
    legend: looks.map(({ label, color, symbol }): LegendEntry => ({ label, color, shape: 'line', symbol })),
    spec: (size) => specOf(system, target, size),
  };
}

type Drawn = TrendPoint & { x: number };

function specOf({ runs }: TrendSystem, { points, unit }: TrendTarget, size: ChartSize): TopLevelSpec {
  const drawn = points.map((point): Drawn => ({ ...point, x: runs.findIndex(({ id }) => id === point.run) }));
  const axis = valueAxis(drawn, unit);
  const width = size.width - PADDING.left - PADDING.right;
  const x = runEncoding(
    runs.map(({ startedAt }) => startedAt),
    width,
  );
  const y = {
    type: 'quantitative' as const,
    scale: { type: axis.type, domain: axis.domain, nice: false },
    axis: { values: axis.ticks, labelExpr: unit === 'ratio' ? PERCENT : NUMBER },
  };
  const layer = (values: readonly object[], mark: object, encoding: object) =>
    ({ data: { values }, mark, encoding }) as Layer;
  const breaks = runs.flatMap((run, index) => (run.break === null ? [] : [{ x: index - 0.5 }]));
  const bounds = boundLines(drawn);
  const [lowest, highest] = axis.domain;
  const intervals = drawn.flatMap(({ x: at, interval }) =>
    interval === null ? [] : [{ x: at, low: interval.low ?? lowest, high: interval.high ?? highest }],
  );
  return {
    width,
    height: size.height - PADDING.top - PADDING.bottom,
    autosize: 'none',
    padding: PADDING,
    config: CHART_CONFIG,
    layer: [
      layer(
        breaks,
        { type: 'rule', stroke: INK_SOFT, strokeWidth: 1.5, strokeDash: [2, 3] },
        { x: { ...x, field: 'x' } },
      ),
      layer(
        bounds,
        { type: 'rule', stroke: INK, strokeWidth: 1.5 },
        { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'bound' } },
      ),
      layer(
        intervals,
        { type: 'rule', stroke: INK_SOFT, strokeWidth: 5, strokeOpacity: 0.4 },
        { x: { ...x, field: 'x' }, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      ),
      ...[HELD, BROKEN, OPEN].map((look) =>
        layer(
          drawn.filter(({ status, actual }) => actual !== null && LOOKS[status] === look),
          pointLooking(look),
          { x: { ...x, field: 'x' }, y: { ...y, field: 'actual' } },
        ),
      ),
    ],
  };
}

/** The bound over neighbouring runs that have the same one. */
function boundLines(drawn: readonly Drawn[]): { from: number; to: number; bound: number }[] {
  const lines: { from: number; to: number; bound: number }[] = [];
  for (const { x, bound } of drawn) {
    const last = lines.at(-1);
    if (last?.to === x - 0.5 && last.bound === bound) last.to = x + 0.5;
    else lines.push({ from: x - 0.5, to: x + 0.5, bound });
  }
  return lines;
}

const NUMBER = "format(datum.value, ',~r')";
const PERCENT = "format(100 * datum.value, ',~r') + '%'";

function pointLooking({ color, symbol }: Look): object {
  return {
    type: 'point',
    filled: true,
    shape: symbol,
    size: POINT_AREA,
    opacity: 1,
    color: SERIES_COLORS[color],
    stroke: SURFACE,
    strokeWidth: 1,
  };
}

/** Values that span more than this factor need a logarithmic axis. */
const MOST_LINEAR = 20;
/** So that an axis has a length where every response was correct. */
const LEAST_FAILED_SHARE = 1e-6;

/** Around the values and the bound, because a trend is about differences. */
function valueAxis(drawn: readonly Drawn[], unit: string): Axis {
  const values = drawn
    .flatMap(({ actual, interval, bound }) => [actual, interval?.low, interval?.high, bound])
    .filter((value) => value !== null && value !== undefined);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (unit === 'ratio' && least > 0.5) return downFromOne(values);
  return least > 0 && most / least > MOST_LINEAR ? logAxis(values) : spanAxis(values);
}

/** For shares that should be near 1: the axis of what is missing to 1, turned around. */
function downFromOne(shares: readonly number[]): Axis {
  const missing = linearAxis(
    shares.map((share) => 1 - share),
    LEAST_FAILED_SHARE,
  );
  return {
    type: 'linear',
    domain: [1 - missing.domain[1], 1],
    ticks: missing.ticks.map((tick) => 1 - tick).reverse(),
  };
}

/** Runs in their order and at equal distances, with the day or the time of as many as there is room for. */
function runEncoding(startedAt: readonly string[], widthPx: number) {
  const every = Math.max(1, Math.ceil((LEAST_LABEL_GAP_PX * startedAt.length) / widthPx));
  return {
    type: 'quantitative' as const,
    scale: { domain: [-0.5, startedAt.length - 0.5], nice: false, zero: false },
    axis: {
      values: startedAt.flatMap((_, index) => (index % every === 0 ? [index] : [])),
      grid: false,
      labelPadding: 11,
      labelExpr: `${JSON.stringify(runLabels(startedAt))}[datum.value]`,
    },
  };
}
