import type { TopLevelSpec } from 'vega-lite';
import type { ChartSize } from './chart.ts';
import { linearAxis } from './scales.ts';
import { CHART_CONFIG, INK_SOFT, SERIES_COLORS, type SeriesColor, SURFACE } from './theme.ts';

/** A bar with its name before it, its figures at its end, and its segments from left to right. */
export type StackedBar = {
  name: string;
  figures: string;
  segments: { size: number; color: SeriesColor }[];
};

const PADDING = { left: 14, right: 22, top: 2, bottom: 30 };
const ROW_HEIGHT_PX = 37;
const NAME_HEIGHT_PX = 17;
const BAR_HEIGHT_PX = 13;
const CHARACTER_WIDTH_PX = 7.2;

/** Bars below each other, on one axis that starts at 0. `labelExpr` is the Vega expression of its labels. */
export function stackedBarsSpec(
  bars: readonly StackedBar[],
  labelExpr: string,
  widthPx: number,
): TopLevelSpec {
  const plot: ChartSize = {
    width: widthPx - PADDING.left - PADDING.right,
    height: bars.length * ROW_HEIGHT_PX,
  };
  const axis = linearAxis(
    bars.map(({ segments }) => segments.reduce((sum, { size }) => sum + size, 0)),
    Number.MIN_VALUE,
  );
  const x = {
    type: 'quantitative' as const,
    scale: { domain: axis.domain, nice: false },
    axis: { values: axis.ticks, labelExpr, grid: true, labelPadding: 8 },
  };
  const pixels = { type: 'quantitative' as const, scale: null, axis: null };
  const rowText = { type: 'text' as const, baseline: 'middle' as const };
  return {
    width: plot.width,
    height: plot.height,
    autosize: 'none',
    padding: PADDING,
    config: CHART_CONFIG,
    layer: [
      {
        data: { values: bars.flatMap(drawnSegments) },
        mark: { type: 'rect', stroke: SURFACE, strokeWidth: 0.75 },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y: { ...pixels, field: 'top' },
          y2: { field: 'bottom' },
          fill: { field: 'color', type: 'nominal', scale: null, legend: null },
        },
      },
      {
        data: { values: bars.map((bar, row) => ({ text: shortName(bar, plot.width), y: nameY(row) })) },
        mark: { ...rowText, align: 'left', x: 0 },
        encoding: { y: { ...pixels, field: 'y' }, text: { field: 'text', type: 'nominal' } },
      },
      {
        data: { values: bars.map(({ figures }, row) => ({ text: figures, y: nameY(row) })) },
        mark: { ...rowText, align: 'right', x: plot.width, fill: INK_SOFT },
        encoding: { y: { ...pixels, field: 'y' }, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

/** Empty segments get no rectangle. */
function drawnSegments({ segments }: StackedBar, row: number) {
  const top = row * ROW_HEIGHT_PX + NAME_HEIGHT_PX;
  let from = 0;
  return segments.flatMap(({ size, color }) => {
    const to = from + size;
    const drawn = { from, to, top, bottom: top + BAR_HEIGHT_PX, color: SERIES_COLORS[color] };
    from = to;
    return drawn.to > drawn.from ? [drawn] : [];
  });
}

function nameY(row: number): number {
  return row * ROW_HEIGHT_PX + NAME_HEIGHT_PX / 2 + 1;
}

function shortName({ name, figures }: StackedBar, widthPx: number): string {
  return cutTo(name, widthPx - (figures.length + 2) * CHARACTER_WIDTH_PX);
}

/** As much of a text as fits into a width. Tables have the full text. */
export function cutTo(text: string, widthPx: number): string {
  const most = Math.max(2, Math.floor(widthPx / CHARACTER_WIDTH_PX));
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
