import {
  formatList,
  formatMeasure,
  formatMs,
  formatNumber,
  formatPercent,
} from '../../harness/model/format.ts';
import type { RouteTime, Summary } from '../../harness/model/summary.ts';
import { overAllRoutes, overPhases } from '../../harness/summary/route-times.ts';
import { PART_LABELS, type TimePart } from '../../harness/verdict/blame/suspect-reason.ts';
import { judgedPhases } from './charts/findings.ts';
import { NOT_DERIVABLE, underivableWhenJudged } from './request-times.ts';

/** The parts of a response time, in the order in which a request goes through them. */
export const TIME_PARTS: TimePart[] = [
  'startDelay',
  'balancer',
  'serverQueue',
  'poolWait',
  'query',
  'cache',
  'rest',
];

const LISTED = 10;

/** A route with its share of the time that all requests took, 0-1. */
export type RouteShare = RouteTime & { share: number };

/**
 * Where the time went, over the judged phases whose intended starts are known: means that count from different moments cannot be
 * combined. If there is no such phase, all of them count from the actual start, and the start delay is unknown.
 */
type TimeOfRoutes = { routes: RouteTime[]; isDelayKnown: boolean; remark: string | null };

function timeOfRoutes(summary: Summary): TimeOfRoutes {
  const judged = judgedPhases(summary);
  const known = judged.filter(({ intendedStartUnknown }) => intendedStartUnknown === null);
  if (known.length === judged.length) {
    return { routes: summary.routeTimes, isDelayKnown: true, remark: null };
  }
  const reasons = underivableWhenJudged(summary).join(' ');
  if (known.length === 0) {
    const remark = `Counted from the actual start, because response times and start delays are not derivable. ${reasons}`;
    return { routes: summary.routeTimes, isDelayKnown: false, remark };
  }
  const names = judged.filter((phase) => !known.includes(phase)).map(({ name }) => `'${name}'`);
  return {
    routes: overPhases(known),
    isDelayKnown: true,
    remark: `Without ${formatList(names)}. ${reasons}`,
  };
}

/** The ten routes on which the most time was spent, the largest first. */
export function largestRoutes(summary: Summary): RouteShare[] {
  const { routes } = timeOfRoutes(summary);
  const all = routes.reduce((sum, route) => sum + totalMs(route), 0);
  return [...routes]
    .sort((a, b) => totalMs(b) - totalMs(a))
    .slice(0, LISTED)
    .map((route) => ({ ...route, share: all === 0 ? 0 : totalMs(route) / all }));
}

export function partMs(
  { startDelayMs, parts }: Pick<RouteTime, 'startDelayMs' | 'parts'>,
  part: TimePart,
): number {
  return part === 'startDelay' ? startDelayMs : parts[part];
}

/** "A request took 4.91 ms on average: 38% queries, 25% servers' own work, ...". Null: not measured. */
export function timeInWords(summary: Summary): string | null {
  const { routes, isDelayKnown } = timeOfRoutes(summary);
  const times = overAllRoutes(routes);
  if (times === null || times.meanMs === 0) return null;
  const parts = TIME_PARTS.map((part) => ({ part, ms: partMs(times, part) }))
    .filter(({ ms }) => ms >= 0.01 * times.meanMs)
    .sort((a, b) => b.ms - a.ms)
    .map(({ part, ms }) => `${formatShare(ms / times.meanMs)} ${PART_LABELS[part]}`);
  return `A request took ${formatMeasure(times.meanMs, 'ms')} on average${isDelayKnown ? '' : ' from its actual start'}: ${parts.join(', ')}.`;
}

export const PART_COLUMNS = [
  'Route',
  'Requests',
  'Share of the time',
  'Mean, ms',
  ...TIME_PARTS.map((part) => PART_LABELS[part]),
];

/** A row of cells for each of the largest routes, under `PART_COLUMNS`. */
export function partRows(summary: Summary): string[][] {
  const { isDelayKnown } = timeOfRoutes(summary);
  return largestRoutes(summary).map((route) => [
    route.route,
    formatNumber(route.requests),
    formatShare(route.share),
    formatMs(route.meanMs),
    ...TIME_PARTS.map((part) =>
      part === 'startDelay' && !isDelayKnown ? NOT_DERIVABLE : formatMs(partMs(route, part)),
    ),
  ]);
}

/** Remarks on how the parts were computed. */
export function partNotes(summary: Summary): string[] {
  const { remark } = timeOfRoutes(summary);
  const notes = remark === null ? [] : [remark];
  const scaled = largestRoutes(summary).filter(
    ({ serverExcessMs, meanMs }) => serverExcessMs > 0.01 * meanMs,
  );
  const worst = scaled.toSorted((a, b) => b.serverExcessMs - a.serverExcessMs)[0];
  if (worst) {
    notes.push(
      `The servers measured more time than the generator (${formatMeasure(worst.serverExcessMs, 'ms')} on '${worst.route}'), so the parts are scaled down to fit.`,
    );
  }
  return notes;
}

export function formatShare(share: number): string {
  return formatPercent(share < 0.01 ? share : Math.round(share * 100) / 100);
}

function totalMs({ meanMs, requests }: RouteTime): number {
  return meanMs * requests;
}
