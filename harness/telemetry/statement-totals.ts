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
        maxMs: Math.max(...totals.map(({ maxMs }) => maxMs)),
        totalMs,
        rows: sum((total) => total.rows),
      };
    })
    .sort((a, b) => b.totalMs - a.totalMs);
  const slowest = new Set(byTotal.toSorted((a, b) => b.meanMs - a.meanMs).slice(0, limit));
  return byTotal.filter((total, place) => place < limit || slowest.has(total));
}
