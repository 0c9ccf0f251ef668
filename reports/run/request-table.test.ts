import { describe, expect, it } from 'vitest';
import type { RouteSummary } from '../../harness/model/summary.ts';
import { fixture } from '../testdata/fixtures.ts';
import { requestTable } from './request-table.ts';

const data = fixture('pass');
const QUANTILES = data.summary.quantiles;

/** Its p95 of response time is `p95`, every other quantile 1. */
const route = (name: string, p95: number, changes: Partial<RouteSummary> = {}): RouteSummary => ({
  route: name,
  correct: 1,
  failed: 0,
  quantilesMs: QUANTILES.map((q) => (q === 0.95 ? p95 : 1)),
  serviceTimeMs: { p50: 1, p95: 0.5, p99: 2 },
  startDelayMs: { p50: 0, p95: 0, p99: 0.4 },
  ...changes,
});
const withRoutes = (...routes: RouteSummary[]) => ({ ...data, summary: { ...data.summary, routes } });
const textsOf = (...routes: RouteSummary[]) =>
  requestTable(withRoutes(...routes)).rows.map(({ route: name, cells }) => [
    name,
    ...cells.map(({ text }) => text),
  ]);

describe('the table of requests', () => {
  it('has every request, the slowest first, and orders ties by name', () => {
    expect(requestTable(data).rows).toHaveLength(data.summary.routes.length);
    expect(requestTable(data).rows[0]!.route).toBe('auth.login');
    expect(textsOf(route('b', 5), route('a', 5), route('c', 9)).map(([name]) => name)).toEqual([
      'c',
      'a',
      'b',
    ]);
  });

  it('begins with the quantile that is promised, and is ordered by it', () => {
    const { heads, orderedBy } = requestTable(data);
    expect(heads.slice(0, 3)).toEqual(['Response p95, ms', 'Response p50, ms', 'Response p99, ms']);
    expect(orderedBy).toBe('p95');
    const p90 = {
      ...data.verdict.targets[0]!.indicator,
      q: 0.9,
    } as (typeof data.verdict.targets)[0]['indicator'];
    const targets = [{ ...data.verdict.targets[0]!, indicator: p90 }];
    expect(requestTable({ ...data, verdict: { ...data.verdict, targets } })).toMatchObject({
      heads: expect.arrayContaining(['Response p90, ms']),
      orderedBy: 'p90',
    });
  });

  it('calls a quantile endless if it lies among failures, and puts it first', () => {
    const endless = route('broken', Number.POSITIVE_INFINITY, { failed: 9 });
    expect(textsOf(route('slow', 9_000), endless)[0]!.slice(0, 2)).toEqual(['broken', 'endless']);
  });

  it('distinguishes what is not derivable from what was never answered', () => {
    const unknown = route('unknown', 0, { quantilesMs: null, startDelayMs: null });
    const silent = route('silent', 0, { quantilesMs: null, serviceTimeMs: null, startDelayMs: null });
    const missing = 'not derivable';
    expect(textsOf(unknown, silent)).toEqual([
      ['silent', missing, missing, missing, '1', '0', 'no answer', 'no answer'],
      ['unknown', missing, missing, missing, '1', '0', '0.5', missing],
    ]);
  });
});
