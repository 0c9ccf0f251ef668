import type { StatementTotal } from '../model/run.ts';

/**
 * Sums the totals of several servers that execute the same statements (a primary and its replicas).
 * @returns the `limit` statements with the most time in total, and the `limit` that are slowest on average, in the order of their totals
 */
export function sumOfServers(
  servers: readonly (readonly StatementTotal[])[],
  limit: number,
): StatementTotal[] {
  const byStatement = Map.groupBy(servers.flat(), ({ statement }) => statement);
  const byTotal = [...byStatement]
    .map(([statement, totals]): StatementTotal => {
      const sum = (figureOf: (total: StatementTotal) => number) =>
        totals.reduce((all, total) => all + figureOf(total), 0);
      const calls = sum((total) => total.calls);
      const totalMs = sum((total) => total.totalMs);
      return {
        statement,
        calls,
        meanMs: totalMs / calls,
        maxMs: totals.reduce<number | null>(
          (most, { maxMs }) => (most === null || maxMs === null ? null : Math.max(most, maxMs)),
          0,
        ),
        totalMs,
        rows: sum((total) => total.rows),
      };
    })
    .sort((a, b) => b.totalMs - a.totalMs);
  const slowest = new Set(byTotal.toSorted((a, b) => b.meanMs - a.meanMs).slice(0, limit));
  return byTotal.filter((total, place) => place < limit || slowest.has(total));
}

/**
 * What totals have grown by since an earlier look. A maximum that has not grown was reached before it: then the one since is not known. A
 * statement with fewer calls than before was counted anew.
 */
export function grownTotals(
  before: readonly StatementTotal[],
  now: readonly StatementTotal[],
): StatementTotal[] {
  const earlier = new Map(before.map((total) => [total.statement, total]));
  return now.flatMap((total) => {
    const last = earlier.get(total.statement);
    if (last === undefined || total.calls < last.calls) return [total];
    const calls = total.calls - last.calls;
    if (calls === 0) return [];
    const totalMs = Math.max(0, total.totalMs - last.totalMs);
    const hasGrown = total.maxMs !== null && last.maxMs !== null && total.maxMs > last.maxMs;
    return [
      {
        ...total,
        calls,
        totalMs,
        meanMs: totalMs / calls,
        maxMs: hasGrown ? total.maxMs : null,
        rows: total.rows - last.rows,
      },
    ];
  });
}

/** PostgreSQL replaces values by placeholders, but not in commands such as CREATE ROLE. */
export function withoutPasswords(statement: string): string {
  return statement.replace(/(\bpassword\s*)'(?:[^']|'')*'/gi, "$1'***'");
}
