import type { ClientMetric, HistogramSecond } from '../../model/histogram.ts';
import type { ClientSecond } from '../../model/timeline.ts';
import { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import type { MetricsExport } from './decode.ts';

const TRENDS: Record<string, ClientMetric> = {
  response_time: 'responseTimeMs',
  service_time: 'serviceTimeMs',
  start_delay: 'startDelayMs',
};

/** Every metric of the generator that is read, by the name that it has in k6. */
export const CLIENT_METRICS: ReadonlySet<string> = new Set([
  ...Object.keys(TRENDS),
  'requests_attempted',
  'requests_correct',
  'requests_refused',
  'requests_failed',
  'dropped_iterations',
  'vus',
]);

/**
 * How far the middle of an export may lie outside the second that follows the one before, and still be that second's.
 */
const TOLERANCE_SEC = 0.25;
const SHORTEST_REGULAR_EXPORT_MS = 500;
const LONGEST_REGULAR_EXPORT_MS = 1500;
/** As long as a telemetry gap may be: after that a process that is silent counts as gone. */
const LONGEST_GAUGE_GAP_SEC = 2;

export type TakenSecond = { client: ClientSecond | null; histograms: HistogramSecond[] };

/**
 * Exports of all generator processes, merged by second until they are taken. Holds only the seconds not yet taken.
 *
 * An export belongs to the second in which the middle of its interval lies. Where that middle is so near to a boundary
 * that jitter would give one second two exports and the next none, the export belongs to the second after the one
 * before (docs/adr/0040).
 */
export class ClientSeconds {
  readonly #open = new Map<number, OpenSecond>();
  readonly #lastSecondOf = new Map<string, number>();
  readonly #lastUsersOf = new Map<string, { users: number; second: number }>();
  #firstOpen = Number.NEGATIVE_INFINITY;
  #late = 0;

  /** Exports that came after their second was taken, and were counted in the next one that was still open. */
  get late(): number {
    return this.#late;
  }

  add(metrics: MetricsExport): void {
    const second = secondOf(metrics, this.#lastSecondOf.get(metrics.process));
    this.#lastSecondOf.set(metrics.process, second);
    if (second < this.#firstOpen) this.#late++;
    const filed = Math.max(second, this.#firstOpen);
    let open = this.#open.get(filed);
    if (!open) {
      open = new OpenSecond();
      this.#open.set(filed, open);
    }
    open.add(metrics);
  }

  /** Seconds are taken in order; an earlier one that nobody took is dropped. */
  take(second: number): TakenSecond {
    const open = this.#open.get(second);
    for (const [process, users] of open?.usersByProcess ?? [])
      this.#lastUsersOf.set(process, { users, second });
    const taken = open?.close(second, this.#usersAt(second)) ?? { client: null, histograms: [] };
    for (const held of this.#open.keys()) if (held <= second) this.#open.delete(held);
    this.#firstOpen = Math.max(this.#firstOpen, second + 1);
    return taken;
  }

  /** A gauge holds until it is told anew: a process whose export is late has not lost its users. */
  #usersAt(second: number): number {
    const recent = [...this.#lastUsersOf.values()].filter(
      (last) => second - last.second <= LONGEST_GAUGE_GAP_SEC,
    );
    return recent.reduce((sum, { users }) => sum + users, 0);
  }
}

function secondOf({ startMs, endMs }: MetricsExport, previous: number | undefined): number {
  const middleSec = (startMs + endMs) / 2 / 1000;
  const second = Math.floor(middleSec);
  const lengthMs = endMs - startMs;
  const isRegular = lengthMs >= SHORTEST_REGULAR_EXPORT_MS && lengthMs <= LONGEST_REGULAR_EXPORT_MS;
  if (previous === undefined || !isRegular) return second;
  const next = previous + 1;
  return middleSec >= next - TOLERANCE_SEC && middleSec < next + 1 + TOLERANCE_SEC ? next : second;
}

/** One second that is still being filled. */
class OpenSecond {
  readonly #totals = { attempted: 0, correct: 0, failed: 0, refused: 0, dropped: 0 };
  readonly #failedByReason = new Map<string, number>();
  readonly #byRoute = new Map<string, { correct: number; failed: number }>();
  readonly usersByProcess = new Map<string, number>();
  readonly #histograms = new Map<
    string,
    { metric: ClientMetric; route: string; histogram: ExponentialHistogram }
  >();

  add({ process, counters, gauges, histograms }: MetricsExport): void {
    for (const { metric, attributes, value } of counters) {
      this.#count(metric, routeOf(attributes), attributes.reason ?? 'unknown', value);
    }
    for (const { metric, value } of gauges) {
      if (metric === 'vus') this.usersByProcess.set(process, value);
    }
    for (const { metric: name, attributes, histogram } of histograms) {
      const metric = TRENDS[name];
      if (!metric) continue;
      const route = routeOf(attributes);
      const key = `${metric} ${route}`;
      let series = this.#histograms.get(key);
      if (!series) {
        series = { metric, route, histogram: new ExponentialHistogram() };
        this.#histograms.set(key, series);
      }
      series.histogram.mergeEncoded(histogram);
    }
  }

  #count(metric: string, route: string, reason: string, value: number): void {
    switch (metric) {
      case 'requests_attempted':
        this.#totals.attempted += value;
        break;
      case 'requests_refused':
        this.#totals.refused += value;
        break;
      case 'dropped_iterations':
        this.#totals.dropped += value;
        break;
      case 'requests_correct':
        this.#totals.correct += value;
        this.#route(route).correct += value;
        break;
      case 'requests_failed':
        this.#totals.failed += value;
        this.#route(route).failed += value;
        this.#failedByReason.set(reason, (this.#failedByReason.get(reason) ?? 0) + value);
        break;
    }
  }

  #route(name: string): { correct: number; failed: number } {
    let route = this.#byRoute.get(name);
    if (!route) {
      route = { correct: 0, failed: 0 };
      this.#byRoute.set(name, route);
    }
    return route;
  }

  close(second: number, users: number): TakenSecond {
    const { attempted, correct, failed, refused, dropped } = this.#totals;
    return {
      client: {
        attempted,
        completed: correct + failed + refused,
        correct,
        failed,
        refused,
        droppedIterations: dropped,
        users,
        failedByReason: Object.fromEntries(this.#failedByReason),
        byRoute: Object.fromEntries(this.#byRoute),
      },
      histograms: [...this.#histograms.values()].map(({ metric, route, histogram }) => ({
        second,
        metric,
        route,
        histogram: histogram.encode(),
      })),
    };
  }
}

function routeOf(attributes: Record<string, string>): string {
  return attributes.name ?? 'unnamed';
}
