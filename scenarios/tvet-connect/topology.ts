import type { Topology } from '../../harness/model/topology.ts';
import { pool } from '../../reference-server/tvet-connect/documented.ts';

/** The system as the document describes it: sections 2, 3, 4 and 7. */
export const documented: Topology = {
  servers: 3,
  weights: null,
  poolMax: pool.max,
  poolMin: pool.min,
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
