import { describe, expect, it } from 'vitest';
import { type Exposition, parseExposition } from './prometheus-text.ts';
import { SERVER_FAMILIES, SERVER_HISTOGRAM_UPPER_BOUNDS_MS, serverSecond } from './server-second.ts';

const BUCKETS = SERVER_HISTOGRAM_UPPER_BOUNDS_MS.length + 1;

/** The lines of a histogram, as Prometheus prints it, of `values`. */
function histogramLines(name: string, values: number[], label = ''): string {
  const bounds = [...SERVER_HISTOGRAM_UPPER_BOUNDS_MS, Number.POSITIVE_INFINITY];
  const buckets = bounds.map((bound) => {
    const atMost = values.filter((value) => value <= bound).length;
    return `${name}_bucket{le="${bound === Number.POSITIVE_INFINITY ? '+Inf' : bound}"${label}} ${atMost}`;
  });
  const sum = values.reduce((total, value) => total + value, 0);
  const labels = label === '' ? '' : `{${label.slice(1)}}`;
  return [...buckets, `${name}_sum${labels} ${sum}`, `${name}_count${labels} ${values.length}`].join('\n');
}

function exposition(...lines: string[]): Exposition {
  return parseExposition(lines.join('\n'), SERVER_FAMILIES);
}

const before = exposition(
  'cache_loads_shared_total 2',
  'http_requests_total{route="a",status="200"} 100',
  'http_requests_total{route="a",status="500"} 2',
  'cache_lookups_total{family="sync",outcome="hit"} 50',
  'cache_lookups_total{family="sync",outcome="miss"} 10',
  histogramLines('db_query_time', [1, 4], ',statement="sync.read"'),
  histogramLines('pool_wait_time', [0.05]),
  'db_connections{state="total"} 10',
  'pool_lent_ms_total 1000.25',
  'pool_timeouts_total 1',
  'sessions_ended_total 3',
  'session_duration_ms_total 30000.25',
  'cache_tier_hits_total{tier="memory"} 30',
  'cache_tier_hits_total{tier="redis"} 20',
  'db_queries_total{role="primary"} 8',
  'db_queries_total{role="replica"} 2',
  'request_time_requests_total{route="sync.read"} 10',
  'request_time_ms_total{route="sync.read",part="total"} 100.5',
  'request_time_ms_total{route="sync.read",part="query"} 40',
);
const nowLines = [
  'cache_loads_shared_total 5',
  'cache_memory_entries 40',
  'cache_memory_age_most_ms 4900.5',
  'http_requests_total{route="a",status="200"} 160',
  'http_requests_total{route="a",status="500"} 5',
  'http_requests_total{route="b",status="429"} 7',
  'http_requests_total{route="GET /metrics",status="200"} 1', // not of the load
  'cache_lookups_total{family="sync",outcome="hit"} 57',
  'cache_lookups_total{family="sync",outcome="miss"} 13',
  'cache_lookups_total{family="content",outcome="error"} 1',
  histogramLines('db_query_time', [1, 4, 4.5, 99_999], ',statement="sync.read"'),
  histogramLines('db_query_time', [0.1], ',statement="login"'),
  histogramLines('pool_wait_time', [0.05, 0.12]),
  'db_connections{state="total"} 12',
  'db_connections{state="idle"} 4',
  'db_connections{state="waiting"} 1',
  'db_connections{state="max"} 100',
  'db_connections_peak_in_use 11',
  'event_loop_delay_p99 11.5',
  'event_loop_utilization 0.25',
  'pool_lent_ms_total 1340.75',
  'pool_timeouts_total 3',
  'sessions_ended_total 5',
  'session_duration_ms_total 92000.5',
  'cache_tier_hits_total{tier="memory"} 34',
  'cache_tier_hits_total{tier="redis"} 23',
  'db_queries_total{role="primary"} 9',
  'db_queries_total{role="replica"} 7',
  'db_replica_lag_ms 12.5',
  'request_time_requests_total{route="sync.read"} 14',
  'request_time_ms_total{route="sync.read",part="total"} 130.7504',
  'request_time_ms_total{route="sync.read",part="queue"} 2',
  'request_time_ms_total{route="sync.read",part="poolWait"} 1.5',
  'request_time_ms_total{route="sync.read",part="query"} 60',
  'request_time_ms_total{route="sync.read",part="cache"} 3',
  'request_time_requests_total{route="idle"} 0',
];

/** Counts that are zero except for the given ones, by the upper bound of their bucket. */
function counts(byBound: Record<string, number>): number[] {
  const bounds = [...SERVER_HISTOGRAM_UPPER_BOUNDS_MS, Number.POSITIVE_INFINITY];
  return bounds.map((bound) => byBound[bound] ?? 0);
}

describe('serverSecond', () => {
  it('is the increase of every counter, and the gauges', () => {
    const second = serverSecond('server-1', before, exposition(...nowLines));
    expect(second).toEqual({
      name: 'server-1',
      requests: 70,
      errors: 3,
      eventLoopDelayP99Ms: 11.5,
      eventLoopUtilization: 0.25,
      pool: { total: 12, idle: 4, waiting: 1, max: 100 },
      poolPeakInUse: 11,
      poolWaitMs: { counts: counts({ 0.15: 1 }), sum: expect.closeTo(0.12) },
      poolLentMs: 340.5,
      poolTimeouts: 2,
      queryTimeMs: {
        'sync.read': { counts: counts({ 5: 1, Infinity: 1 }), sum: expect.closeTo(100_003.5) },
        login: { counts: counts({ 0.1: 1 }), sum: expect.closeTo(0.1) },
      },
      tierHits: { memory: 4, redis: 3 },
      queriesByRole: { primary: 1, replica: 5 },
      replicaLagMs: 12.5,
      loadsShared: 3,
      sessionsEnded: { count: 2, lastedMs: 62_000.25 },
      memoryEntries: 40,
      memoryAgeMostMs: 4900.5,
      cacheLookups: { sync: { hit: 7, miss: 3, error: 0 }, content: { hit: 0, miss: 0, error: 1 } },
      routeTimes: {
        'sync.read': { requests: 4, totalMs: 30.25, queueMs: 2, poolWaitMs: 1.5, queryMs: 20, cacheMs: 3 },
      },
    });
    expect(second.poolWaitMs.counts).toHaveLength(BUCKETS);
  });

  it('has no figure for what a server does not report: absence is not zero', () => {
    const other = 'http_requests_total{route="a",status="200"} 1';
    const second = serverSecond('server-1', exposition(other), exposition(other));
    expect(second).not.toHaveProperty('poolPeakInUse');
    expect(second).not.toHaveProperty('poolLentMs');
    expect(second).not.toHaveProperty('poolTimeouts');
    expect(second).not.toHaveProperty('tierHits');
    expect(second).not.toHaveProperty('loadsShared');
    expect(second).not.toHaveProperty('sessionsEnded');
    expect(second).not.toHaveProperty('memoryEntries');
    expect(second).not.toHaveProperty('queriesByRole');
    expect(second).toMatchObject({ replicaLagMs: null });
    expect(second).toMatchObject({ eventLoopUtilization: null, eventLoopDelayP99Ms: null, routeTimes: {} });
  });

  it('has no replica lag if it is unknown', () => {
    const unknown = exposition('db_replica_lag_ms +Inf');
    expect(serverSecond('server-1', unknown, unknown).replicaLagMs).toBeNull();
  });

  it('leaves out statements that did not run', () => {
    const second = serverSecond('server-1', exposition(...nowLines), exposition(...nowLines));
    expect(second).toMatchObject({ requests: 0, queryTimeMs: {} });
    expect(second.poolWaitMs.counts.every((count) => count === 0)).toBe(true);
  });

  it.each([
    ['a counter shrank', ['http_requests_total{route="a",status="200"} 9']],
    ['a series is gone', ['http_requests_total{route="c",status="200"} 9']],
  ])('counts from zero after a restart of the server: %s', (_, lines) => {
    expect(serverSecond('server-1', before, exposition(...lines))).toMatchObject({ requests: 9 });
  });

  it('recognizes a restart by the start time, even when the counters have outgrown the old ones', () => {
    const first = exposition('process_start_time_seconds 100', 'http_requests_total{status="200"} 5');
    const second = exposition('process_start_time_seconds 200', 'http_requests_total{status="200"} 8');
    expect(serverSecond('server-1', first, second).requests).toBe(8);
  });

  it('refuses histograms with bounds other than those of the timeline', () => {
    const other = ['pool_wait_time_bucket{le="1"} 1', 'pool_wait_time_bucket{le="+Inf"} 1'];
    expect(() => serverSecond('server-1', exposition(), exposition(...other))).toThrow('has 2 buckets');
    const moved = histogramLines('pool_wait_time', [1]).replace('le="0.15"', 'le="0.16"');
    expect(() => serverSecond('server-1', exposition(), exposition(moved))).toThrow('no bound 0.15');
  });
});
