import type {
  ClientMetric,
  HistogramSecond,
  PageHistogram,
  PageMetric,
  RequestHistogram,
} from '../../model/histogram.ts';
import type { ClientSecond } from '../../model/timeline.ts';
import { countOf, ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import type { Attributes, MetricsExport } from './decode.ts';
import { isFailure, RequestCounts } from './request-counts.ts';

const TRENDS: Record<string, ClientMetric> = {
  response_time: 'responseTimeMs',
  service_time: 'serviceTimeMs',
  start_delay: 'startDelayMs',
};

const PAGE_TRENDS: Record<string, PageMetric> = {
  page_time: 'pageTimeMs',
  page_start_delay: 'pageStartDelayMs',
};

/**
 * Every metric of the generator that we read, by its name in k6. Beyond 2,000 series per metric, k6 merges samples without tags, but
 * the count starts again with each export. So what matters is the number of combinations of route, outcome, phase and a scenario's own
 * tags in one second: a few hundred at most, because rarely more than two phases have requests in flight.
 */
export const CLIENT_METRICS: ReadonlySet<string> = new Set([
  ...Object.keys(TRENDS),
  ...Object.keys(PAGE_TRENDS),
  'iterations',
  'dropped_iterations',
  'vus',
  'vus_max',
]);

/** k6's gauges of one process: virtual users that run an iteration, and all that it has made. */
export type Users = { busy: number; made: number };

export type TakenSecond = { client: ClientSecond | null; histograms: HistogramSecond[] };

type Series = Omit<RequestHistogram, 'second' | 'histogram'> | Omit<PageHistogram, 'second' | 'histogram'>;

/**
 * A second that is still being filled. A start delay is reported when a request is sent; a service time, with its outcome, when
 * the request has ended. Their counts are the attempted and the completed requests. Pages and arrivals are counted separately.
 */
export class OpenSecond {
  readonly #tagNames: ReadonlySet<string>;
  readonly usersByProcess = new Map<string, Users>();
  readonly #total = new RequestCounts();
  readonly #byPhase = new Map<string, RequestCounts>();
  readonly #byRoute = new Map<string, { correct: number; failed: number }>();
  readonly #processes = new Set<string>();
  readonly #histograms = new Map<string, { series: Series; histogram: ExponentialHistogram }>();

  /** @param tagNames a scenario's own tags that are kept: each multiplies the series */
  constructor(tagNames: ReadonlySet<string> = new Set()) {
    this.#tagNames = tagNames;
  }

  add({ process, onlyPhases, counters, gauges, histograms }: MetricsExport): void {
    for (const { metric, attributes, value } of counters) {
      // k6 reports the schedule of an arrival, but its phase only if the scenario does.
      const phase = attributes.phase ?? onlyPhases[attributes.scenario ?? ''];
      if (metric === 'dropped_iterations') for (const counts of this.#countsOf(phase)) counts.drop(value);
      if (metric === 'iterations') for (const counts of this.#countsOf(phase)) counts.arrive(value);
    }
    if (process !== '') this.#processes.add(process);
    const gauge = (name: string) => gauges.find(({ metric }) => metric === name)?.value;
    const busy = gauge('vus');
    if (busy !== undefined) this.usersByProcess.set(process, { busy, made: gauge('vus_max') ?? 0 });
    for (const { metric: name, attributes, histogram } of histograms) {
      const pageMetric = PAGE_TRENDS[name];
      if (pageMetric)
        this.#histogramOf(pageSeriesOf(pageMetric, attributes, this.#tagNames)).mergeEncoded(histogram);
      const metric = TRENDS[name];
      if (!metric) continue;
      const series = seriesOf(metric, attributes, this.#tagNames);
      const requests = countOf(histogram);
      const counted = this.#countsOf(series.phase);
      if (metric === 'startDelayMs') for (const counts of counted) counts.start(requests);
      if (metric === 'serviceTimeMs') {
        for (const counts of counted) counts.end(outcomeOf(attributes), requests);
        this.#endByRoute(series.route, outcomeOf(attributes), requests);
      }
      this.#histogramOf(series).mergeEncoded(histogram);
    }
  }

  close(second: number, users: Users): TakenSecond {
    const { dropped, ...counts } = this.#total.toCounts();
    return {
      client: {
        ...counts,
        completed: counts.correct + counts.failed + counts.refused,
        droppedIterations: dropped,
        users: users.busy,
        usersMax: users.made,
        reportedBy: [...this.#processes].sort(),
        byRoute: Object.fromEntries(this.#byRoute),
        byPhase: Object.fromEntries([...this.#byPhase].map(([phase, own]) => [phase, own.toCounts()])),
      },
      histograms: [...this.#histograms.values()].map(({ series, histogram }) => ({
        second,
        ...series,
        histogram: histogram.encode(),
      })),
    };
  }

  /** Where a request is counted: in the second as a whole, and in its phase if that is known. */
  #countsOf(phase: string | undefined): RequestCounts[] {
    if (phase === undefined) return [this.#total];
    let own = this.#byPhase.get(phase);
    if (!own) {
      own = new RequestCounts();
      this.#byPhase.set(phase, own);
    }
    return [this.#total, own];
  }

  #endByRoute(name: string, outcome: string, requests: number): void {
    if (outcome === 'refused') return;
    let route = this.#byRoute.get(name);
    if (!route) {
      route = { correct: 0, failed: 0 };
      this.#byRoute.set(name, route);
    }
    route[isFailure(outcome) ? 'failed' : 'correct'] += requests;
  }

  #histogramOf(series: Series): ExponentialHistogram {
    const key = JSON.stringify(series);
    let open = this.#histograms.get(key);
    if (!open) {
      open = { series, histogram: new ExponentialHistogram() };
      this.#histograms.set(key, open);
    }
    return open.histogram;
  }
}

function seriesOf(metric: ClientMetric, attributes: Attributes, tagNames: ReadonlySet<string>) {
  const { name: route = 'unnamed' } = attributes;
  return { metric, route, ...commonOf(attributes, metric !== 'startDelayMs', tagNames) };
}

function pageSeriesOf(metric: PageMetric, attributes: Attributes, tagNames: ReadonlySet<string>) {
  const { page = 'unnamed' } = attributes;
  return { metric, page, ...commonOf(attributes, metric === 'pageTimeMs', tagNames) };
}

/** Requests that were correct, refused or failed form different series. A start delay has no outcome yet. */
function commonOf(attributes: Attributes, hasEnded: boolean, tagNames: ReadonlySet<string>) {
  const { phase } = attributes;
  const outcome = outcomeOf(attributes);
  const tags = Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => tagNames.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    ...(phase !== undefined && { phase }),
    ...(hasEnded && isFailure(outcome) && { failed: true as const }),
    ...(hasEnded && outcome === 'refused' && { refused: true as const }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

function outcomeOf({ outcome = 'unknown' }: Attributes): string {
  return outcome;
}
