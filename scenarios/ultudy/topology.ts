import type { Topology } from '../../harness/model/topology.ts';
import { pool } from '../../reference-server/ultudy/documented.ts';

/**
 * The row "+ S3 storage" of the document's capacity table: the migration has run, pools have 100 connections, there are Redis and two app
 * servers. Its next row, read replicas, is for those who need more than 10,000 users.
 */
export const documented: Topology = {
  servers: 2,
  weights: null,
  poolMax: pool.max,
  poolMin: pool.min,
  cache: 'redis',
  memoryCacheEntries: 10_000,
  memoryCacheTtlSec: 5,
  cacheTtlFactor: 1,
  redisMaxMemoryMb: 30, // the free tier of the document's Redis Cloud
  cacheGzip: false,
  redisNodes: 1,
  indexes: true,
  replicas: 0,
  pgbouncer: false,
  singleFlight: true,
  objectStorage: 's3',
  fileDelivery: 'origin', // the document's CDN is optional: "with CloudFront CDN"
  platform: {},
};
