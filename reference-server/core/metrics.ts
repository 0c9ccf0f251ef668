import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type CacheFigures, registerCacheFigures } from './cache-figures.ts';
import { type DatabaseFigures, registerDatabaseFigures } from './database-figures.ts';
import { RecentActivity } from './recent-activity.ts';
import { createRouteTimes, type RecordTime } from './route-times.ts';

/** Upper bounds of every histogram, in milliseconds. Every bound that a document promises is one of them. */
export const BUCKETS_MS = [
  0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700,
  1000, 1500, 2000, 3000, 5000, 10_000, 30_000,
];

/** Node samples with a timer of this interval. What it records is interval plus delay. */
const EVENT_LOOP_RESOLUTION_MS = 10;

export type CacheOutcome = 'hit' | 'miss' | 'error';
/** Where a hit was found: in the server's own memory, or in Redis. */
export type CacheTier = 'memory' | 'redis';

/** The server's own metrics. Recorders used with every request are bound to their labels once. */
export type Metrics = {
  /** @returns the recorder of one route's responses; `route` is a pattern, never a URL */
  responsesOf(route: string): (status: number, responseTimeMs: number) => void;
  /** @returns the recorder of where the time of one route's requests went, by the route's name */
  timesOf(route: string): RecordTime;
  queryTime(statement: string, executionMs: number): void;
  poolWait(waitMs: number): void;
  cacheLookup(family: string, outcome: CacheOutcome): void;
  /** content lookups since the start */
  contentLookups(): Readonly<Record<CacheOutcome, number>>;
  cacheTierHit(tier: CacheTier): void;
  userSeen(userId: string): void;
  requestTimedOut(): void;
  /** a session ended because its user logged out, this long after it began */
  sessionEnded(lastedMs: number): void;
  watchDatabase(figures: DatabaseFigures): void;
  watchCache(figures: CacheFigures): void;
  /** Prometheus text. Figures "since the last scrape" start again. */
  render(): Promise<string>;
  readonly contentType: string;
  close(): void;
};

/**
 * @param sessionFamily the key family of session lookups: every request makes one, which would flatter `cache_hit_rate`, so they
 * do not count there
 */
export function createMetrics(sessionFamily: string, now: () => number = Date.now): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const activity = new RecentActivity(now);
  const eventLoopDelay = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
  eventLoopDelay.enable();

  const responseTime = new Histogram({
    name: 'api_response_time',
    help: 'Time from the request to the end of its response, in milliseconds',
    labelNames: ['route', 'status'],
    buckets: BUCKETS_MS,
    registers,
  });
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Responses sent',
    labelNames: ['route', 'status'],
    registers,
  });
  const queryTime = new Histogram({
    name: 'db_query_time',
    help: 'Execution time of a statement without the wait for a connection, in milliseconds',
    labelNames: ['statement'],
    buckets: BUCKETS_MS,
    registers,
  });
  const poolWaitTime = new Histogram({
    name: 'pool_wait_time',
    help: 'Wait for a connection of the pool, in milliseconds',
    buckets: BUCKETS_MS,
    registers,
  });
  const lookups = new Counter({
    name: 'cache_lookups_total',
    help: 'Cache lookups by key family; an error is treated as a miss',
    labelNames: ['family', 'outcome'],
    registers,
  });

  const sessionsEnded = new Counter({
    name: 'sessions_ended_total',
    help: 'Sessions whose users have logged out',
    registers,
  });
  const sessionDuration = new Counter({
    name: 'session_duration_ms_total',
    help: 'How long the sessions of sessions_ended_total lasted, from log-in to log-out, in ms',
    registers,
  });

  const timesOf = createRouteTimes(registry);

  // Plain numbers; the Prometheus counter is updated when it is scraped.
  const tierHits: Record<CacheTier, number> = { memory: 0, redis: 0 };
  new Counter({
    name: 'cache_tier_hits_total',
    help: 'Cache hits by tier; they add up to the hits of cache_lookups_total',
    labelNames: ['tier'],
    registers,
    collect() {
      this.reset();
      for (const [tier, hits] of Object.entries(tierHits)) this.inc({ tier }, hits);
    },
  });

  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge(
    'event_loop_delay_p99',
    '99th percentile of the event-loop delay since the last scrape, in ms',
    () => {
      const nanoseconds = eventLoopDelay.count === 0 ? 0 : eventLoopDelay.percentile(99);
      eventLoopDelay.reset();
      return nanoseconds / 1e6;
    },
  );
  let loop = performance.eventLoopUtilization();
  gauge(
    'event_loop_utilization',
    'Share of the time that the event loop was busy since the last scrape',
    () => {
      const current = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(current, loop);
      loop = current;
      return utilization;
    },
  );
  let cpu = { atMs: performance.now(), usage: process.cpuUsage() };
  gauge('cpu_usage', 'CPU cores used since the last scrape', () => {
    const current = { atMs: performance.now(), usage: process.cpuUsage() };
    const usedMs = (current.usage.user + current.usage.system - cpu.usage.user - cpu.usage.system) / 1000;
    const cores = usedMs / Math.max(1, current.atMs - cpu.atMs);
    cpu = current;
    return cores;
  });
  gauge('memory_usage', 'Resident memory in bytes', () => process.memoryUsage.rss());
  const gaugeOfLastMinute = (name: string, help: string) => new Gauge({ name, help, registers });
  const requestsPerSec = gaugeOfLastMinute('requests_per_second', 'Mean over the last 60 s');
  const concurrentUsers = gaugeOfLastMinute('concurrent_users', 'Users with a request in the last 60 s');
  const cacheHitRate = gaugeOfLastMinute('cache_hit_rate', 'Hits over content lookups of the last 60 s');
  const errorRate = gaugeOfLastMinute('error_rate', '5xx over all responses of the last 60 s');
  const timeoutRate = gaugeOfLastMinute('timeout_rate', 'Timed out over all responses of the last 60 s');

  const queryTimeOf = new Map<string, (ms: number) => void>();
  const contentLookups: Record<CacheOutcome, number> = { hit: 0, miss: 0, error: 0 };
  const lookupsOf = new Map<string, Record<CacheOutcome, { inc(): void }>>();

  return {
    responsesOf(route) {
      const byStatus = new Map<number, (ms: number) => void>();
      return (status, responseTimeMs) => {
        let record = byStatus.get(status);
        if (record === undefined) {
          const time = responseTime.labels(route, String(status));
          const count = requests.labels(route, String(status));
          record = (ms) => {
            time.observe(ms);
            count.inc();
          };
          byStatus.set(status, record);
        }
        record(responseTimeMs);
        activity.request(status);
      };
    },
    timesOf,
    queryTime(statement, executionMs) {
      let observe = queryTimeOf.get(statement);
      if (observe === undefined) {
        const bound = queryTime.labels(statement);
        observe = (ms) => bound.observe(ms);
        queryTimeOf.set(statement, observe);
      }
      observe(executionMs);
    },
    poolWait: (waitMs) => poolWaitTime.observe(waitMs),
    cacheLookup(family, outcome) {
      let counters = lookupsOf.get(family);
      if (counters === undefined) {
        counters = {
          hit: lookups.labels(family, 'hit'),
          miss: lookups.labels(family, 'miss'),
          error: lookups.labels(family, 'error'),
        };
        lookupsOf.set(family, counters);
      }
      counters[outcome].inc();
      if (family === sessionFamily) return;
      contentLookups[outcome] += 1;
      activity.lookup(outcome === 'hit');
    },
    contentLookups: () => contentLookups,
    userSeen: (userId) => activity.user(userId),
    requestTimedOut: () => activity.timeout(),
    sessionEnded(lastedMs) {
      sessionsEnded.inc();
      sessionDuration.inc(lastedMs);
    },
    cacheTierHit(tier) {
      tierHits[tier] += 1;
    },
    watchDatabase: (figures) => registerDatabaseFigures(registry, figures),
    watchCache: (figures) => registerCacheFigures(registry, figures),
    render() {
      const recent = activity.snapshot();
      requestsPerSec.set(recent.requestsPerSec);
      concurrentUsers.set(recent.users);
      cacheHitRate.set(recent.cacheHitRatio);
      errorRate.set(recent.errorRatio);
      timeoutRate.set(recent.timeoutRatio);
      return registry.metrics();
    },
    contentType: registry.contentType,
    close: () => eventLoopDelay.disable(),
  };
}
