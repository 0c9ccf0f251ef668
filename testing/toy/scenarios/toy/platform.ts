import type { DocumentedPlatform } from '../../../../harness/model/platform.ts';
import { caches, DOCUMENT, limits, pool } from '../../reference-server/toy/documented.ts';
import { profileFor } from './profile.ts';
import { targets } from './targets.ts';

const { general } = limits;

/** A library: readers view their shelf, one of its books and their covers, and upload covers. */
export const platform: DocumentedPlatform = {
  slug: 'toy',
  title: 'Toy library',
  document: DOCUMENT,
  nouns: ['shelf', 'librarian'],
  documented: {
    servers: 1,
    weights: null,
    poolMax: pool.max,
    poolMin: pool.min,
    cache: 'redis',
    memoryCacheEntries: 100,
    memoryCacheTtlSec: 5,
    cacheTtlFactor: 1,
    redisMaxMemoryMb: 16,
    cacheGzip: false,
    redisNodes: 1,
    indexes: true,
    replicas: 0,
    pgbouncer: false,
    singleFlight: true,
    objectStorage: 's3',
    fileDelivery: 'edge',
    platform: {},
  },
  sizes: {
    full: { dataset: 200, users: 20, ratePerSec: 40 },
    quick: { dataset: 50, users: 10, ratePerSec: 20 },
  },
  targets,
  profileFor,
  connectionsPerUser: { toSystem: 2, toObjectStore: 1 },
  population: {
    unit: 'readers',
    memoryBytesEach: 1_000,
    usersIn: (readers) => readers,
    logIn: (userId, password) => ({ path: '/log-in', body: { userId, password } }),
    ownPath: ({ userId }) => `/readers/${userId}/covers`,
  },
  dataChecks: [
    {
      name: 'covers',
      kind: 'file',
      sql: `
        SELECT count(*) FILTER (WHERE covers.user_id IS NULL) AS lost, 0 AS duplicated,
               count(covers.user_id) AS found
        FROM acknowledged LEFT JOIN covers ON covers.user_id = subject AND object_key = object AND is_complete`,
    },
  ],
  storedFiles: { kind: 'file' },
  unchangedTables: ['readers', 'books'],
  userLimits: [
    { name: general.name, by: 'user', requests: general.max, windowSec: general.windowSeconds, share: 1 },
  ],
  caches,
  factors: [],
};
