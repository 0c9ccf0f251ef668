import type { Topology } from '../topology.ts';

/** A typical documented system, for tests that need one. */
export const DOCUMENTED_TOPOLOGY: Topology = {
  servers: 3,
  weights: null,
  poolMax: 100,
  poolMin: 10,
  cache: 'redis',
  memoryCacheEntries: 10_000,
  memoryCacheTtlSec: 5,
  cacheTtlFactor: 1,
  redisMaxMemoryMb: 2048,
  cacheGzip: true,
  redisNodes: 1,
  indexes: true,
  replicas: 0,
  pgbouncer: false,
  singleFlight: true,
  objectStorage: 'none',
  fileDelivery: 'origin',
  platform: {},
};
