import { describe, expect, it } from 'vitest';
import { figuresBetween, parseFigures } from './server-figures.ts';

const SYNC = 'GET /students/:studentId/sync';

/** Metrics of a route: how many responses took at most 1 ms, at most 2 ms, and any time. */
const metrics = (route: string, status: number, atMost: [number, number, number]) =>
  [
    ...(['1', '2', '+Inf'] as const).map(
      (le, index) =>
        `api_response_time_bucket{le="${le}",route="${route}",status="${status}"} ${atMost[index]}`,
    ),
    `api_response_time_sum{route="${route}",status="${status}"} ${atMost[2]}`,
    `api_response_time_count{route="${route}",status="${status}"} ${atMost[2]}`,
  ].join('\n');

const between = (before: string[], after: string[]) =>
  figuresBetween(parseFigures(before.join('\n')), parseFigures(after.join('\n')));

describe('figuresBetween', () => {
  it('counts the responses of the route since the first look, and names the bucket of their p95', () => {
    expect(between([metrics(SYNC, 200, [500, 500, 500])], [metrics(SYNC, 200, [594, 600, 600])])).toEqual({
      requests: 100,
      failed: 0,
      p95Ms: { low: 1, high: 2 },
    });
  });

  it('counts all responses of a status that was not seen before', () => {
    const figures = between(
      [metrics(SYNC, 200, [10, 10, 10])],
      [metrics(SYNC, 200, [100, 100, 100]), metrics(SYNC, 429, [10, 10, 10])],
    );
    expect(figures).toEqual({ requests: 100, failed: 10, p95Ms: { low: 0, high: 1 } });
  });

  it('leaves out other routes', () => {
    const other = metrics('GET /metrics', 200, [0, 0, 900]);
    const figures = between([], [metrics(SYNC, 200, [3, 3, 3]), other]);
    expect(figures).toEqual({ requests: 3, failed: 0, p95Ms: { low: 0, high: 1 } });
  });

  it('has no p95 if nothing was answered', () => {
    const same = [metrics(SYNC, 200, [3, 3, 3])];
    expect(between(same, same)).toEqual({ requests: 0, failed: 0, p95Ms: null });
    expect(between([], [])).toEqual({ requests: 0, failed: 0, p95Ms: null });
  });
});
