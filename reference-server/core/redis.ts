import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from './config.ts';

/** How long a Redis that did not answer in time is left alone. */
const PAUSE_AFTER_TIMEOUT_MS = 1000;

/**
 * One connection to Redis (or to each node of a cluster), and whether it is worth asking. No request waits for an unavailable Redis:
 * commands are refused at once while it is not connected, and for a second after one timed out.
 */
export type RedisStore = {
  readonly client: Redis | Cluster;
  isAvailable(): boolean;
  /** Every failed command is reported here, so that a stalled Redis is left alone for a while. */
  reportFailure(error: unknown): void;
  onAvailable(listener: () => void): void;
  /** settled when the first attempt to connect has worked or failed; never rejects */
  readonly firstAttempt: Promise<void>;
  close(): Promise<void>;
};

export function createRedisStore(
  config: Config['redis'],
  log: Logger,
  nowMs: () => number = () => performance.now(),
): RedisStore | null {
  const shared = {
    enableAutoPipelining: true,
    // These are batches already, so they need not wait to be batched again.
    autoPipeliningIgnoredCommands: ['mget', 'countRequests'],
    enableOfflineQueue: false,
  } satisfies RedisOptions & ClusterOptions;
  const perNode = {
    family: 4,
    keepAlive: 10_000,
    maxRetriesPerRequest: 3,
    connectTimeout: 2000,
    commandTimeout: config.commandTimeoutMs,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 1000),
  } satisfies RedisOptions;

  let client: Redis | Cluster;
  if (config.clusterNodes.length > 0) {
    client = new Cluster(config.clusterNodes, {
      ...shared,
      retryDelayOnFailover: 100,
      maxRedirections: 3,
      clusterRetryStrategy: perNode.retryStrategy,
      redisOptions: { ...perNode, ...accessOf(config.url) },
    });
  } else if (config.url !== null) {
    client = new Redis(config.url, { ...shared, ...perNode });
  } else {
    return null;
  }

  const { promise: firstAttempt, resolve: endFirstAttempt } = Promise.withResolvers<void>();
  let pausedUntilMs = 0;
  let isLossReported = false;
  client.on('ready', () => {
    isLossReported = false;
    endFirstAttempt();
    log.info('connected to Redis');
  });
  // Also keeps a lost connection from ending the process. Reconnecting repeats the error: it is logged once per loss.
  client.on('error', (error: Error) => {
    if (!isLossReported) log.warn({ cause: error.message }, 'Redis unavailable; answering from the database');
    isLossReported = true;
    endFirstAttempt();
  });

  return {
    client,
    isAvailable: () => client.status === 'ready' && nowMs() >= pausedUntilMs,
    reportFailure(error) {
      if (error instanceof Error && error.message === 'Command timed out') {
        pausedUntilMs = nowMs() + PAUSE_AFTER_TIMEOUT_MS;
      }
    },
    firstAttempt,
    onAvailable: (listener) => client.on('ready', listener),
    async close() {
      client.disconnect();
    },
  };
}

/** Nodes of a cluster share one user and one password, given in REDIS_URL. */
export function accessOf(url: string | null): { username?: string; password?: string } {
  if (url === null) return {};
  const { username, password } = new URL(url);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
  };
}
