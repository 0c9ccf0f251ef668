import type { TopLevelSpec } from 'vega-lite';
import type { Measure } from '../../../harness/model/comparison.ts';
import { type Chart, type ChartSize, notMeasured, type SeriesSymbol } from '../../shared/charts/chart.ts';
import { type Axis, logAxis, spanAxis } from '../../shared/charts/scales.ts';
import { CHART_CONFIG, INK_SOFT, SERIES_COLORS, SURFACE } from '../../shared/charts/theme.ts';
import type { Layer } from '../../shared/charts/time-series.ts';
import { type DrawnArm, drawnArms } from '../arm-looks.ts';
import { type ComparisonData, medianRange } from '../comparison-data.ts';
import { formatFigure, nameWithUnit } from '../words.ts';

/** On the left the names of the arms, on the right their medians: neither is crossed by what is drawn. */
const GUTTERS = { left: 0.34, right: 58 };
const PADDING = { top: 6, bottom: 30 };
const CHARACTER_WIDTH_PX = 6.6;
const LINE_HEIGHT_PX = 13;
const LEAST_BAND_PX = 28;
/** of a block within the band of an arm */
const BLOCK_PX = 4;
const ROW_GAP_PX = 8;
const DOT_AREA = 38;
/** Symbols with corners look smaller than they are. */
const DOT_AREAS: Partial<Record<SeriesSymbol, number>> = {
  'triangle-up': 56,
  'triangle-down': 56,
  diamond: 50,
  cross: 50,
};
/** The axis is logarithmic from this ratio of the largest to the smallest value on. */
const LOG_FROM = 8;
/** With more blocks than this, the lines of pairs would hide the dots. */
const MOST_LINES = 20;

const GOALS: Record<Measure['better'], string> = {
  lower: 'Less is better. ',
  higher: 'More is better. ',
  neither: '',
};

type Dot = { value: number; y: number; block: number; row: number; counts: boolean };

/**
 * Every repetition as a dot, one row per arm. Within a row, blocks run from top to bottom in order, so that drift shows as a slope.
 * A faint line joins the repetitions of one block, which are compared with each other.
 */
export function repetitionsChart({ comparison }: ComparisonData, measure: Measure, index: number): Chart {
  const id = `repetitions-${index + 1}`;
  const title = nameWithUnit(measure);
  const arms = drawnArms(comparison.arms);
  const bandPx = Math.max(LEAST_BAND_PX, blocksOf(arms) * BLOCK_PX);
  const dots = arms.flatMap((drawn, row) => dotsOf(drawn, row, measure, bandPx));
  if (dots.length === 0) return notMeasured(id, title);
  const values = dots.map(({ value }) => value);
  const isWide = Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > LOG_FROM;
  const axis = isWide ? logAxis(values) : spanAxis(values);
  return {
    id,
    title,
    finding: `${GOALS[measure.better]}The number next to each arm is its median.${isWide ? ' The scale is logarithmic.' : ''}`,
    legend: [],
    spec: (size) => specOf(arms, dots, measure, axis, { width: size.width, height: bandPx }),
  };
}

function blocksOf(arms: readonly DrawnArm[]): number {
  return Math.max(0, ...arms.flatMap(({ arm }) => arm.repetitions.map(({ block }) => block + 1)));
}

/** Repetitions of an arm that cannot be compared are not drawn at all. */
function dotsOf({ arm }: DrawnArm, row: number, { name }: Measure, bandPx: number): Dot[] {
  if (!arm.isValid) return [];
  const blocks = Math.max(1, ...arm.repetitions.map(({ block }) => block + 1));
  return arm.repetitions.flatMap(({ block, isValid, values }) => {
    const value = values[name] ?? null;
    const y = topOf(row, bandPx) + ((block + 0.5) / blocks) * bandPx;
    return value === null ? [] : [{ value, y, block, row, counts: isValid }];
  });
}

function topOf(row: number, bandPx: number): number {
  return row * (bandPx + ROW_GAP_PX);
}

function specOf(
  arms: readonly DrawnArm[],
  dots: readonly Dot[],
  measure: Measure,
  axis: Axis,
  band: ChartSize,
): TopLevelSpec {
  const gutterPx = Math.round(GUTTERS.left * band.width);
  const width = band.width - gutterPx - GUTTERS.right;
  const bandPx = band.height;
  const x = {
    field: 'value',
    type: 'quantitative' as const,
    scale: {
      type: axis.type,
      domain: axis.domain,
      nice: false,
      ...(axis.type === 'linear' && { zero: false }),
    },
    axis: { values: axis.ticks, labelExpr: labelExpr(measure), grid: true, labelPadding: 8 },
  };
  const y = { field: 'y', type: 'quantitative' as const, scale: null, axis: null };
  const counting = dots.filter(({ counts }) => counts);
  const medians = arms.flatMap(({ arm, look }, row) => {
    const value = arm.isValid ? (arm.medians[measure.name] ?? null) : null;
    const top = topOf(row, bandPx);
    return value === null
      ? []
      : [{ value, top: top - 2, bottom: top + bandPx + 2, color: SERIES_COLORS[look.color] }];
  });
  return {
    width,
    height: topOf(arms.length, bandPx),
    autosize: 'none',
    padding: { ...PADDING, left: gutterPx, right: GUTTERS.right },
    config: CHART_CONFIG,
    layer: [
      ...(blocksOf(arms) <= MOST_LINES ? [pairLines(counting, x, y)] : []),
      {
        data: { values: medians },
        mark: { type: 'rule', strokeWidth: 3, strokeOpacity: 0.45 },
        encoding: {
          x,
          y: { ...y, field: 'top' },
          y2: { field: 'bottom' },
          stroke: { field: 'color', type: 'nominal', scale: null, legend: null },
        },
      },
      ...arms.flatMap(({ look }, row): Layer[] => {
        const own = counting.filter((dot) => dot.row === row);
        if (own.length === 0) return [];
        const mark = {
          type: 'point' as const,
          shape: look.symbol,
          filled: true,
          size: DOT_AREAS[look.symbol] ?? DOT_AREA,
          opacity: 1,
        };
        return [
          {
            data: { values: own },
            mark: { ...mark, color: SERIES_COLORS[look.color], stroke: SURFACE, strokeWidth: 1 },
            encoding: { x, y },
          },
        ];
      }),
      ...uncounted(dots, x, y),
      ...rowTexts(arms, measure, { width, gutterPx, bandPx }),
    ],
  };
}

type Encoding = object;

/** A line skips arms whose repetition of the block is not used, and runs on to the next row that has one. */
function pairLines(dots: readonly Dot[], x: Encoding, y: Encoding): Layer {
  return {
    data: { values: dots.map(({ value, y: at, block, row }) => ({ value, y: at, block, row })) },
    mark: { type: 'line', stroke: INK_SOFT, strokeWidth: 0.75, strokeOpacity: 0.28 },
    encoding: {
      x,
      y,
      detail: { field: 'block', type: 'nominal' },
      order: { field: 'row', type: 'quantitative' },
    },
  } as Layer;
}

function uncounted(dots: readonly Dot[], x: Encoding, y: Encoding): Layer[] {
  const values = dots.filter(({ counts }) => !counts);
  if (values.length === 0) return [];
  const mark = {
    type: 'point',
    shape: 'M-1-1L1 1M1-1L-1 1',
    filled: false,
    size: 26,
    stroke: INK_SOFT,
    strokeWidth: 1.5,
    opacity: 1,
  };
  return [{ data: { values }, mark, encoding: { x, y } } as Layer];
}

/** Next to each row: its name in one or two lines on the left, its median on the right. */
function rowTexts(
  arms: readonly DrawnArm[],
  measure: Measure,
  { width, gutterPx, bandPx }: { width: number; gutterPx: number; bandPx: number },
): Layer[] {
  const y = { field: 'y', type: 'quantitative' as const, scale: null, axis: null };
  const names = arms.flatMap(({ arm }, row) => {
    const lines = inTwoLines(arm.label, gutterPx - 14);
    const middle = topOf(row, bandPx) + bandPx / 2;
    return lines.map((text, i) => ({ text, y: middle + (i - (lines.length - 1) / 2) * LINE_HEIGHT_PX }));
  });
  const medians = arms.map(({ arm }, row) => ({
    text: arm.isValid ? medianOf(arm, measure) : 'invalid',
    y: topOf(row, bandPx) + bandPx / 2,
  }));
  const text = { type: 'text' as const, baseline: 'middle' as const, fontSize: 11 };
  const encoding = { y, text: { field: 'text', type: 'nominal' as const } };
  return [
    { data: { values: names }, mark: { ...text, align: 'right', x: -12 }, encoding },
    { data: { values: medians }, mark: { ...text, align: 'left', x: width + 10, fill: INK_SOFT }, encoding },
  ];
}

/** A dash if it was not measured: there is no room for words. */
function medianOf(arm: DrawnArm['arm'], measure: Measure): string {
  const median = arm.medians[measure.name] ?? null;
  return median === null ? '–' : formatFigure(median, measure, medianRange(arm, measure));
}

/** A text in at most two lines, broken between words and cut where even that is not enough. */
export function inTwoLines(text: string, widthPx: number): string[] {
  const most = Math.floor(widthPx / CHARACTER_WIDTH_PX);
  const cut = (line: string) => (line.length <= most ? line : `${line.slice(0, most - 1)}…`);
  const at = text.lastIndexOf(' ', most);
  return text.length <= most || at <= 0 ? [cut(text)] : [text.slice(0, at), cut(text.slice(at + 1))];
}

function labelExpr({ unit }: Measure): string {
  if (unit === 'ratio') return "format(datum.value, '.3~p')";
  return unit === 'bytes'
    ? "replace(format(datum.value, '.3~s'), regexp('([kMGT]?)$'), ' $1B')"
    : "format(datum.value, ',~r')";
}
