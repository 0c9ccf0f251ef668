import type { RateLimit } from '../core/rate-limiter.ts';

/** The rate limits of the design document, section 5. `auth` counts by address, the others by user. */
export const limits = [
  { name: 'general', max: 1000, windowSeconds: 15 * 60, confirmedAbove: 900 },
  { name: 'heavy', max: 100, windowSeconds: 60 * 60, confirmedAbove: 0 },
  { name: 'auth', max: 20, windowSeconds: 15 * 60, confirmedAbove: 0 },
] as const satisfies RateLimit[];
