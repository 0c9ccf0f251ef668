import type { TopLevelSpec } from 'vega-lite';
import { formatMeasure } from '../../harness/model/format.ts';
import { PART_LABELS, type TimePart } from '../../harness/verdict/blame/suspect-reason.ts';
import type { ReportData } from '../report-data.ts';
import {
  formatShare,
  largestRoutes,
  partMs,
  type RouteShare,
  TIME_PARTS,
  timeInWords,
} from '../time-parts.ts';
import { type Chart, type ChartSize, notMeasured } from './chart.ts';
import { linearAxis } from './scales.ts';
import { CHART_CONFIG, INK_SOFT, SERIES_COLORS, type SeriesColor, SURFACE } from './theme.ts';

const ID = 'time-parts';
const TITLE = 'Response time by its parts, route by route';

export const PART_COLORS: Record<TimePart, SeriesColor> = {
  startDelay: 'amber',
  balancer: 'purple',
  serverQueue: 'sky',
  poolWait: 'vermilion',
  query: 'blue',
  cache: 'green',
  rest: 'grey',
};

const PADDING = { left: 14, right: 22, top: 2, bottom: 30 };
const ROW_HEIGHT_PX = 37;
const NAME_HEIGHT_PX = 17;
const BAR_HEIGHT_PX = 13;
const CHARACTER_WIDTH_PX = 7.2;

/**
 * A bar for each of the routes on which the most time was spent, as long as its share of all time and divided as its mean response
 * time is. Means themselves are no length: one slow route that is rarely asked for would press all others to nothing.
 */
export function timePartsChart({ summary }: ReportData): Chart {
  const routes = largestRoutes(summary);
  const words = timeInWords(summary);
  if (words === null) return notMeasured(ID, TITLE);
  return {
    id: ID,
    title: TITLE,
    finding: `${words} A bar is as long as the share of all time that its route took, and divided as its mean response time is; that mean stands at its end.`,
    legend: TIME_PARTS.map((part) => ({
      label: PART_LABELS[part],
      color: PART_COLORS[part],
      shape: 'area',
    })),
    spec: (size) => specOf(routes, size.width),
  };
}

function specOf(routes: readonly RouteShare[], widthPx: number): TopLevelSpec {
  const plot: ChartSize = {
    width: widthPx - PADDING.left - PADDING.right,
    height: routes.length * ROW_HEIGHT_PX,
  };
  const axis = linearAxis(
    routes.map(({ share }) => share),
    0,
  );
  const x = {
    type: 'quantitative' as const,
    scale: { domain: axis.domain, nice: false },
    axis: { values: axis.ticks, labelExpr: "format(datum.value, '.3~p')", grid: true, labelPadding: 8 },
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
        data: { values: routes.flatMap(segments) },
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
        data: { values: routes.map((route, row) => ({ text: nameOf(route, plot.width), y: nameY(row) })) },
        mark: { ...rowText, align: 'left', x: 0 },
        encoding: { y: { ...pixels, field: 'y' }, text: { field: 'text', type: 'nominal' } },
      },
      {
        data: { values: routes.map((route, row) => ({ text: figuresOf(route), y: nameY(row) })) },
        mark: { ...rowText, align: 'right', x: plot.width, fill: INK_SOFT },
        encoding: { y: { ...pixels, field: 'y' }, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

/** The parts of one bar, from the left to the right; parts of nothing have none. */
function segments(route: RouteShare, row: number) {
  const top = row * ROW_HEIGHT_PX + NAME_HEIGHT_PX;
  const perMs = route.meanMs === 0 ? 0 : route.share / route.meanMs;
  let from = 0;
  return TIME_PARTS.flatMap((part) => {
    const to = from + partMs(route, part) * perMs;
    const segment = { from, to, top, bottom: top + BAR_HEIGHT_PX, color: SERIES_COLORS[PART_COLORS[part]] };
    from = to;
    return segment.to > segment.from ? [segment] : [];
  });
}

function nameY(row: number): number {
  return row * ROW_HEIGHT_PX + NAME_HEIGHT_PX / 2 + 1;
}

function figuresOf({ meanMs, share }: RouteShare): string {
  return `${formatMeasure(meanMs, 'ms')} · ${formatShare(share)}`;
}

/** The name as far as it fits beside the figures; in whole it stands in the table. */
function nameOf(route: RouteShare, widthPx: number): string {
  const most = Math.floor(widthPx / CHARACTER_WIDTH_PX) - figuresOf(route).length - 2;
  const characters = [...route.route];
  return characters.length <= most ? route.route : `${characters.slice(0, most - 1).join('')}…`;
}
