import { formatNumber } from '../../harness/model/format.ts';
import type { RouteSummary, StatementSummary, Summary } from '../../harness/model/summary.ts';
import { p95Of } from '../../harness/summary/judged-totals.ts';

const LISTED = 10;

/**
 * The ten slowest routes by p95, of service time if the response time is unknown. Ties are ordered by name, so that equal data gives
 * equal reports.
 */
export function slowestRoutes({ routes }: Summary): RouteSummary[] {
  return [...routes]
    .sort((a, b) => p95Of(b) - p95Of(a) || 0 || compareNames(a.route, b.route))
    .slice(0, LISTED);
}

/** The ten slowest statements by p95, then by mean. */
export function slowestStatements({ statements }: Summary): StatementSummary[] {
  return [...statements]
    .sort((a, b) => b.p95Ms - a.p95Ms || b.meanMs - a.meanMs || compareNames(a.statement, b.statement))
    .slice(0, LISTED);
}

/** By code unit: the order of a locale differs between machines. */
function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A quantile known only by its bucket. At the highest bound even that may be exceeded, so the bound below is given. */
export function formatBucketBound(upperBoundMs: number, allBoundsMs: readonly number[]): string {
  const above = allBoundsMs.at(-2);
  if (upperBoundMs === allBoundsMs.at(-1) && above !== undefined) return `> ${formatNumber(above)}`;
  return `≤ ${formatNumber(upperBoundMs)}`;
}
