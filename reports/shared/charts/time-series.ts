import type { TopLevelSpec } from 'vega-lite';
import type { ChartSize } from './chart.ts';
import { type Level, levelLabels, levelLines } from './levels.ts';
import { headHeight, phaseLayers } from './phases.ts';
import { type Axis, timeTicks } from './scales.ts';
import { seriesLayer } from './series-layer.ts';
import { CHART_CONFIG, SERIES_COLORS, type SeriesColor } from './theme.ts';
import type { Point, Timeline } from './timeline.ts';

export type LayeredSpec = Extract<TopLevelSpec, { layer: unknown }>;
export type Layer = LayeredSpec['layer'][number];

export type Line = {
  points: Point[];
  /** its key in the legend, if it has one */
  series?: string;
  /** not seen until a reader switches it on */
  off?: boolean;
  color: SeriesColor;
  dash?: readonly number[];
  width?: number;
  opacity?: number;
  cap?: 'butt' | 'round';
  /** a value holds until the next one, as with counts and bucket bounds */
  stepped?: boolean;
};

/** From `low` to `high`. Pieces are contiguous; between two of them there was no measurement. */
export type Area = { color: SeriesColor; opacity: number; pieces: AreaPiece[]; series?: string };
export type AreaPiece = { t: number; low: number; high: number }[];

/** The area under a series, interrupted where the series is. */
export function piecesFromZero(points: readonly Point[]): AreaPiece[] {
  return stackPieces(
    points,
    points.map(() => 0),
  );
}

/** The area of a series on top of `heights`, which grow by it, so that the next series is stacked on this one. */
export function stackPieces(points: readonly Point[], heights: number[]): AreaPiece[] {
  const pieces: AreaPiece[] = [];
  for (const [i, { t, v }] of points.entries()) {
    if (v === null) continue;
    const low = heights[i]!;
    heights[i] = low + v;
    const continues = i > 0 && points[i - 1]!.v !== null;
    if (!continues) pieces.push([]);
    pieces.at(-1)!.push({ t, low, high: low + v });
  }
  return pieces;
}

/** The area between two series where both were measured, cut off at the low end of a logarithmic axis. */
export function piecesBetween(lower: readonly Point[], upper: readonly Point[], lowest: number): AreaPiece[] {
  const pieces: AreaPiece[] = [];
  let isOpen = false;
  for (const [i, { t, v: from }] of lower.entries()) {
    const to = upper[i]?.v ?? null;
    const isMeasured = from !== null && to !== null;
    if (isMeasured) {
      if (!isOpen) pieces.push([]);
      const low = Math.max(from, lowest);
      pieces.at(-1)!.push({ t, low, high: Math.max(to, low) });
    }
    isOpen = isMeasured;
  }
  return pieces;
}

export type TimeSeries = {
  axis: Axis;
  /** d3-format of the values' axis */
  valueFormat: string;
  lines?: Line[];
  areas?: Area[];
  levels?: Level[];
};

/** in square pixels, as in Vega */
const LONE_DOT_AREA = 22;

const PADDING = { left: 52, right: 22, bottom: 30 };

/** Series over the time of the run, with its phases behind them and its events marked. */
export function timeSeriesSpec(timeline: Timeline, chart: TimeSeries, size: ChartSize): TopLevelSpec {
  const padding = { ...PADDING, top: headHeight(timeline) + 6 };
  const plot = {
    width: size.width - padding.left - padding.right,
    height: size.height - padding.top - padding.bottom,
  };
  const x = timeEncoding(timeline, plot.width);
  const y = valueEncoding(chart);
  return {
    width: plot.width,
    height: plot.height,
    autosize: 'none',
    padding,
    config: CHART_CONFIG,
    layer: [
      ...phaseLayers(timeline, x, plot),
      ...(chart.areas ?? []).map((area, i) => areaLayer(area, x, y, i)),
      ...levelLines(chart.levels ?? [], x, y),
      ...(chart.lines ?? []).flatMap((line, i) => lineLayers(line, x, y, chart.axis, i)),
      ...levelLabels(chart, timeline.durationSec, plot),
    ],
  };
}

export type TimeEncoding = ReturnType<typeof timeEncoding>;
export type ValueEncoding = ReturnType<typeof valueEncoding>;

function timeEncoding(timeline: Timeline, widthPx: number) {
  const secondsPerPx = timeline.durationSec / widthPx;
  return {
    type: 'quantitative' as const,
    scale: { domain: [0, timeline.durationSec], nice: false, zero: false },
    axis: {
      values: timeTicks(timeline.durationSec, 64 * secondsPerPx),
      grid: false,
      labelPadding: 11,
      labelExpr: timeline.durationSec >= 7200 ? HOURS_AND_MINUTES : MINUTES_AND_SECONDS,
    },
  };
}

const MINUTES_AND_SECONDS = "floor(datum.value / 60) + ':' + format(datum.value % 60, '02d')";
const HOURS_AND_MINUTES = "floor(datum.value / 3600) + ' h ' + format(floor(datum.value / 60) % 60, '02d')";

function valueEncoding(chart: TimeSeries) {
  return {
    type: 'quantitative' as const,
    scale: { type: chart.axis.type, domain: chart.axis.domain, nice: false },
    // Not `format`, which Vega rounds to what its own ticks would need: 1,250 would become "1,300".
    axis: { values: chart.axis.ticks, labelExpr: `format(datum.value, '${chart.valueFormat}')` },
  };
}

/** The line, and a dot for every point between two gaps, because a line through one point is invisible. */
function lineLayers(line: Line, x: TimeEncoding, y: ValueEncoding, axis: Axis, index: number): Layer[] {
  const values = line.points.map(({ t, v }) => ({ t, v: v === null ? null : Math.max(v, axis.domain[0]) }));
  const lone = values.filter(
    ({ v }, i) => v !== null && (values[i - 1]?.v ?? null) === null && (values[i + 1]?.v ?? null) === null,
  );
  const encoding = { x: { ...x, field: 't' }, y: { ...y, field: 'v' } };
  const color = SERIES_COLORS[line.color];
  const named = (part: string) =>
    line.series === undefined ? {} : { name: seriesLayer(line.series, `${part}${index}`, line.off) };
  const path: Layer = {
    ...named('line'),
    data: { values },
    mark: {
      type: 'line',
      stroke: color,
      strokeWidth: line.width ?? 1.75,
      strokeOpacity: line.opacity ?? 1,
      strokeCap: line.cap ?? 'round',
      ...(line.dash ? { strokeDash: [...line.dash] } : {}),
      ...(line.stepped ? { interpolate: 'step' as const } : {}),
    },
    encoding,
  };
  const dots: Layer = {
    ...named('dots'),
    data: { values: lone },
    mark: { type: 'circle', fill: color, size: LONE_DOT_AREA, opacity: line.opacity ?? 1 },
    encoding,
  };
  return lone.length > 0 ? [path, dots] : [path];
}

function areaLayer(area: Area, x: TimeEncoding, y: ValueEncoding, index: number): Layer {
  const values = area.pieces.flatMap((piece, i) => piece.map((point) => ({ ...point, piece: i })));
  return {
    ...(area.series !== undefined && { name: seriesLayer(area.series, `area${index}`) }),
    data: { values },
    mark: { type: 'area', fill: SERIES_COLORS[area.color], fillOpacity: area.opacity },
    encoding: {
      x: { ...x, field: 't' },
      y: { ...y, field: 'low' },
      y2: { field: 'high' },
      detail: { field: 'piece', type: 'nominal' },
    },
  };
}
