import { describe, expect, it } from 'vitest';
import { fixture } from '../testdata/fixtures.ts';
import { formatBucketBound, slowestRoutes, slowestStatements } from './rankings.ts';

const { summary } = fixture('pass');
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

describe('formatBucketBound', () => {
  it('never claims a bound for a value that may lie above all of them', () => {
    expect(formatBucketBound(5, [1, 5, 10])).toBe('≤ 5');
    expect(formatBucketBound(10, [1, 5, 10])).toBe('> 5');
  });
});
