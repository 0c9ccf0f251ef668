import { Cluster, Redis } from 'ioredis';
import { redisDatabaseOf, requireRedisUrl } from '../../harness/model/addresses.ts';
import { ProofloadError } from '../../harness/model/errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;

export type CacheEntry = { key: string; ttlSeconds: number; value: string };

/** A Redis node, or the cluster that it belongs to, to write sessions to. */
export type SessionCache = {
  /** Sets many keys, in one round trip to each node. Throws ProofloadError REDIS_UNREACHABLE when a connection is lost. */
  setAll(entries: CacheEntry[]): Promise<void>;
  close(): void;
};

/** Connects without retries: a failure is reported at once. Throws ProofloadError ADDRESS_INVALID, REDIS_UNREACHABLE. */
export async function connectRedis(redisUrl: string): Promise<SessionCache> {
  requireRedisUrl(redisUrl);
  const node = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: true,
  });
  const clients: (Redis | Cluster)[] = [node];
  const close = () => {
    for (const client of clients) client.disconnect();
  };
  let cause: unknown;
  const noteCause = (error: unknown) => {
    cause = error;
  };
  node.on('error', noteCause);
  const unreachable = (error: unknown) => redisError(node, cause ?? error);
  try {
    await node.connect();
    const database = redisDatabaseOf(redisUrl);
    if (database !== 0) await node.select(database); // throws if it cannot; the client alone would use another database
    const isCluster = /^cluster_enabled:1/m.test(await node.info('cluster'));
    const client = isCluster ? clusterOf(node) : node;
    if (client !== node) {
      clients.push(client);
      client.on('error', noteCause);
      await client.connect();
    }
    return {
      setAll: async (entries) => {
        const setting = entries.map(({ key, ttlSeconds, value }) => client.set(key, value, 'EX', ttlSeconds));
        await Promise.all(setting).catch((error: unknown) => {
          throw unreachable(error);
        });
      },
      close,
    };
  } catch (error) {
    close();
    throw unreachable(error);
  }
}

/** All nodes share the credentials of the given one. */
function clusterOf({ options }: Redis): Cluster {
  const { host, port, username, password, tls, connectTimeout } = options;
  return new Cluster([{ host: host!, port: port! }], {
    lazyConnect: true,
    clusterRetryStrategy: () => null,
    enableAutoPipelining: true,
    redisOptions: { username, password, connectTimeout, ...(tls && { tls }) },
  });
}

function redisError(redis: Redis, cause: unknown): ProofloadError {
  const { host, port } = redis.options;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ProofloadError(
    'REDIS_UNREACHABLE',
    `Redis at ${host}:${port} cannot be used (${reason}).`,
    'Check REDIS_URL, and that the server is running and lets this user in.',
    { cause },
  );
}
