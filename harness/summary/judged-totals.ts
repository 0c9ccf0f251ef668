import type { ClientMetric, RequestHistogram } from '../model/histogram.ts';
import type { Percentiles, ProcessSummary, RouteSummary, StatementSummary } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { type Counted, WithEndless } from '../stats/with-endless.ts';

export function percentilesOf(histogram: ExponentialHistogram): Percentiles | null {
  const [p50, p95, p99] = [histogram.quantile(0.5), histogram.quantile(0.95), histogram.quantile(0.99)];
  return p50 && p95 && p99 ? { p50: p50.value, p95: p95.value, p99: p99.value } : null;
}

/** The values at these quantiles; null for an empty sample. */
export function quantilesOf(sample: Counted, quantiles: readonly number[]): number[] | null {
  return sample.count === 0 ? null : quantiles.map((q) => sample.quantile(q)!.value);
}

/** Times of requests from the intended start, from the actual start, and the start delay between them. */
export type RequestTimes = Record<ClientMetric, ExponentialHistogram>;

export function newRequestTimes(): RequestTimes {
  return {
    responseTimeMs: new ExponentialHistogram(),
    serviceTimeMs: new ExponentialHistogram(),
    startDelayMs: new ExponentialHistogram(),
  };
}

/** Upper bound of the bucket that contains a quantile; the highest finite bound if the bucket has no upper bound. */
export function quantileBound(
  histogram: BucketHistogram,
  q: number,
  upperBoundsMs: readonly number[],
): number | null {
  const estimate = histogram.quantile(q);
  return estimate && Math.min(estimate.high, upperBoundsMs.at(-1) ?? estimate.high);
}

type Usage = { seconds: number; cpuSum: number; cpuMax: number; memoryMax: number };

/** Totals by route, statement and process, over all judged phases together. */
export class JudgedTotals {
  readonly #upperBoundsMs: readonly number[];
  readonly #quantiles: readonly number[];
  readonly #routes = new Map<string, { correct: number; failed: number }>();
  readonly #routeTimes = new Map<string, RequestTimes>();
  readonly #statements = new Map<string, BucketHistogram>();
  readonly #processes = new Map<string, Usage>();

  constructor(upperBoundsMs: readonly number[], quantiles: readonly number[]) {
    this.#upperBoundsMs = upperBoundsMs;
    this.#quantiles = quantiles;
  }

  addSecond({ client, servers, processes }: TimelineSecond): void {
    for (const [route, { correct, failed }] of Object.entries(client?.byRoute ?? {})) {
      const sum = getOrMake(this.#routes, route, () => ({ correct: 0, failed: 0 }));
      sum.correct += correct;
      sum.failed += failed;
    }
    for (const { queryTimeMs } of servers) {
      for (const [statement, increase] of Object.entries(queryTimeMs)) {
        getOrMake(this.#statements, statement, () => new BucketHistogram(this.#upperBoundsMs)).add(increase);
      }
    }
    for (const { name, cpuCores, residentBytes } of processes) {
      const usage = getOrMake(this.#processes, name, () => ({
        seconds: 0,
        cpuSum: 0,
        cpuMax: 0,
        memoryMax: 0,
      }));
      usage.seconds++;
      usage.cpuSum += cpuCores;
      usage.cpuMax = Math.max(usage.cpuMax, cpuCores);
      usage.memoryMax = Math.max(usage.memoryMax, residentBytes);
    }
  }

  addHistogram({ metric, route, histogram, failed }: RequestHistogram): void {
    if (failed) return; // the duration of a failure says nothing about the route
    getOrMake(this.#routeTimes, route, newRequestTimes)[metric].mergeEncoded(histogram);
  }

  /** In order of their names. `isStartKnown`: whether the intended start of every request is known. */
  routes(isStartKnown: boolean): RouteSummary[] {
    const routes: RouteSummary[] = [];
    for (const [route, { correct, failed }] of this.#routes) {
      const times = this.#routeTimes.get(route);
      const serviceTimeMs = times ? percentilesOf(times.serviceTimeMs) : null;
      // Every answered request has a time, so a route with answers but without times lost its histograms to a telemetry gap.
      if (!serviceTimeMs && correct > 0) continue;
      const startDelayMs = times && isStartKnown ? percentilesOf(times.startDelayMs) : null;
      const all = new WithEndless(times?.responseTimeMs ?? new ExponentialHistogram(), failed);
      const quantilesMs = isStartKnown ? quantilesOf(all, this.#quantiles) : null;
      routes.push({ route, correct, failed, quantilesMs, serviceTimeMs, startDelayMs });
    }
    return routes.sort((a, b) => (a.route < b.route ? -1 : 1));
  }

  /** Slowest first. */
  statements(): StatementSummary[] {
    const statements: StatementSummary[] = [];
    for (const [statement, histogram] of this.#statements) {
      const [p50Ms, p95Ms] = [0.5, 0.95].map((q) => quantileBound(histogram, q, this.#upperBoundsMs));
      if (p50Ms == null || p95Ms == null) continue;
      statements.push({ statement, count: histogram.count, meanMs: histogram.mean!, p50Ms, p95Ms });
    }
    return statements.sort((a, b) => b.p95Ms - a.p95Ms || b.meanMs - a.meanMs);
  }

  processes(): ProcessSummary[] {
    return [...this.#processes]
      .map(([name, { seconds, cpuSum, cpuMax, memoryMax }]) => ({
        name,
        cpuCoresMean: cpuSum / seconds,
        cpuCoresMax: cpuMax,
        memoryMaxBytes: memoryMax,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
