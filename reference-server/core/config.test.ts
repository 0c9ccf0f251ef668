import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const LEAST = {
  PLATFORM: 'tvet-connect',
  DATABASE_URL: 'postgres://localhost/x',
  METRICS_TOKEN: 'sixteen-or-more-characters',
};

test('unset variables leave the defaults, and the pool to the platform', () => {
  const config = readConfig(LEAST);
  expect(config.pool).toEqual({});
  expect(readConfig({ ...LEAST, POOL_MAX: '20', POOL_MIN: '0' }).pool).toEqual({ max: 20, min: 0 });
  expect(config.cache).toEqual({
    kind: 'redis',
    gzip: true,
    memory: { entries: 10_000, ttlMs: 5000 },
    ttlFactor: 1,
    singleFlight: true,
  });
  expect(config.objectStorage).toBeNull();
  expect(config.replicaUrls).toEqual([]);
  expect(config.throughBouncer).toBe(false);
  expect(config.platformSettings).toEqual({});
  expect(config.plantedDefects).toEqual({});
  expect(config.trustedProxies).toEqual([]);
});

test('text becomes numbers, switches and lists', () => {
  const config = readConfig({
    ...LEAST,
    PORT: '8080',
    CACHE: 'memory-and-redis',
    CACHE_GZIP: 'false',
    CACHE_MEMORY_ENTRIES: '500',
    CACHE_MEMORY_TTL_SEC: '0.5',
    CACHE_TTL_FACTOR: '0.25',
    SINGLE_FLIGHT: 'false',
    DATABASE_BOUNCER: 'true',
    DATABASE_REPLICA_URLS: 'postgres://u:p@127.0.0.1:1/x, postgresql://127.0.0.1:2/x',
    REDIS_CLUSTER: '127.0.0.1:7001, 127.0.0.1:7002',
    TRUST_PROXY: '127.0.0.1, ::1',
    PLANTED_DEFECTS: '{"slowStatement":{"statement":"sync_read","delayMs":60},"failedResponseRatio":0.01}',
  });
  expect(config.port).toBe(8080);
  expect(config.cache).toEqual({
    kind: 'memory-and-redis',
    gzip: false,
    memory: { entries: 500, ttlMs: 500 },
    ttlFactor: 0.25,
    singleFlight: false,
  });
  expect(config.throughBouncer).toBe(true);
  expect(config.replicaUrls).toEqual(['postgres://u:p@127.0.0.1:1/x', 'postgresql://127.0.0.1:2/x']);
  expect(config.redis.clusterNodes).toEqual([
    { host: '127.0.0.1', port: 7001 },
    { host: '127.0.0.1', port: 7002 },
  ]);
  expect(config.trustedProxies).toEqual(['127.0.0.1', '::1']);
  expect(config.plantedDefects.failedResponseRatio).toBe(0.01);
});

const WITH_FILES = {
  ...LEAST,
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_BUCKET: 'files',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'secret-key',
};

test('an object store, and an edge in front of it', () => {
  const store = {
    endpoint: 'http://127.0.0.1:9000',
    region: 'us-east-1',
    bucket: 'files',
    prefix: '',
    accessKeyId: 'id',
    secretAccessKey: 'secret-key',
  };
  expect(readConfig(WITH_FILES).objectStorage).toEqual({ store, publicUrl: null, edge: null });
  const more = {
    S3_REGION: 'eu-1',
    S3_PREFIX: 'a/',
    S3_PUBLIC_URL: 'https://files.example.org',
    EDGE_URL: 'http://edge',
    EDGE_SECRET: 'x'.repeat(16),
  };
  expect(readConfig({ ...WITH_FILES, ...more }).objectStorage).toEqual({
    store: { ...store, region: 'eu-1', prefix: 'a/' },
    publicUrl: 'https://files.example.org',
    edge: { url: 'http://edge', secret: 'x'.repeat(16) },
  });
});

test.each([
  [{ ...WITH_FILES, S3_ENDPOINT: '127.0.0.1:9000' }, 'S3_ENDPOINT must be like'],
  [{ ...WITH_FILES, S3_ENDPOINT: 'http://id:key@127.0.0.1' }, 'S3_ENDPOINT must be like'],
  [{ ...WITH_FILES, S3_BUCKET: '' }, 'S3_BUCKET is not set'],
  [{ ...WITH_FILES, S3_SECRET_ACCESS_KEY: '' }, 'S3_SECRET_ACCESS_KEY is not set'],
  [{ ...WITH_FILES, EDGE_URL: 'http://edge' }, 'EDGE_SECRET is not set'],
  [{ ...WITH_FILES, S3_PUBLIC_URL: 'files.example.org' }, 'S3_PUBLIC_URL must be like'],
  [{ ...WITH_FILES, EDGE_URL: 'http://edge/path', EDGE_SECRET: 'x'.repeat(16) }, 'EDGE_URL must be like'],
  [{ PLATFORM: LEAST.PLATFORM, METRICS_TOKEN: LEAST.METRICS_TOKEN }, 'DATABASE_URL is not set'],
  [{ ...LEAST, DATABASE_URL: '' }, 'DATABASE_URL is not set'],
  [{ PLATFORM: LEAST.PLATFORM, DATABASE_URL: LEAST.DATABASE_URL }, 'METRICS_TOKEN is not set'],
  [{ ...LEAST, DATABASE_URL: 'x' }, 'DATABASE_URL must be like'],
  [{ ...LEAST, DATABASE_URL: 'postgres://a:b@127.0.0.1' }, 'DATABASE_URL must be like'],
  [{ ...LEAST, DATABASE_URL: 'postgres://a:P@ss/1@127.0.0.1/b' }, 'DATABASE_URL must be like'],
  [{ ...LEAST, REDIS_URL: 'redis://127.0.0.1/cache' }, 'REDIS_URL must be like'],
  [{ ...LEAST, REDIS_URL: 'redis://127.0.0.1?db=3' }, 'REDIS_URL must be like'],
  [{ ...LEAST, REDIS_URL: 'redis://127.0.0.1/3', REDIS_CLUSTER: 'a:1' }, 'REDIS_URL must be like'],
  [{ ...LEAST, METRICS_TOKEN: 'short' }, 'METRICS_TOKEN'],
  [{ ...LEAST, PORT: '-1' }, 'PORT'],
  [{ ...LEAST, PORT: 'abc' }, 'PORT'],
  [{ ...LEAST, CACHE: 'memcached' }, 'CACHE'],
  [{ ...LEAST, CACHE_GZIP: 'maybe' }, 'CACHE_GZIP'],
  [{ ...LEAST, CACHE_MEMORY_ENTRIES: '0' }, 'CACHE_MEMORY_ENTRIES'],
  [{ ...LEAST, CACHE_MEMORY_TTL_SEC: '0' }, 'CACHE_MEMORY_TTL_SEC'],
  [{ ...LEAST, CACHE_TTL_FACTOR: '0' }, 'CACHE_TTL_FACTOR'],
  [{ ...LEAST, SINGLE_FLIGHT: 'sometimes' }, 'SINGLE_FLIGHT'],
  [{ ...LEAST, DATABASE_BOUNCER: 'maybe' }, 'DATABASE_BOUNCER'],
  [
    { ...LEAST, DATABASE_REPLICA_URLS: '127.0.0.1:5432', REDIS_URL: 'redis://x' },
    'DATABASE_REPLICA_URLS must',
  ],
  [{ ...LEAST, DATABASE_REPLICA_URLS: 'redis://x', REDIS_URL: 'redis://x' }, 'DATABASE_REPLICA_URLS must'],
  [{ ...LEAST, DATABASE_REPLICA_URLS: 'postgres://x/x' }, 'DATABASE_REPLICA_URLS needs REDIS_URL'],
  [{ ...LEAST, POOL_MAX: '0' }, 'POOL_MAX'],
  [{ ...LEAST, REDIS_CLUSTER: 'localhost' }, 'REDIS_CLUSTER'],
  [{ ...LEAST, PLATFORM_SETTINGS: 'no' }, 'PLATFORM_SETTINGS is not JSON'],
  [{ ...LEAST, PLANTED_DEFECTS: 'no' }, 'PLANTED_DEFECTS is not JSON'],
  [{ ...LEAST, PLANTED_DEFECTS: '{"slow":1}' }, 'PLANTED_DEFECTS names'],
  [{ ...LEAST, PLANTED_DEFECTS: '{"failedResponseRatio":2}' }, 'PLANTED_DEFECTS names'],
])('%j is refused', (env, message) => {
  expect(() => readConfig(env)).toThrow(message);
});

test('a refusal never repeats the value: it may be a secret', () => {
  expect(() => readConfig({ ...LEAST, METRICS_TOKEN: 'hush' })).toThrow(/^(?!.*hush)/);
});
