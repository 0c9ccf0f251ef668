import { expect, it } from 'vitest';
import { serverEnvironment } from './server.ts';

it('tells a server all of the contract, and nothing else', () => {
  const environment = serverEnvironment({
    name: 'server-2',
    port: 13_002,
    platform: 'tvet-connect',
    databaseUrl: 'postgres://u:p@127.0.0.1:15432/d',
    redisUrl: 'redis://:p@127.0.0.1:16379',
    topology: { servers: 3, poolMax: 100, poolMin: 10, cache: 'redis', cacheGzip: true, indexes: true },
    plantedFaults: { failedResponseRatio: 0.01 },
    metricsToken: 'token',
  });
  expect(environment).toEqual({
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '13002',
    SERVER_NAME: 'server-2',
    PLATFORM: 'tvet-connect',
    DATABASE_URL: 'postgres://u:p@127.0.0.1:15432/d',
    REDIS_URL: 'redis://:p@127.0.0.1:16379',
    POOL_MAX: '100',
    POOL_MIN: '10',
    CACHE: 'redis',
    CACHE_GZIP: 'true',
    METRICS_TOKEN: 'token',
    PLANTED_FAULTS: '{"failedResponseRatio":0.01}',
    TRUST_PROXY: '127.0.0.1',
  });
});
