import type { PoolPolicy } from '../core/postgres-pool.ts';
import type { RateLimit } from '../core/rate-limiter.ts';

/*
 * Figures of the design document that the server, the scenario and the seed have to agree on. Pure data, and the only place that
 * states them.
 */

/** The four times to live of section 2. */
export const TTL_SEC = { short: 300, medium: 1800, long: 3600, veryLong: 86_400 } as const;

/** The six key families of section 2, each with the longest time to live that cache-policy.ts gives one of its values. */
export const caches = {
  ttlSec: {
    student_sync: TTL_SEC.medium,
    lecturer_dashboard: TTL_SEC.long,
    attendance_session: TTL_SEC.short,
    online_class: TTL_SEC.long,
    semester_progress: TTL_SEC.medium,
    user_session: TTL_SEC.veryLong,
  },
  session: 'user_session',
} as const;

/** The connections of a server, section 3. */
export const pool: PoolPolicy = {
  max: 100,
  min: 10,
  idleTimeoutMs: 30_000,
  connectTimeoutMs: 10_000,
  statementTimeoutMs: 30_000,
  keepAliveDelayMs: 10_000,
};

/** The rate limits of section 5. `auth` counts by address, the others by user. */
export const limits = {
  general: { name: 'general', max: 1000, windowSeconds: 15 * 60, confirmedAbove: 900 },
  heavy: { name: 'heavy', max: 100, windowSeconds: 60 * 60, confirmedAbove: 0 },
  auth: { name: 'auth', max: 20, windowSeconds: 15 * 60, confirmedAbove: 0 },
} as const satisfies Record<string, RateLimit>;
