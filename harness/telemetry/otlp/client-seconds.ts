import type { ClientMetric, HistogramSecond } from '../../model/histogram.ts';
import type { ClientSecond } from '../../model/timeline.ts';
import { countOf, ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import type { MetricsExport } from './decode.ts';

const TRENDS: Record<string, ClientMetric> = {
  response_time: 'responseTimeMs',
  service_time: 'serviceTimeMs',
  start_delay: 'startDelayMs',
};

/** Every metric of the generator that is read, by the name that it has in k6. */
export const CLIENT_METRICS: ReadonlySet<string> = new Set([
  ...Object.keys(TRENDS),
  'dropped_iterations',
  'vus',
  'vus_max',
]);

/**
 * How far the middle of an export may lie outside the second that follows the one before, and still be that second's.
 */
const TOLERANCE_SEC = 0.25;
const SHORTEST_REGULAR_EXPORT_MS = 500;
const LONGEST_REGULAR_EXPORT_MS = 1500;
/** As long as a telemetry gap may be: after that a process that is silent counts as gone. */
const LONGEST_GAUGE_GAP_SEC = 2;

/** k6's gauges of one process: virtual users that run an iteration, and all that it has made. */
type Users = { busy: number; made: number };

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
  readonly #lastUsersOf = new Map<string, Users & { second: number }>();
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
      this.#lastUsersOf.set(process, { ...users, second });
    const taken = open?.close(second, this.#usersAt(second)) ?? { client: null, histograms: [] };
    for (const held of this.#open.keys()) if (held <= second) this.#open.delete(held);
    this.#firstOpen = Math.max(this.#firstOpen, second + 1);
    return taken;
  }

  /** A gauge holds until it is told anew: a process whose export is late has not lost its users. */
  #usersAt(second: number): Users {
    const recent = [...this.#lastUsersOf.values()].filter(
      (last) => second - last.second <= LONGEST_GAUGE_GAP_SEC,
    );
    return {
      busy: recent.reduce((sum, { busy }) => sum + busy, 0),
      made: recent.reduce((sum, { made }) => sum + made, 0),
    };
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

/**
 * One second that is still being filled. A start delay is told when a request is sent and a service time, with its outcome,
 * when it ended: their counts are the requests attempted and completed.
 */
class OpenSecond {
  readonly #totals = { attempted: 0, correct: 0, failed: 0, refused: 0, dropped: 0 };
  readonly #failedByReason = new Map<string, number>();
  readonly #byRoute = new Map<string, { correct: number; failed: number }>();
  readonly usersByProcess = new Map<string, Users>();
  readonly #processes = new Set<string>();
  readonly #histograms = new Map<
    string,
    { metric: ClientMetric; route: string; histogram: ExponentialHistogram }
  >();

  add({ process, counters, gauges, histograms }: MetricsExport): void {
    for (const { metric, value } of counters) {
      if (metric === 'dropped_iterations') this.#totals.dropped += value;
    }
    if (process !== '') this.#processes.add(process);
    const gauge = (name: string) => gauges.find(({ metric }) => metric === name)?.value;
    const busy = gauge('vus');
    if (busy !== undefined) this.usersByProcess.set(process, { busy, made: gauge('vus_max') ?? 0 });
    for (const { metric: name, attributes, histogram } of histograms) {
      const metric = TRENDS[name];
      if (!metric) continue;
      const route = attributes.name ?? 'unnamed';
      const requests = countOf(histogram);
      if (metric === 'startDelayMs') this.#totals.attempted += requests;
      if (metric === 'serviceTimeMs') this.#complete(route, attributes.outcome ?? 'unknown', requests);
      const key = `${metric} ${route}`;
      let series = this.#histograms.get(key);
      if (!series) {
        series = { metric, route, histogram: new ExponentialHistogram() };
        this.#histograms.set(key, series);
      }
      series.histogram.mergeEncoded(histogram);
    }
  }

  /** Outcomes as `judgeResponse` names them: what is neither correct nor refused is the reason of a failure. */
  #complete(route: string, outcome: string, requests: number): void {
    if (outcome === 'refused') {
      this.#totals.refused += requests;
    } else if (outcome === 'correct') {
      this.#totals.correct += requests;
      this.#route(route).correct += requests;
    } else {
      this.#totals.failed += requests;
      this.#route(route).failed += requests;
      this.#failedByReason.set(outcome, (this.#failedByReason.get(outcome) ?? 0) + requests);
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

  close(second: number, users: Users): TakenSecond {
    const { attempted, correct, failed, refused, dropped } = this.#totals;
    return {
      client: {
        attempted,
        completed: correct + failed + refused,
        correct,
        failed,
        refused,
        droppedIterations: dropped,
        users: users.busy,
        usersMax: users.made,
        reportedBy: [...this.#processes].sort(),
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
