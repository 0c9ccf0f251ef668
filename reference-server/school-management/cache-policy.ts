import type { CacheEntry } from '../core/cache.ts';
import { caches } from './documented.ts';
import { sessionCacheKey } from './session-record.ts';

const { ttlSec } = caches;

/** The numbers that the head's dashboard shows, each loaded by a request of its own. */
export type Statistic = 'people' | 'attendance' | 'homework';

/**
 * The five families of the document with their times. Every key but a session's holds the school, so that no value can be found from
 * another one. A write removes what it changes, so the times only bound how long a value may stay wrong after a lost invalidation.
 */
export const cachePolicy = {
  /** Not in a server's memory: there it would briefly outlive a logout on another server. */
  userSession: (tokenHash: string): CacheEntry => ({
    family: caches.session,
    key: sessionCacheKey(tokenHash),
    ttlSeconds: ttlSec.user_session,
    onlyInRedis: true,
  }),

  school: (schoolId: number): CacheEntry => ({
    family: 'school',
    key: `school:${schoolId}`,
    ttlSeconds: ttlSec.school,
  }),

  /** the names of a school's classes */
  classes: (schoolId: number): CacheEntry => ({
    family: 'class_list',
    key: `class_list:${schoolId}:all`,
    ttlSeconds: ttlSec.class_list,
  }),

  /** who is in a class */
  classList: (schoolId: number, classId: number): CacheEntry => ({
    family: 'class_list',
    key: `class_list:${schoolId}:${classId}`,
    ttlSeconds: ttlSec.class_list,
  }),

  timetable: (schoolId: number, classId: number): CacheEntry => ({
    family: 'timetable',
    key: `timetable:${schoolId}:${classId}`,
    ttlSeconds: ttlSec.timetable,
  }),

  /** @param day YYYY-MM-DD, which the attendance statistic is about */
  dashboard: (schoolId: number, statistic: Statistic, day?: string): CacheEntry => ({
    family: 'dashboard',
    key: `dashboard:${schoolId}:${statistic}${day === undefined ? '' : `:${day}`}`,
    ttlSeconds: ttlSec.dashboard,
  }),
};
