import { formatMs, formatNumber } from '../../harness/model/format.ts';
import type { RouteSummary, Summary } from '../../harness/model/summary.ts';
import type { TargetVerdict } from '../../harness/model/verdict.ts';
import { NOT_DERIVABLE } from '../shared/request-times.ts';
import { compareNames } from './rankings.ts';
import type { ReportData } from './report-data.ts';

/** A cell as text, and the number to sort it by; null: it has none. */
export type RequestCell = { text: string; by: number | null };

export type RequestRow = { route: string; cells: RequestCell[] };

/** The quantiles that are shown besides those that are promised. */
const USUAL = [0.5, 0.99];

/** Every request of the scenario over the judged phases, the slowest first, and the heads of its cells after the name. */
export function requestTable({ verdict, summary }: Pick<ReportData, 'verdict' | 'summary'>): {
  heads: string[];
  rows: RequestRow[];
  /** by which quantile they are in order: "p95" */
  orderedBy: string;
} {
  const quantiles = shown(verdict.targets, summary);
  const ranked = quantiles[0]!;
  const routes = summary.routes.toSorted(
    (a, b) =>
      order(slowness(b, ranked, summary), slowness(a, ranked, summary)) || compareNames(a.route, b.route),
  );
  return {
    heads: [
      ...quantiles.map((q) => `Response ${quantileName(q)}, ms`),
      'Correct',
      'Failed',
      'Service p95, ms',
      'Start delay p99, ms',
    ],
    rows: routes.map((route) => ({ route: route.route, cells: cellsOf(route, quantiles, summary) })),
    orderedBy: quantileName(ranked),
  };
}

/** "p95", "p99.9", "longest". */
export function quantileName(q: number): string {
  return q === 1 ? 'longest' : `p${formatNumber(q * 100, 4)}`;
}

/** Those that targets about requests promise come first. */
function shown(targets: readonly TargetVerdict[], { quantiles }: Summary): number[] {
  const promised = targets.flatMap(({ indicator }) =>
    indicator.source === 'requests' && indicator.statistic === 'quantile' ? [indicator.q] : [],
  );
  const first = promised.length === 0 ? [0.95] : promised;
  return [...new Set([...first, ...USUAL])].filter((q) => quantiles.includes(q));
}

function quantileOf({ quantilesMs }: RouteSummary, q: number, { quantiles }: Summary): number | null {
  return quantilesMs?.[quantiles.indexOf(q)] ?? null;
}

/** By service time if the response time is unknown. A request that was never answered counts as the slowest. */
function slowness(route: RouteSummary, q: number, summary: Summary): number {
  return quantileOf(route, q, summary) ?? route.serviceTimeMs?.p95 ?? Number.POSITIVE_INFINITY;
}

/** Of two numbers, both of which may be infinite. */
function order(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function cellsOf(route: RouteSummary, quantiles: readonly number[], summary: Summary): RequestCell[] {
  const { correct, failed, serviceTimeMs, startDelayMs } = route;
  return [
    ...quantiles.map((q) => timeCell(quantileOf(route, q, summary), NOT_DERIVABLE)),
    { text: formatNumber(correct), by: correct },
    { text: formatNumber(failed), by: failed },
    timeCell(serviceTimeMs?.p95 ?? null, 'no answer'),
    timeCell(startDelayMs?.p99 ?? null, serviceTimeMs === null ? 'no answer' : NOT_DERIVABLE),
  ];
}

function timeCell(ms: number | null, missing: string): RequestCell {
  if (ms === null) return { text: missing, by: null };
  return Number.isFinite(ms) ? { text: formatMs(ms), by: ms } : { text: 'endless', by: Number.MAX_VALUE };
}
