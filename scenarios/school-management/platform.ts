import type { DocumentedPlatform } from '../../harness/model/platform.ts';
import { caches, DOCUMENT, limits, pool } from '../../reference-server/school-management/documented.ts';
import { dataChecks, unchangedTables } from './data-checks.ts';
import { connectionsPerUser } from './mix.ts';
import { DEFAULT_RATE_PER_SEC, DEFAULT_USERS, profileFor } from './profile.ts';
import { targets } from './targets.ts';

const { general } = limits;

/** The smallest school has a head, a teacher and a student. */
const LEAST_USERS = 3;

/** Several schools in one system: attendance, timetable, homework, notifications, files. */
export const platform: DocumentedPlatform = {
  slug: 'school-management',
  title: 'School Management',
  document: DOCUMENT,
  nouns: ['school', 'teacher', 'student', 'pupil', 'homework', 'timetable', 'attendance'],
  documented: {
    servers: 3,
    weights: [3, 3, 2],
    poolMax: pool.max,
    poolMin: pool.min,
    cache: 'redis',
    memoryCacheEntries: 10_000,
    memoryCacheTtlSec: 5,
    cacheTtlFactor: 1,
    redisMaxMemoryMb: 1024,
    cacheGzip: false,
    redisNodes: 1,
    indexes: true,
    replicas: 1,
    pgbouncer: false,
    singleFlight: true,
    objectStorage: 's3',
    fileDelivery: 'edge',
    platform: {},
  },
  sizes: {
    full: { dataset: 10_000, users: DEFAULT_USERS, ratePerSec: DEFAULT_RATE_PER_SEC },
    quick: { dataset: 3_000, users: DEFAULT_USERS, ratePerSec: DEFAULT_RATE_PER_SEC },
  },
  targets,
  profileFor,
  connectionsPerUser,
  population: {
    unit: 'users',
    memoryBytesEach: 60_000,
    usersIn: (size) => Math.max(LEAST_USERS, size),
    logIn: (userId, password) => ({ path: '/auth/login', body: { userId, password } }),
    ownPath: () => '/auth/me',
  },
  dataChecks,
  storedFiles: { kind: 'file' },
  unchangedTables,
  userLimits: [
    {
      name: general.name,
      by: general.by,
      requests: general.max,
      windowSec: general.windowSeconds,
      share: 1,
    },
  ],
  slowStatementMs: 100,
  caches,
  factors: [],
};
