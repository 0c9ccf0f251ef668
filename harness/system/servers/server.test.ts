import { expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { nodeAt } from '../redis/redis.ts';
import { serverEnvironment } from './server.ts';

const OPTIONS = {
  name: 'server-2',
  group: { kind: 'server', count: 3, routes: [{ pathPrefix: '/' }] },
  port: 13_002,
  platform: 'tvet-connect',
  stores: {
    serverDatabaseUrl: 'postgres://u:p@127.0.0.1:15432/d',
    serverReplicaUrls: [],
    serverRedisNodes: [nodeAt('redis://:p@127.0.0.1:16379')],
    serverObjectStore: null,
  },
  topology: DOCUMENTED_TOPOLOGY,
  edge: null,
  plantedDefects: { failedResponseRatio: 0.01, failsWithoutCache: true as const },
  metricsToken: 'token',
};

it('gives a server everything in the contract, and nothing else', () => {
  expect(serverEnvironment(OPTIONS)).toEqual({
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '13002',
    SERVER_NAME: 'server-2',
    SERVER_KIND: 'server',
    PLATFORM: 'tvet-connect',
    DATABASE_URL: 'postgres://u:p@127.0.0.1:15432/d',
    DATABASE_BOUNCER: 'false',
    DATABASE_REPLICA_URLS: '',
    REDIS_URL: 'redis://:p@127.0.0.1:16379',
    REDIS_CLUSTER: '',
    POOL_MAX: '100',
    POOL_MIN: '10',
    CACHE: 'redis',
    CACHE_MEMORY_ENTRIES: '10000',
    CACHE_MEMORY_TTL_SEC: '5',
    CACHE_TTL_FACTOR: '1',
    CACHE_GZIP: 'true',
    SINGLE_FLIGHT: 'true',
    PLATFORM_SETTINGS: '{}',
    METRICS_TOKEN: 'token',
    PLANTED_DEFECTS: '{"failedResponseRatio":0.01,"failsWithoutCache":true}',
    TRUST_PROXY: '127.0.0.2',
  });
});

it('tells a server about the object store, and how to sign for the edge', () => {
  const serverObjectStore = {
    endpoint: 'http://127.0.0.1:17000',
    region: 'us-east-1',
    bucket: 'files',
    prefix: 'mine/',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
  };
  const stores = { ...OPTIONS.stores, serverObjectStore };
  const told = {
    S3_ENDPOINT: 'http://127.0.0.1:17000',
    S3_REGION: 'us-east-1',
    S3_BUCKET: 'files',
    S3_PREFIX: 'mine/',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
  };
  const atOrigin = serverEnvironment({ ...OPTIONS, stores });
  expect(atOrigin).toMatchObject(told);
  expect(atOrigin).not.toHaveProperty('EDGE_URL');
  const edge = { url: 'http://127.0.0.1:18080', secret: 'edge-secret' };
  const atEdge = serverEnvironment({ ...OPTIONS, stores, edge });
  expect(atEdge).toMatchObject({ ...told, EDGE_URL: edge.url, EDGE_SECRET: edge.secret });
});

it('tells a server about replicas, PgBouncer and every node of a cluster', () => {
  const urls = [1, 2, 3].map((node) => `redis://:p@127.0.0.1:1637${node}`);
  const environment = serverEnvironment({
    ...OPTIONS,
    topology: {
      ...DOCUMENTED_TOPOLOGY,
      cache: 'memory-and-redis',
      memoryCacheEntries: 500,
      memoryCacheTtlSec: 0.5,
      cacheTtlFactor: 2.5,
      redisNodes: 3,
      replicas: 2,
      pgbouncer: true,
      singleFlight: false,
    },
    stores: {
      ...OPTIONS.stores,
      serverReplicaUrls: ['postgres://u:p@127.0.0.1:15433/d', 'postgres://u:p@127.0.0.1:15434/d'],
      serverRedisNodes: urls.map(nodeAt),
      serverObjectStore: null,
    },
  });
  expect(environment).toMatchObject({
    DATABASE_BOUNCER: 'true',
    DATABASE_REPLICA_URLS: 'postgres://u:p@127.0.0.1:15433/d,postgres://u:p@127.0.0.1:15434/d',
    REDIS_CLUSTER: '127.0.0.1:16371,127.0.0.1:16372,127.0.0.1:16373',
    CACHE: 'memory-and-redis',
    CACHE_MEMORY_ENTRIES: '500',
    CACHE_MEMORY_TTL_SEC: '0.5',
    CACHE_TTL_FACTOR: '2.5',
    SINGLE_FLIGHT: 'false',
  });
});
