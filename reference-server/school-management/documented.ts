import type { PoolPolicy } from '../core/postgres-pool.ts';
import type { RateLimit } from '../core/rate-limiter.ts';

/*
 * Figures of the design document that the server, the scenario and the seed have to agree on. Pure data, and the only place that
 * states them.
 */

export const DOCUMENT = 'Scalability of a school management system for 1,000 users and more';

/** How long each family is cached, by the document's section on caching. */
export const caches = {
  ttlSec: {
    user_session: 15 * 60,
    school: 60 * 60,
    class_list: 30 * 60,
    timetable: 60 * 60,
    dashboard: 5 * 60,
  },
  session: 'user_session',
} as const;

/** Ours: the document caches a session for 15 minutes, and does not say when it ends. A school day is shorter. */
export const SESSION_LIFETIME_SEC = 12 * 60 * 60;

/** The document's pool, in the settings of `pg` (README.md: "The pool"). */
export const pool: PoolPolicy = {
  max: 20,
  min: 5,
  idleTimeoutMs: 30_000,
  connectTimeoutMs: 60_000,
  statementTimeoutMs: 30_000,
  keepAliveDelayMs: 10_000,
};

/** Both limits count an address. They are exact: every request waits for its count. */
export const limits = {
  general: {
    name: 'general',
    max: 100,
    windowSeconds: 15 * 60,
    confirmedAbove: 0,
    by: 'address',
    message: 'Too many requests from this IP',
  },
  login: { name: 'login', max: 5, windowSeconds: 15 * 60, confirmedAbove: 0, by: 'address' },
} as const satisfies Record<string, RateLimit>;

/** The document's uploads are of 10 MB. We read its MB as 10^6 bytes. */
export const FILE_SIZE_MAX_BYTES = 10_000_000;

/**
 * Ours: a larger file is sent in parts of this size, one after the other, so that a connection that breaks costs one part. It is the least
 * that S3 accepts; the document's upload of 10 MB has two.
 */
export const PART_SIZE_BYTES = 5 * 1024 * 1024;

/** How many bytes each part of a file has. */
export function partSizesOf(sizeBytes: number): number[] {
  const count = Math.max(1, Math.ceil(sizeBytes / PART_SIZE_BYTES));
  return Array.from({ length: count }, (_, part) =>
    Math.min(PART_SIZE_BYTES, sizeBytes - part * PART_SIZE_BYTES),
  );
}

/** Ours: what a school shares. */
export const FILE_TYPES = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
] as const;

/** The five services of the document's split, in its order. */
export const SERVICES = ['auth', 'school', 'academic', 'communication', 'notification'] as const;
export type Service = (typeof SERVICES)[number];

/** What the balancer sends to each of them. The first one also gets every path that belongs to none. */
export const PATHS_OF_SERVICE: Record<Service, readonly string[]> = {
  auth: ['/', '/auth/'],
  school: ['/school', '/classes', '/dashboard/'],
  academic: ['/attendance/', '/timetable/', '/homework'],
  communication: ['/announcements', '/files'],
  notification: ['/notifications'],
};
