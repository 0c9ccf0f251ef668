import { Counter, type Registry } from 'prom-client';
import type { RequestTime } from './request-time.ts';

type Sums = {
  requests: number;
  total: number;
  queue: number;
  poolWait: number;
  query: number;
  cache: number;
};

/** Adds a request of one route that took `totalMs` within the server. */
export type RecordTime = (time: RequestTime, totalMs: number) => void;

/**
 * Where the time of requests goes, by route. Every request adds to plain numbers; the Prometheus counters are updated when they are
 * scraped.
 * @returns a function that takes a route's name, as in scenarios, and returns its recorder
 */
export function createRouteTimes(registry: Registry): (route: string) => RecordTime {
  const sumsOf = new Map<string, Sums>();
  const registers = [registry];
  new Counter({
    name: 'request_time_ms_total',
    help: 'Time of requests by route and part, in milliseconds; queue comes on top of total, the others are within it',
    labelNames: ['route', 'part'],
    registers,
    collect() {
      this.reset();
      for (const [route, { total, queue, poolWait, query, cache }] of sumsOf) {
        for (const [part, sum] of Object.entries({ total, queue, poolWait, query, cache })) {
          this.inc({ route, part }, sum);
        }
      }
    },
  });
  new Counter({
    name: 'request_time_requests_total',
    help: 'Requests in request_time_ms_total',
    labelNames: ['route'],
    registers,
    collect() {
      this.reset();
      for (const [route, { requests }] of sumsOf) this.inc({ route }, requests);
    },
  });

  return (route) => {
    const sums = sumsOf.get(route) ?? { requests: 0, total: 0, queue: 0, poolWait: 0, query: 0, cache: 0 };
    sumsOf.set(route, sums);
    return (time, totalMs) => {
      time.settle();
      sums.requests += 1;
      sums.total += totalMs;
      sums.queue += time.queueMs;
      sums.poolWait += time.poolWaitMs;
      sums.query += time.queryMs;
      sums.cache += time.cacheMs;
    };
  };
}
