import type { ClientMetric, RequestHistogram } from '../model/histogram.ts';
import type { RouteTime, TimeParts } from '../model/summary.ts';
import type { RouteTimeIncrease, TimelineSecond } from '../model/timeline.ts';
import { countOf } from '../stats/exponential-histogram.ts';

type ClientTimes = Record<ClientMetric, { sumMs: number; count: number }>;

/**
 * Adds up what the generator and the servers measured for each route, and splits the mean response time into its parts.
 *
 * The generator knows when a request was meant to start, when it started, and when its response arrived. The servers know what they did in
 * between. Time that the generator waited and no server accounts for belongs to the balancer and the network. By construction
 * `startDelayMs` and the parts add up to `meanMs`. Both sides file a request under the second in which it ended, so at the edges of a phase
 * a few requests are on one side only. If the servers' mean is therefore longer than the generator's, their parts are scaled down to fit,
 * and `serverExcessMs` is the difference.
 */
export class RouteTimes {
  readonly #clients = new Map<string, ClientTimes>();
  readonly #servers = new Map<string, RouteTimeIncrease>();

  addSecond({ servers }: Pick<TimelineSecond, 'servers'>): void {
    for (const { routeTimes = {} } of servers) {
      for (const [route, more] of Object.entries(routeTimes)) {
        const sum = this.#servers.get(route);
        this.#servers.set(route, sum ? added(sum, more) : more);
      }
    }
  }

  addHistogram({ metric, route, histogram }: RequestHistogram): void {
    let times = this.#clients.get(route);
    if (!times) {
      const none = () => ({ sumMs: 0, count: 0 });
      times = { responseTimeMs: none(), serviceTimeMs: none(), startDelayMs: none() };
      this.#clients.set(route, times);
    }
    times[metric].sumMs += histogram.sum;
    times[metric].count += countOf(histogram);
  }

  /**
   * Most total time first. A route that either side did not measure is left out: missing is never zero.
   * @param isStartKnown if false, times count from the actual start, and the delay before it is unknown
   */
  finish(isStartKnown: boolean): RouteTime[] {
    const routes: RouteTime[] = [];
    for (const [route, { responseTimeMs, serviceTimeMs, startDelayMs }] of this.#clients) {
      const times = isStartKnown ? responseTimeMs : serviceTimeMs;
      const server = this.#servers.get(route);
      if (!server || server.requests === 0 || times.count === 0) continue;
      const isDelayKnown = isStartKnown && startDelayMs.count > 0;
      const delayMs = isDelayKnown ? startDelayMs.sumMs / startDelayMs.count : 0;
      routes.push({ route, requests: times.count, ...split(times.sumMs / times.count, delayMs, server) });
    }
    return routes.sort(byTime);
  }
}

/** Most total time first. */
function byTime(a: RouteTime, b: RouteTime): number {
  return b.meanMs * b.requests - a.meanMs * a.requests;
}

/** The routes' times over several phases. */
export function overPhases(phases: readonly { routeTimes: RouteTime[] }[]): RouteTime[] {
  const byRoute = Map.groupBy(
    phases.flatMap(({ routeTimes }) => routeTimes),
    ({ route }) => route,
  );
  return [...byRoute].map(([route, times]) => ({ route, ...overAllRoutes(times)! })).sort(byTime);
}

function split(
  meanMs: number,
  delayMs: number,
  server: RouteTimeIncrease,
): Omit<RouteTime, 'route' | 'requests'> {
  const startDelayMs = Math.min(delayMs, meanMs);
  const serviceMs = meanMs - startDelayMs;
  const perRequest = (sumMs: number) => Math.max(0, sumMs) / server.requests;
  const { totalMs, queueMs, poolWaitMs, queryMs, cacheMs } = server;
  const serverMs = perRequest(queueMs) + perRequest(totalMs);
  const scale = serverMs > serviceMs ? serviceMs / serverMs : 1;
  const part = (sumMs: number) => scale * perRequest(sumMs);
  return {
    meanMs,
    startDelayMs,
    parts: {
      balancer: Math.max(0, serviceMs - serverMs),
      serverQueue: part(queueMs),
      poolWait: part(poolWaitMs),
      query: part(queryMs),
      cache: part(cacheMs),
      rest: part(totalMs - poolWaitMs - queryMs - cacheMs),
    },
    serverExcessMs: Math.max(0, serverMs - serviceMs),
  };
}

/** The means over all requests of the given routes. Null without requests. */
export function overAllRoutes(routes: readonly RouteTime[]): Omit<RouteTime, 'route'> | null {
  const requests = routes.reduce((sum, route) => sum + route.requests, 0);
  if (requests === 0) return null;
  const mean = (figure: (route: RouteTime) => number) =>
    routes.reduce((sum, route) => sum + figure(route) * route.requests, 0) / requests;
  const part = (name: keyof TimeParts) => mean(({ parts }) => parts[name]);
  return {
    requests,
    meanMs: mean(({ meanMs }) => meanMs),
    startDelayMs: mean(({ startDelayMs }) => startDelayMs),
    parts: {
      balancer: part('balancer'),
      serverQueue: part('serverQueue'),
      poolWait: part('poolWait'),
      query: part('query'),
      cache: part('cache'),
      rest: part('rest'),
    },
    serverExcessMs: mean(({ serverExcessMs }) => serverExcessMs),
  };
}

function added(a: RouteTimeIncrease, b: RouteTimeIncrease): RouteTimeIncrease {
  return {
    requests: a.requests + b.requests,
    totalMs: a.totalMs + b.totalMs,
    queueMs: a.queueMs + b.queueMs,
    poolWaitMs: a.poolWaitMs + b.poolWaitMs,
    queryMs: a.queryMs + b.queryMs,
    cacheMs: a.cacheMs + b.cacheMs,
  };
}
