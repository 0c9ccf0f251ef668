import { describe, expect, it } from 'vitest';
import { fixture } from '../testdata/fixtures.ts';
import {
  formatBucketBound,
  slowestRoutes,
  slowestStatements,
  slowOnAverage,
  statementsByTotal,
} from './rankings.ts';

const { run, summary } = fixture('pass');
const route = (name: string, p95: number) => ({
  route: name,
  correct: 1,
  failed: 0,
  responseTimeMs: { p50: 1, p95, p99: 2 * p95 },
  serviceTimeMs: { p50: 1, p95, p99: 2 * p95 },
  startDelayMs: { p50: 0, p95: 0, p99: 0 },
});

describe('rankings', () => {
  it('lists at most ten, the slowest first', () => {
    expect(summary.routes.length).toBeGreaterThan(10);
    const slowest = slowestRoutes(summary);
    expect(slowest).toHaveLength(10);
    expect(slowest[0]!.route).toBe('auth.login');
    expect(slowestStatements(summary)[0]!.statement).toBe('progress.aggregate');
  });

  it('orders ties by name and does not change its input', () => {
    const routes = [route('b', 5), route('a', 5), route('c', 9)];
    expect(slowestRoutes({ ...summary, routes }).map((each) => each.route)).toEqual(['c', 'a', 'b']);
    expect(routes.map((each) => each.route)).toEqual(['b', 'a', 'c']);
  });
});

describe('statements as PostgreSQL counted them', () => {
  const total = (statement: string, calls: number, meanMs: number) => ({
    ...{ statement, calls, meanMs, maxMs: meanMs, totalMs: calls * meanMs, rows: calls },
  });
  const statements = [
    ...Array.from({ length: 10 }, (_, index) => total(`often ${index}`, 1_000, 10 + index)),
    total('rare', 2, 400),
    total('borderline', 2, 100),
    total('rarer', 1, 900),
  ];

  it('are at most ten, those with the most time first', () => {
    const names = statementsByTotal({ ...run, statements }).map(({ statement }) => statement);
    expect(names).toHaveLength(10);
    expect(names.slice(0, 2)).toEqual(['often 9', 'often 8']);
  });

  it('are slow if they take longer on average than the platform says, however rare they are', () => {
    const slow = slowOnAverage({ ...run, statements, slowStatementMs: 100 });
    expect(slow?.map(({ statement }) => statement)).toEqual(['rarer', 'rare']);
    const { slowStatementMs: _, ...without } = run;
    expect(slowOnAverage({ ...without, statements })).toBeNull();
  });
});

describe('formatBucketBound', () => {
  it('never claims a bound for a value that may lie above all of them', () => {
    expect(formatBucketBound(5, [1, 5, 10])).toBe('≤ 5');
    expect(formatBucketBound(10, [1, 5, 10])).toBe('> 5');
  });
});
