import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { guardRoutes } from './core/access.ts';
import { type Cache, createCache } from './core/cache.ts';
import { trustedPeers } from './core/client-address.ts';
import { type Config, ConfigError } from './core/config.ts';
import { createDatabase, type Database } from './core/database.ts';
import { dateFormats } from './core/dates.ts';
import { answerError, handleErrors, toAppError } from './core/errors.ts';
import { readJsonBodies } from './core/json-body.ts';
import { createMetrics, type Metrics } from './core/metrics.ts';
import type { ObjectStorage } from './core/object-storage.ts';
import { operationsRoutes, tokenMatcher } from './core/operations.ts';
import { openOwedTable } from './core/owed-table.ts';
import { plantBlockedEventLoop, plantFailures } from './core/planted-defects.ts';
import { logPoolStatistics } from './core/pool-statistics.ts';
import { NAME_BEHIND_BOUNCER, type PoolPolicy } from './core/postgres-pool.ts';
import { createRateLimiter } from './core/rate-limiter.ts';
import { createRedisStore, type RedisStore } from './core/redis.ts';
import { ServedFrom } from './core/served-from.ts';
import { createUncached } from './core/uncached.ts';
import { answerClientError, answerUnreadableRequests, HTTP_OPTIONS } from './core/unreadable-requests.ts';
import { createWriteMarks } from './core/write-marks.ts';
import { loadPlatform } from './load-platform.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * Builds the server of one platform with every resource it owns: database pool, Redis, object storage, metrics. Closing the app releases them
 * all. Nothing listens yet.
 * @throws ConfigError if the platform is unknown
 */
export async function buildApp(config: Config, log: Logger): Promise<FastifyInstance> {
  const platform = await loadPlatform(config.platform);
  const { slowStatement, heavyStatement, blockedEventLoop } = config.plantedDefects;
  const { failedResponseRatio = 0, failsWithoutCache } = config.plantedDefects;
  for (const planted of [slowStatement, heavyStatement]) {
    if (planted !== undefined && !platform.statementNames.includes(planted.statement)) {
      throw new ConfigError(
        `PLANTED_DEFECTS names an unknown statement; ${config.platform} has ${platform.statementNames.join(', ')}`,
      );
    }
  }
  if (Object.keys(config.plantedDefects).length > 0) {
    log.warn(
      { plantedDefects: config.plantedDefects },
      'defects are planted: this server misbehaves on purpose',
    );
  }

  const isTrustedPeer = trustedPeers(config.trustedProxies);
  const metrics = createMetrics(platform.sessionFamily);
  const database = createDatabase(
    {
      url: config.databaseUrl,
      replicaUrls: config.replicaUrls,
      throughBouncer: config.throughBouncer,
      applicationName: config.serverName,
      policy: poolPolicyOf(platform.pool, config.pool),
      plantedDefects: config.plantedDefects,
    },
    metrics,
    log,
  );
  const store = createRedisStore(config.redis, log);
  const servedFrom = platform.tellsServedFrom ? new ServedFrom() : null;
  const recordLookup: RecordLookup =
    servedFrom === null
      ? metrics.cacheLookup
      : (family, outcome) => {
          metrics.cacheLookup(family, outcome);
          servedFrom.noteLookup(outcome);
        };
  const cache = createCacheOf(
    config,
    store,
    database,
    { cacheLookup: recordLookup, cacheTierHit: metrics.cacheTierHit },
    log,
  );
  metrics.watchCache(cache.figures);
  const storage = await openStorage(config);
  const system = platform.build({
    database: servedFrom?.noting(database) ?? database,
    cache,
    settings: config.platformSettings,
    kind: config.serverKind,
    storage,
    sessionEnded: metrics.sessionEnded,
  });

  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // One logger for all requests: a child for each would be created and thrown away unused.
    childLoggerFactory: (logger) => logger,
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    // Longer than the balancer keeps idle connections; otherwise it could send a request on one that is closing.
    keepAliveTimeout: 75_000,
    requestTimeout: 30_000,
    // While closing, the last request of a kept-alive connection is answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    trustProxy: isTrustedPeer,
    http: HTTP_OPTIONS,
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        formats: dateFormats,
      },
    },
    frameworkErrors: (error, _request, reply) => void answerError(toAppError(error), reply),
    clientErrorHandler: answerClientError,
  });
  answerUnreadableRequests(app);
  readJsonBodies(app);
  handleErrors(app, log, metrics.requestTimedOut);
  const isMetricsToken = tokenMatcher(config.metricsToken);
  guardRoutes(app, {
    cache,
    findPrincipal: system.findPrincipal,
    limiters: platform.limits.map((limit) => createRateLimiter(limit, store)),
    unauthenticatedLimit: platform.unauthenticatedLimit,
    isMetricsToken,
    metrics,
    nowMs: Date.now,
    isTrustedPeer,
  });
  operationsRoutes(app, {
    database,
    isMetricsToken,
    isHealthOpen: platform.isHealthOpen ?? false,
    store: config.cache.kind === 'none' ? null : store,
    storage,
    metrics,
    nowMs: Date.now,
  });
  await app.register(async (platformApp) => {
    if (failedResponseRatio > 0) plantFailures(platformApp, () => Math.random() < failedResponseRatio);
    if (failsWithoutCache) plantFailures(platformApp, () => store?.isAvailable() === false);
    servedFrom?.tellIn(platformApp);
    await platformApp.register(system.routes);
  });

  if (blockedEventLoop !== undefined) {
    const release = plantBlockedEventLoop(blockedEventLoop);
    app.addHook('onClose', async () => release());
  }

  // So that the first requests find the cache ready.
  app.addHook('onReady', async () => store?.firstAttempt);
  // Not awaited: the server starts even while its database is unreachable, and /health reports it.
  app.addHook('onListen', async () => void database.warmUp());
  if (platform.poolStatisticsEverySec !== undefined) {
    const stop = logPoolStatistics(database, platform.poolStatisticsEverySec, log);
    app.addHook('onClose', async () => stop());
  }
  // Closing waits for every connection, and one that was busy when it began would stay open after its response.
  let sweep: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    sweep = setInterval(() => app.server.closeIdleConnections(), 50);
  });
  app.addHook('onClose', async () => {
    clearInterval(sweep);
    metrics.close();
    await cache.close();
    storage?.close();
    await Promise.all([database.close(), store?.close()]);
  });
  return app;
}

/** The client is loaded only where it is used: it takes 20 MB and a third of a second. */
async function openStorage({ objectStorage }: Config): Promise<ObjectStorage | null> {
  if (objectStorage === null) return null;
  const { createObjectStorage } = await import('./core/object-storage.ts');
  const { store, ...reached } = objectStorage;
  return createObjectStorage(store, reached);
}

type RecordLookup = Metrics['cacheLookup'];

/** The platform's policy, overridden by what the environment sets. `min` is capped at `max`. */
function poolPolicyOf(documented: PoolPolicy, given: Config['pool']): PoolPolicy {
  const policy = { ...documented, ...given };
  return { ...policy, min: Math.min(policy.min, policy.max) };
}

function createCacheOf(
  config: Config,
  store: RedisStore | null,
  { query }: Database,
  metrics: Pick<Metrics, 'cacheLookup' | 'cacheTierHit'>,
  log: Logger,
): Cache {
  const { cache, redis, replicaUrls, databaseUrl, serverName, throughBouncer } = config;
  const shared = { singleFlight: cache.singleFlight, recordLookup: metrics.cacheLookup, log };
  const marks = store === null || replicaUrls.length === 0 ? null : createWriteMarks(store);
  const openOwed = () =>
    openOwedTable({
      databaseUrl,
      query,
      applicationName: throughBouncer ? NAME_BEHIND_BOUNCER : `${serverName} watch`,
    });
  if (store === null || cache.kind === 'none') {
    const marked = store === null || marks === null ? null : { store, marks, owed: openOwed() };
    return createUncached({ ...shared, marked });
  }
  return createCache({
    ...shared,
    store,
    marks,
    owed: openOwed(),
    gzip: cache.gzip,
    ttlFactor: cache.ttlFactor,
    memory: cache.kind === 'memory-and-redis' ? { ...cache.memory, redis } : null,
    recordTierHit: metrics.cacheTierHit,
  });
}
