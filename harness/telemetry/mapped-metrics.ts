import type { MetricsConfig } from '../model/system-config.ts';
import type { Exposition, Labels, Series } from './prometheus-text.ts';
import { START_TIME } from './server-second.ts';

/** What the metrics of a server that is not ours are called. */
export type MetricsMapping = Pick<
  MetricsConfig,
  'requests' | 'requestTime' | 'queryTime' | 'poolWait' | 'cache'
>;
type Histogram = { histogram: string; unit?: 's' | 'ms' };

const NO_BOUNDS: readonly number[] = [];

/** Every metric of a server that a mapping names, as it is written in its responses. */
export function namesIn({ requests, requestTime, queryTime, poolWait, cache }: MetricsMapping): Set<string> {
  const ofHistogram = ({ histogram }: Histogram) =>
    ['_bucket', '_sum', '_count'].map((suffix) => histogram + suffix);
  return new Set([
    START_TIME,
    ...(requests ? [requests.counter] : []),
    ...[requestTime, queryTime, poolWait].flatMap((each) => (each ? ofHistogram(each) : [])),
    ...(cache ? [cache.hits, cache.misses] : []),
  ]);
}

/** The metrics that a mapping names, and that a response does not have. Some servers report a metric only once it has a value. */
export function missingIn(exposition: Exposition, mapping: MetricsMapping): string[] {
  const there = new Set([...exposition.values()].map(({ name }) => familyOf(name)));
  const { requests, requestTime, queryTime, poolWait, cache } = mapping;
  return [
    requests?.counter,
    requestTime?.histogram,
    queryTime?.histogram,
    poolWait?.histogram,
    cache?.hits,
    cache?.misses,
  ].flatMap((name) => (name === undefined || there.has(familyOf(name)) ? [] : name));
}

/** The name of a histogram, from that of one of its series. */
function familyOf(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}

/**
 * The bounds that all histograms of query times and waits have in common, in ms without +Inf. Counts up to a common bound are exact,
 * whatever bounds a histogram has besides.
 */
export function commonBounds(
  responses: readonly { exposition: Exposition; mapping: MetricsMapping }[],
): number[] {
  const sets = responses.flatMap(({ exposition, mapping }) =>
    [mapping.queryTime, mapping.poolWait].flatMap((histogram) => {
      if (!histogram) return [];
      const buckets = named(exposition, `${histogram.histogram}_bucket`);
      return buckets.length === 0 ? [] : [new Set(buckets.map(({ labels }) => boundOf(labels, histogram)))];
    }),
  );
  const [first, ...others] = sets;
  const common = others.reduce((shared, set) => shared.intersection(set), first ?? new Set<number>());
  return [...common].filter(Number.isFinite).toSorted((a, b) => a - b);
}

/**
 * A response in the names and units of the reference server, which telemetry understands: series that differ only in other labels are
 * added up.
 * @param boundsMs of the histograms of the run; without any, times cannot be told
 */
export function inOwnNames(
  exposition: Exposition,
  { requests, requestTime, queryTime, poolWait, cache }: MetricsMapping,
  boundsMs: readonly number[] = NO_BOUNDS,
): Exposition {
  const sums = new Map<string, Series>();
  const add = (name: string, labels: Labels, value: number) => {
    const key = `${name}${JSON.stringify(labels)}`;
    sums.set(key, { name, labels, value: value + (sums.get(key)?.value ?? 0) });
  };
  const of = (name: string) => named(exposition, name);
  const addTimes = (to: string, from: Histogram | undefined, labelsOf: (labels: Labels) => Labels) => {
    if (!from || boundsMs.length === 0) return;
    for (const { labels, value } of of(`${from.histogram}_bucket`)) {
      const bound = boundOf(labels, from);
      if (bound === Number.POSITIVE_INFINITY || boundsMs.includes(bound))
        add(
          `${to}_bucket`,
          { ...labelsOf(labels), le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) },
          value,
        );
    }
    for (const { labels, value } of of(`${from.histogram}_sum`))
      add(`${to}_sum`, labelsOf(labels), inMs(value, from));
  };

  for (const { labels, value } of of(START_TIME)) add(START_TIME, labels, value);
  if (requests) {
    const { counter, statusLabel = 'status' } = requests;
    for (const { labels, value } of of(counter))
      add('http_requests_total', statusOf(labels, statusLabel), value);
  } else if (requestTime) {
    for (const { value } of of(`${requestTime.histogram}_count`)) add('http_requests_total', {}, value);
  }
  if (requestTime?.routeLabel) {
    const { histogram, routeLabel } = requestTime;
    for (const { labels, value } of of(`${histogram}_count`))
      add('request_time_requests_total', { route: labels[routeLabel] ?? 'unnamed' }, value);
    for (const { labels, value } of of(`${histogram}_sum`))
      add(
        'request_time_ms_total',
        { route: labels[routeLabel] ?? 'unnamed', part: 'total' },
        inMs(value, requestTime),
      );
  }
  const { statementLabel } = queryTime ?? {};
  addTimes('db_query_time', queryTime, (labels) => ({
    statement: (statementLabel === undefined ? undefined : labels[statementLabel]) ?? 'all',
  }));
  addTimes('pool_wait_time', poolWait, () => ({}));
  if (cache) {
    for (const { value } of of(cache.hits))
      add('cache_lookups_total', { family: 'all', outcome: 'hit' }, value);
    for (const { value } of of(cache.misses))
      add('cache_lookups_total', { family: 'all', outcome: 'miss' }, value);
  }
  return sums;
}

function named(exposition: Exposition, name: string): Series[] {
  return [...exposition.values()].filter((series) => series.name === name);
}

function statusOf(labels: Labels, label: string): Labels {
  const status = labels[label];
  return status === undefined ? {} : { status };
}

/** The bound of a bucket in ms. Rounded, because 0.07 s is not quite 70 ms in binary. */
function boundOf({ le = '' }: Labels, histogram: Histogram): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(inMs(Number(le), histogram).toPrecision(12));
}

function inMs(value: number, { unit = 's' }: Histogram): number {
  return unit === 's' ? value * 1000 : value;
}
