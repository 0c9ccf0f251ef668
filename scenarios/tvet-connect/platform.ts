import type { DocumentedPlatform } from '../../harness/model/platform.ts';
import { caches } from '../../reference-server/tvet-connect/documented.ts';
import { dataChecks, unchangedTables } from './data-checks.ts';
import { factors } from './factors.ts';
import { population } from './population.ts';
import { connectionsPerUser, DEFAULT_RATE_PER_SEC, DEFAULT_USERS, profileFor } from './profile.ts';
import { DOCUMENT, targets } from './targets.ts';
import { documented } from './topology.ts';
import { userLimits } from './user-limits.ts';

/** TVET Connect: students sync, check in and join classes; lecturers prepare content and hold sessions. */
export const platform: DocumentedPlatform = {
  slug: 'tvet-connect',
  title: 'TVET Connect',
  document: DOCUMENT,
  nouns: ['student', 'lecturer', 'cohort', 'semester', 'attendance', 'attendee', 'check-in', 'online class'],
  documented,
  sizes: {
    full: { dataset: DEFAULT_USERS, users: DEFAULT_USERS, ratePerSec: DEFAULT_RATE_PER_SEC },
    quick: { dataset: 2_000, users: 2_000, ratePerSec: DEFAULT_RATE_PER_SEC },
  },
  targets,
  profileFor,
  connectionsPerUser,
  population,
  dataChecks,
  unchangedTables,
  userLimits,
  caches,
  factors,
};
