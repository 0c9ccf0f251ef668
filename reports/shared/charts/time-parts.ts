import { formatMeasure } from '../../../harness/model/format.ts';
import { PART_LABELS, type TimePart } from '../../../harness/verdict/blame/suspect-reason.ts';
import type { ReportData } from '../../run/report-data.ts';
import {
  formatShare,
  largestRoutes,
  partMs,
  type RouteShare,
  TIME_PARTS,
  timeInWords,
} from '../time-parts.ts';
import { type Chart, notMeasured } from './chart.ts';
import { type StackedBar, stackedBarsSpec } from './stacked-bars.ts';
import type { SeriesColor } from './theme.ts';

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

const SHARE_LABELS = "format(datum.value, '.3~p')";

/**
 * A bar for each of the routes on which the most time was spent. Its length is the route's share of all time; its segments are
 * proportional to the parts of the mean response time. Means are not used as lengths, because one slow, rare route would shrink all
 * others to nothing.
 */
export function timePartsChart({ summary }: ReportData): Chart {
  const routes = largestRoutes(summary);
  const words = timeInWords(summary);
  if (words === null) return notMeasured(ID, TITLE);
  return {
    id: ID,
    title: TITLE,
    finding: `${words} Bar length: the route's share of total time. Segments: where its mean response time went (mean at the end).`,
    legend: TIME_PARTS.map((part) => ({
      label: PART_LABELS[part],
      color: PART_COLORS[part],
      shape: 'area',
    })),
    spec: (size) => stackedBarsSpec(routes.map(barOf), SHARE_LABELS, size.width),
  };
}

function barOf(route: RouteShare): StackedBar {
  const perMs = route.meanMs === 0 ? 0 : route.share / route.meanMs;
  return {
    name: route.route,
    figures: `${formatMeasure(route.meanMs, 'ms')} · ${formatShare(route.share)}`,
    segments: TIME_PARTS.map((part) => ({ size: partMs(route, part) * perMs, color: PART_COLORS[part] })),
  };
}
