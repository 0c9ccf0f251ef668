import { Redis } from 'ioredis';
import { ProofloadError } from '../../harness/model/errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** A connection that gives up at once instead of trying for ever. Throws ProofloadError REDIS_UNREACHABLE. */
export async function connectRedis(redisUrl: string): Promise<Redis> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let cause: unknown;
  redis.on('error', (error) => {
    cause = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw redisError(redis, cause ?? error);
  }
}

export type CacheEntry = { key: string; ttlSeconds: number; value: string };

/** Sets many keys in one round trip. Throws ProofloadError REDIS_UNREACHABLE when the connection is lost. */
export async function setAll(redis: Redis, entries: CacheEntry[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const { key, ttlSeconds, value } of entries) pipeline.set(key, value, 'EX', ttlSeconds);
  const results = (await pipeline.exec()) ?? [];
  for (const [error] of results) if (error) throw redisError(redis, error);
}

function redisError(redis: Redis, cause: unknown): ProofloadError {
  const { host, port } = redis.options;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ProofloadError(
    'REDIS_UNREACHABLE',
    `Redis at ${host}:${port} does not serve us (${reason}).`,
    'Check REDIS_URL, and that the server is running and lets this user in.',
    { cause },
  );
}
