import type { DocumentedPlatform } from '../../harness/model/platform.ts';
import { caches, limits } from '../../reference-server/ultudy/documented.ts';
import { dataChecks, unchangedTables } from './data-checks.ts';
import { connectionsPerUser } from './mix.ts';
import { profileFor } from './profile.ts';
import { DOCUMENT, targets } from './targets.ts';
import { documented } from './topology.ts';

const { general } = limits;

/** Ultudy: students take courses, read their PDFs, and come back to where they were. */
export const platform: DocumentedPlatform = {
  slug: 'ultudy',
  title: 'Ultudy',
  document: DOCUMENT,
  nouns: ['enrolment', 'bookmark', 'study progress', 'study material'],
  documented,
  // 1,000 users is what the document says of today's system, on the data of twice as many.
  sizes: {
    full: { dataset: 2_000, users: 1_000, ratePerSec: 100 },
    quick: { dataset: 500, users: 200, ratePerSec: 40 },
  },
  targets,
  profileFor,
  connectionsPerUser,
  population: {
    unit: 'students',
    memoryBytesEach: 20_000,
    usersIn: (students) => students,
    logIn: (userId, password) => ({
      path: '/api/auth/login',
      body: { email: `${userId}@ultudy.example`, password },
    }),
    ownPath: () => '/api/dashboard',
  },
  dataChecks,
  unchangedTables,
  userLimits: [
    { name: general.name, by: 'user', requests: general.max, windowSec: general.windowSeconds, share: 1 },
  ],
  caches,
  factors: [],
};
