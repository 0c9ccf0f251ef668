import type { PoolPolicy } from '../core/postgres-pool.ts';
import type { RateLimit } from '../core/rate-limiter.ts';

/*
 * Figures that the server, the scenario and the seed have to agree on. Pure data. The document gives the size of a pool; the rest is ours.
 */

/** The two sizes of a pool that the document compares. */
export const POOL_SIZES = { before: 20, now: 100 } as const;

/** The connections of a server, to the primary and to each replica alike: "both pools share same connection pool settings". */
export const pool: PoolPolicy = {
  max: POOL_SIZES.now,
  min: 5,
  idleTimeoutMs: 30_000,
  connectTimeoutMs: 10_000,
  statementTimeoutMs: 30_000,
  keepAliveDelayMs: 10_000,
};

/** The document shows the log lines of the pools, but not how often they are written. */
export const POOL_STATISTICS_EVERY_SEC = 10;

/**
 * The key families. The document names no times: "repeat visitors" come back within the day, so what only its owner changes is kept for a
 * day, and what all see for half an hour.
 */
export const caches = {
  ttlSec: {
    course_list: 1800,
    course: 1800,
    material: 1800,
    enrolments: 86_400,
    progress: 86_400,
    bookmarks: 86_400,
    dashboard: 86_400,
    user_session: 86_400,
  },
  session: 'user_session',
} as const;

/** The document has no limits. `auth` counts by address, `general` by user. */
export const limits = {
  general: { name: 'general', max: 2000, windowSeconds: 15 * 60, confirmedAbove: 1800 },
  auth: { name: 'auth', max: 20, windowSeconds: 15 * 60, confirmedAbove: 0 },
} as const satisfies Record<string, RateLimit>;

export const COURSES_PER_PAGE = 20;

/** The end of a PDF has the place of everything else; readers fetch this much of it. */
const END_BYTES = 1024;

/** The first and the last byte of a part of a PDF. */
export type PdfRange = { from: number; to: number };

/** What a reader asks for to show a page: the scenario fetches it, and the seed knows its checksum. All pages are about equally long. */
export function rangeOfPage(
  page: number,
  { pages, sizeBytes }: { pages: number; sizeBytes: number },
): PdfRange {
  return {
    from: Math.floor(((page - 1) * sizeBytes) / pages),
    to: Math.min(sizeBytes - 1, Math.ceil((page * sizeBytes) / pages)),
  };
}

export function rangeOfEnd(sizeBytes: number): PdfRange {
  return { from: Math.max(0, sizeBytes - END_BYTES), to: sizeBytes - 1 };
}
