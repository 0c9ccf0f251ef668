import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Database } from './database.ts';
import type { Metrics } from './metrics.ts';
import type { ObjectStorage } from './object-storage.ts';
import type { RedisStore } from './redis.ts';
import { bearerToken } from './session-gate.ts';
import { SingleFlight } from './single-flight.ts';
import type { Statement } from './statement.ts';

const PING_TIMEOUT_MS = 1000;

const PING: Statement<{ ok: number }> = { name: 'ping', text: 'SELECT 1 AS ok' };

export type OperationsOptions = {
  database: Database;
  store: RedisStore | null;
  storage: Pick<ObjectStorage, 'isAvailable'> | null;
  isMetricsToken: (token: string) => boolean;
  /** whether everyone gets the details of /health */
  isHealthOpen: boolean;
  metrics: Metrics;
  nowMs: () => number;
};

/**
 * The routes for operators: `/metrics`, and `/health`, which tells anyone whether the server is healthy, and gives the details only
 * to holders of the metrics token, unless the platform's document shows them to everyone.
 */
export function operationsRoutes(
  app: FastifyInstance,
  { database, store, storage, isMetricsToken, isHealthOpen, metrics, nowMs }: OperationsOptions,
) {
  // Concurrent requests share one query, and one request to the object store.
  const pings = new SingleFlight<boolean>();
  const storageState = async () => {
    if (storage === null) return 'off';
    return (await pings.run('object store', storage.isAvailable)) ? 'up' : 'down';
  };

  app.get('/health', { config: { access: { kind: 'anyone' } } }, async (request, reply) => {
    const isDatabaseUp = await pings.run('database', () => answersInTime(database));
    reply.code(isDatabaseUp ? 200 : 503);
    const timestamp = new Date(nowMs()).toISOString();
    const health = { status: isDatabaseUp ? 'ok' : 'unavailable', timestamp };
    if (!isHealthOpen && !isMetricsToken(bearerToken(request) ?? '')) return health;
    const { total, idle, waiting } = database.stats();
    return {
      ...health,
      database: {
        state: isDatabaseUp ? 'up' : 'down',
        poolSize: total,
        idleConnections: idle,
        waitingRequests: waiting,
      },
      cache: { state: cacheState(store), lookups: metrics.contentLookups() },
      storage: await storageState(),
    };
  });

  app.get('/metrics', { config: { access: { kind: 'metrics-token' } } }, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.render();
  });
}

/** Compares in constant time, whatever the length. */
export function tokenMatcher(expected: string): (token: string) => boolean {
  const digest = hash('sha256', expected, 'buffer');
  return (token) => timingSafeEqual(hash('sha256', token, 'buffer'), digest);
}

function cacheState(store: RedisStore | null): 'up' | 'down' | 'off' {
  if (store === null) return 'off';
  return store.isAvailable() ? 'up' : 'down';
}

async function answersInTime(database: Database): Promise<boolean> {
  const { promise: timedOut, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, PING_TIMEOUT_MS, false);
  const answered = database.query(PING, []).then(
    () => true,
    () => false,
  );
  return Promise.race([answered, timedOut]).finally(() => clearTimeout(timer));
}
