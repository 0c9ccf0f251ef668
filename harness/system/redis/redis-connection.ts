import { Redis } from 'ioredis';
import { redisDatabaseOf } from '../../model/addresses.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Does something over a connection of its own, without retries. If the connection was closed, rejects with the reason. Also rejects if
 * the server has no database of the number that the URL names: the client would continue in the first one.
 */
export async function withRedis<T>(redisUrl: string, action: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let connectionError: Error | null = null;
  redis.on('error', (error) => {
    connectionError ??= error;
  });
  try {
    await redis.connect();
    const database = redisDatabaseOf(redisUrl);
    if (database !== 0) await redis.select(database);
    return await action(redis);
  } catch (error) {
    throw connectionError ?? error; // "Connection is closed." says less than what closed it
  } finally {
    redis.disconnect();
  }
}
