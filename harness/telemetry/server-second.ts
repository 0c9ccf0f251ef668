import type { BucketIncrease, RouteTimeIncrease, ServerSecond } from '../model/timeline.ts';
import type { Exposition, Series } from './prometheus-text.ts';

/** The bounds of every histogram of the reference server, without +Inf. */
export const SERVER_HISTOGRAM_UPPER_BOUNDS_MS: readonly number[] = [
  0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700,
  1000, 1500, 2000, 3000, 5000, 10000, 30000,
];

const COUNTERS = new Set([
  'http_requests_total',
  'cache_lookups_total',
  'db_query_time_bucket',
  'db_query_time_sum',
  'pool_wait_time_bucket',
  'pool_wait_time_sum',
  'pool_lent_ms_total',
  'pool_timeouts_total',
  'request_time_ms_total',
  'request_time_requests_total',
  'cache_tier_hits_total',
  'db_queries_total',
  'cache_loads_shared_total',
  'sessions_ended_total',
  'session_duration_ms_total',
]);
const PEAK_IN_USE = 'db_connections_peak_in_use';
/** What Proofload itself asks each server for once a second: at a low rate that would even out their shares of the requests. */
const OWN_ROUTE = 'GET /metrics';
export const START_TIME = 'process_start_time_seconds';

/** Every metric of a server that is read. */
export const SERVER_FAMILIES: ReadonlySet<string> = new Set([
  ...COUNTERS,
  'db_connections',
  PEAK_IN_USE,
  'db_replica_lag_ms',
  'cache_memory_entries',
  'cache_memory_age_most_ms',
  'event_loop_delay_p99',
  'event_loop_utilization',
  START_TIME,
]);

/** When the answering process was started, in epoch seconds; null if it does not report that. */
export function startTimeOf(now: Exposition): number | null {
  return gaugeOf(now, START_TIME);
}

/**
 * What one server did between two responses of its /metrics, and its gauges at the second response.
 * @param boundsMs upper bounds of its histograms, without +Inf
 */
export function serverSecond(
  name: string,
  before: Exposition,
  now: Exposition,
  boundsMs: readonly number[] = SERVER_HISTOGRAM_UPPER_BOUNDS_MS,
): ServerSecond {
  const increases = increasesBetween(before, now);
  const named = (metric: string): Series[] => increases.filter((series) => series.name === metric);
  const requests = named('http_requests_total').filter(({ labels }) => labels.route !== OWN_ROUTE);
  return {
    name,
    requests: sum(requests),
    errors: sum(requests.filter(({ labels }) => labels.status?.startsWith('5'))),
    eventLoopDelayP99Ms: gaugeOf(now, 'event_loop_delay_p99'),
    eventLoopUtilization: gaugeOf(now, 'event_loop_utilization'),
    pool: poolOf(now),
    ...ifTold(gaugeOf(now, PEAK_IN_USE), (peak) => ({ poolPeakInUse: peak })),
    poolWaitMs: histogramOf(named('pool_wait_time_bucket'), named('pool_wait_time_sum'), boundsMs),
    ...ifAny(named('pool_lent_ms_total'), (lent) => ({ poolLentMs: toMicroseconds(sum(lent)) })),
    ...ifAny(named('pool_timeouts_total'), (timeouts) => ({ poolTimeouts: sum(timeouts) })),
    queryTimeMs: histogramsByStatement(named('db_query_time_bucket'), named('db_query_time_sum'), boundsMs),
    cacheLookups: cacheLookupsOf(named('cache_lookups_total')),
    ...ifAny(named('cache_tier_hits_total'), (hits) => ({
      tierHits: { memory: sumOf(hits, 'tier', 'memory'), redis: sumOf(hits, 'tier', 'redis') },
    })),
    ...ifAny(named('db_queries_total'), (queries) => ({
      queriesByRole: {
        primary: sumOf(queries, 'role', 'primary'),
        replica: sumOf(queries, 'role', 'replica'),
      },
    })),
    replicaLagMs: gaugeOf(now, 'db_replica_lag_ms'),
    ...ifAny(named('cache_loads_shared_total'), (loads) => ({ loadsShared: sum(loads) })),
    ...ifTold(gaugeOf(now, 'cache_memory_entries'), (memoryEntries) => ({ memoryEntries })),
    ...ifTold(gaugeOf(now, 'cache_memory_age_most_ms'), (ageMs) => ({ memoryAgeMostMs: ageMs })),
    ...ifAny(named('sessions_ended_total'), (ended) => ({
      sessionsEnded: {
        count: sum(ended),
        lastedMs: toMicroseconds(sum(named('session_duration_ms_total'))),
      },
    })),
    routeTimes: routeTimesOf(named('request_time_requests_total'), named('request_time_ms_total')),
  };
}

/** A figure that a server does not report is null, not 0. */
function ifAny<Figure>(series: Series[], figureOf: (series: Series[]) => Figure): Figure | null {
  return series.length === 0 ? null : figureOf(series);
}

function ifTold<Figure>(value: number | null, figureOf: (value: number) => Figure): Figure | null {
  return value === null ? null : figureOf(value);
}

function gaugeOf(now: Exposition, metric: string): number | null {
  for (const { name, value } of now.values()) if (name === metric) return value;
  return null;
}

/** A restarted process has lost its counters, so everything it shows has happened since. */
function increasesBetween(before: Exposition, now: Exposition): Series[] {
  const base = isRestarted(before, now) ? new Map<string, Series>() : before;
  return [...now]
    .filter(([, series]) => COUNTERS.has(series.name))
    .map(([key, series]) => ({ ...series, value: series.value - (base.get(key)?.value ?? 0) }));
}

/** While a process lives, counters never shrink and a labelled series never disappears. */
function isRestarted(before: Exposition, now: Exposition): boolean {
  for (const [key, { name, value }] of before) {
    const current = now.get(key)?.value;
    if (name === START_TIME && current !== value) return true;
    if (COUNTERS.has(name) && (current === undefined || current < value)) return true;
  }
  return false;
}

/** null: the server reports none */
function poolOf(now: Exposition): ServerSecond['pool'] {
  const pool = { total: 0, idle: 0, waiting: 0, max: 0 };
  let isReported = false;
  for (const { name, labels, value } of now.values()) {
    if (name === 'db_connections' && labels.state !== undefined && labels.state in pool) {
      pool[labels.state as keyof typeof pool] = value;
      isReported = true;
    }
  }
  return isReported ? pool : null;
}

function histogramsByStatement(
  buckets: Series[],
  sums: Series[],
  boundsMs: readonly number[],
): Record<string, BucketIncrease> {
  const bucketsOf = Map.groupBy(buckets, ({ labels }) => labels.statement ?? 'unnamed');
  const sumsOf = Map.groupBy(sums, ({ labels }) => labels.statement ?? 'unnamed');
  return Object.fromEntries(
    [...bucketsOf]
      .map(
        ([statement, series]) =>
          [statement, histogramOf(series, sumsOf.get(statement) ?? [], boundsMs)] as const,
      )
      .filter(([, { counts }]) => counts.some((count) => count > 0)),
  );
}

/** The upper bound of a bucket, which may be infinite. */
export function upperBoundOf({ labels }: Series): number {
  return Number(labels.le?.replace('+Inf', 'Infinity'));
}

/**
 * Prometheus buckets are cumulative (values up to each bound); here every bucket counts only its own range. Series that differ in other
 * labels than the bound are added up.
 */
export function histogramOf(
  buckets: readonly Series[],
  sums: readonly Series[],
  boundsMs: readonly number[],
): BucketIncrease {
  const atMost = new Map([...Map.groupBy(buckets, upperBoundOf)].map(([bound, of]) => [bound, sum(of)]));
  const bounds = [...boundsMs, Number.POSITIVE_INFINITY];
  if (atMost.size !== bounds.length && atMost.size !== 0) {
    throw new Error(`A histogram of the server has ${atMost.size} buckets, not ${bounds.length}`);
  }
  let below = 0;
  const counts = bounds.map((bound) => {
    const upTo = atMost.get(bound);
    if (upTo === undefined && atMost.size !== 0)
      throw new Error(`A histogram of the server has no bound ${bound}`);
    const count = (upTo ?? 0) - below;
    below = upTo ?? 0;
    return count;
  });
  return { counts, sum: sum(sums) };
}

function cacheLookupsOf(lookups: Series[]): ServerSecond['cacheLookups'] {
  const families: ServerSecond['cacheLookups'] = {};
  for (const { labels, value } of lookups) {
    const { family = 'unnamed', outcome } = labels;
    const counts = families[family] ?? { hit: 0, miss: 0, error: 0 };
    families[family] = counts;
    if (outcome === 'hit' || outcome === 'miss' || outcome === 'error') counts[outcome] += value;
  }
  return families;
}

/** Routes without a request in this second are left out. */
function routeTimesOf(requests: Series[], times: Series[]): Record<string, RouteTimeIncrease> {
  const increases: Record<string, RouteTimeIncrease> = {};
  for (const { labels, value } of requests) {
    if (value === 0) continue;
    const own = times.filter((series) => series.labels.route === labels.route);
    const part = (name: string) => toMicroseconds(sum(own.filter((series) => series.labels.part === name)));
    increases[labels.route ?? 'unnamed'] = {
      requests: value,
      totalMs: part('total'),
      queueMs: part('queue'),
      poolWaitMs: part('poolWait'),
      queryMs: part('query'),
      cacheMs: part('cache'),
    };
  }
  return increases;
}

/** The difference of two large sums has meaningless digits, which the timeline would store otherwise. */
function toMicroseconds(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}

function sumOf(series: Series[], label: string, value: string): number {
  return sum(series.filter(({ labels }) => labels[label] === value));
}

function sum(series: readonly Series[]): number {
  return series.reduce((total, { value }) => total + value, 0);
}
