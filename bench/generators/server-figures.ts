import { BucketHistogram } from '../../harness/stats/bucket-histogram.ts';
import type { ValueBounds } from '../../harness/stats/ranked.ts';
import { type Exposition, parseExposition, type Series } from '../../harness/telemetry/prometheus-text.ts';
import { histogramOf, upperBoundOf } from '../../harness/telemetry/server-second.ts';

/** The only route that is requested. */
const ROUTE = 'GET /students/:studentId/sync';
const COUNT = 'api_response_time_count';
const BUCKET = 'api_response_time_bucket';
const SUM = 'api_response_time_sum';

/** What a server answered between two looks at its metrics, by its own account. */
export type ServerFigures = {
  requests: number;
  /** answered with anything but 200 */
  failed: number;
  /** the bucket of its histogram that contains the p95; null without a request */
  p95Ms: ValueBounds | null;
};

export function parseFigures(metrics: string): Exposition {
  return parseExposition(metrics, new Set([COUNT, BUCKET, SUM]));
}

/** Counters only grow, so the difference of two looks is what happened between them. */
export function figuresBetween(before: Exposition, after: Exposition): ServerFigures {
  const increases = [...after]
    .filter(([, { labels }]) => labels.route === ROUTE)
    .map(([key, series]) => ({ ...series, value: series.value - (before.get(key)?.value ?? 0) }));
  const requests = sum(increases.filter(({ name }) => name === COUNT));
  const correct = sum(increases.filter(({ name, labels }) => name === COUNT && labels.status === '200'));
  return { requests, failed: requests - correct, p95Ms: p95Of(increases) };
}

function p95Of(increases: readonly Series[]): ValueBounds | null {
  const [buckets, sums] = [BUCKET, SUM].map((wanted) => increases.filter(({ name }) => name === wanted));
  const bounds = [...new Set(buckets!.map(upperBoundOf))].filter(Number.isFinite).sort((a, b) => a - b);
  const increase = histogramOf(buckets!, sums!, bounds);
  const p95 = BucketHistogram.fromIncrease(bounds, increase).quantile(0.95);
  return p95 && { low: p95.low, high: p95.high };
}

function sum(series: readonly Series[]): number {
  return series.reduce((total, { value }) => total + value, 0);
}
