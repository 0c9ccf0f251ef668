import { formatMeasure, formatNumber } from '../../harness/model/format.ts';
import type { Run, StatementTotal } from '../../harness/model/run.ts';
import type { StatementSummary, Summary } from '../../harness/model/summary.ts';
import { byJudgedPhase } from '../shared/charts/findings.ts';

const LISTED = 10;

/** The ten slowest statements by p95, then by mean. */
export function slowestStatements({ statements }: Summary): StatementSummary[] {
  return [...statements]
    .sort((a, b) => b.p95Ms - a.p95Ms || b.meanMs - a.meanMs || compareNames(a.statement, b.statement))
    .slice(0, LISTED);
}

/** The ten statements with the most time in total, by pg_stat_statements. */
export function statementsByTotal({ statements }: Run): StatementTotal[] {
  return statements.toSorted((a, b) => b.totalMs - a.totalMs).slice(0, LISTED);
}

/** The statements that take longer on average than the run's platform allows, slowest first; null if it does not say. */
export function slowOnAverage({ statements, slowStatementMs }: Run): StatementTotal[] | null {
  if (slowStatementMs === undefined) return null;
  return statements
    .filter(({ meanMs }) => meanMs > slowStatementMs)
    .toSorted((a, b) => b.meanMs - a.meanMs || compareNames(a.statement, b.statement));
}

/** "All statements together, mean on the primary: steady 0.4 ms.", by pg_stat_statements; null if it was not measured. */
export function meanOfAllStatements(summary: Summary): string | null {
  const means = byJudgedPhase(summary, ({ resources: { database } }) =>
    database?.executionMeanMs == null ? null : formatMeasure(database.executionMeanMs, 'ms'),
  );
  return means === null ? null : `All statements together, mean on the primary: ${means}.`;
}

/** By code unit: the order of a locale differs between machines. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A quantile known only by its bucket. At the highest bound even that may be exceeded, so the bound below is given. */
export function formatBucketBound(upperBoundMs: number, allBoundsMs: readonly number[]): string {
  const above = allBoundsMs.at(-2);
  if (upperBoundMs === allBoundsMs.at(-1) && above !== undefined) return `> ${formatNumber(above)}`;
  return `≤ ${formatNumber(upperBoundMs)}`;
}
