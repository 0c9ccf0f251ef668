import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Indicator, selectedTagNames, selectionKey, unitOf } from './indicator.ts';
import { indicatorInWords } from './indicator-words.ts';

const dashboard = { page: 'dashboard' };

describe('an indicator in plain words, with its unit', () => {
  it.each<[Indicator, string, string]>([
    [{ source: 'requests', statistic: 'quantile', q: 0.95 }, 'p95 response time', 'ms'],
    [{ source: 'requests', statistic: 'quantile', q: 0.999 }, 'p99.9 response time', 'ms'],
    [{ source: 'requests', statistic: 'quantile', q: 0.5 }, 'median response time', 'ms'],
    [
      { source: 'requests', where: { served: 'cache' }, statistic: 'quantile', q: 0.95 },
      'p95 response time (served from the cache)',
      'ms',
    ],
    [{ source: 'pages', where: dashboard, statistic: 'mean' }, 'mean page time (dashboard)', 'ms'],
    [
      { source: 'transfers', where: { transfer: 'upload' }, statistic: 'maximum' },
      'maximum transfer time (uploads)',
      'ms',
    ],
    [{ source: 'requests', statistic: 'rate', per: 'minute' }, 'correct responses a minute', 'requests/min'],
    [
      { source: 'transfers', statistic: 'rate', per: 'minute' },
      'correct transfers a minute',
      'transfers/min',
    ],
    [{ source: 'requests', statistic: 'share' }, 'share of correct responses', 'ratio'],
    [{ source: 'statements', statistic: 'mean' }, 'mean query time', 'ms'],
    [
      { source: 'statements', where: { role: 'replica' }, statistic: 'rate', per: 'second' },
      'database queries a second (on the replica)',
      'queries/s',
    ],
    [{ source: 'cache-lookups', statistic: 'share' }, 'cache hit ratio', 'ratio'],
    [
      { source: 'served-requests', where: { part: 'server-3' }, statistic: 'share' },
      'share of requests that server-3 served',
      'ratio',
    ],
    [
      { source: 'users', statistic: 'minimum', while: 'a.p95' },
      'users alive at once while a.p95 holds',
      'users',
    ],
    [
      { source: 'checks', where: { check: 'answers' }, statistic: 'lost-or-doubled' },
      'acknowledged writes that were lost or doubled (answers)',
      'writes',
    ],
    [
      { source: 'gauge', gauge: 'database-connections', where: { state: 'active' }, statistic: 'maximum' },
      'maximum active database connections',
      'connections',
    ],
    [
      { source: 'gauge', gauge: 'pool-connections', where: { state: 'peakInUse' }, statistic: 'maximum' },
      'maximum connections of the pools in use at once',
      'connections',
    ],
    [
      { source: 'gauge', gauge: 'cpu', where: { part: 'postgres' }, statistic: 'mean' },
      'mean CPU use of postgres',
      'cores',
    ],
  ])('%j', (indicator, words, unit) => {
    expect(Value.Check(Indicator, indicator)).toBe(true);
    expect(indicatorInWords(indicator)).toBe(words);
    expect(unitOf(indicator)).toBe(unit);
  });
});

it.each([
  { source: 'requests', statistic: 'quantile' },
  { source: 'requests', statistic: 'quantile', q: 1 },
  { source: 'users', statistic: 'mean' },
  { source: 'statements', statistic: 'share' },
  { source: 'gauge', gauge: 'mood', statistic: 'mean' },
  { source: 'served-requests', statistic: 'share' },
  { source: 'requests', statistic: 'rate', per: 'hour' },
  { source: 'requests', statistic: 'mean', wehre: {} },
])('%j is not an indicator: it has no estimator', (indicator) => {
  expect(Value.Check(Indicator, indicator)).toBe(false);
});

describe('what indicators select', () => {
  const p95 = (where: Record<string, string>): Indicator => ({
    ...{ source: 'requests', where, statistic: 'quantile', q: 0.95 },
  });

  it('is one series for all that read the same, whatever the order of tags', () => {
    const mean: Indicator = { source: 'requests', where: { b: '2', a: '1' }, statistic: 'mean' };
    expect(selectionKey(p95({ a: '1', b: '2' }))).toBe(selectionKey(mean));
    expect(selectionKey(p95({ a: '1' }))).not.toBe(selectionKey(mean));
    expect(selectionKey({ ...mean, source: 'pages' })).not.toBe(selectionKey(mean));
  });

  it("are a scenario's own tags; a route and an outcome every request has", () => {
    const names = selectedTagNames([
      p95({ route: 'a', outcome: 'correct' }),
      p95({ served: 'cache' }),
      { source: 'transfers', statistic: 'rate', per: 'minute' },
      { source: 'statements', where: { role: 'primary' }, statistic: 'rate', per: 'second' },
    ]);
    expect([...names]).toEqual(['served', 'transfer']);
  });
});
