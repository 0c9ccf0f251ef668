import type { CacheEntry } from '../core/cache.ts';
import { caches, TTL_SEC } from './documented.ts';
import { sessionCacheKey } from './session-record.ts';

const { ttlSec } = caches;

/**
 * The six key families of the document, and the time to live of each entry. The document does not assign TTLs to entries; that is
 * decided here and in documented.ts. Every write invalidates what it changes, so a TTL only bounds how long a value may stay wrong
 * after a lost invalidation (a server that died between commit and delete), and how long an unused one takes up memory. The more
 * often a value changes, the shorter its TTL.
 */
export const cachePolicy = {
  /** medium: each sync of its student changes it, a few times a morning */
  studentSync: (studentId: string): CacheEntry => ({
    family: 'student_sync',
    key: `student_sync:${studentId}`,
    ttlSeconds: ttlSec.student_sync,
  }),

  /**
   * long: a lecturer changes content a few times a day. Only the unfiltered page is cached; filtered ones are rare, would need a
   * key for every combination, and go to the database.
   */
  lecturerDashboard: (lecturerId: string): CacheEntry => ({
    family: 'lecturer_dashboard',
    key: `lecturer_dashboard:${lecturerId}`,
    ttlSeconds: ttlSec.lecturer_dashboard,
  }),

  /** short: a session lasts 15 minutes, and every check-in changes it */
  attendanceSession: (id: string): CacheEntry => ({
    family: 'attendance_session',
    key: `attendance_session:${id}`,
    ttlSeconds: ttlSec.attendance_session,
  }),

  /** medium: every join changes it, over the hour that a class lasts */
  onlineClass: (id: string): CacheEntry => ({
    family: 'online_class',
    key: `online_class:${id}`,
    ttlSeconds: TTL_SEC.medium,
  }),

  /** long: a day's list holds no participants, so it changes only when a class is scheduled or ended */
  classesOfDay: (semesterPlanId: string, day: string, status: string | null): CacheEntry => ({
    family: 'online_class',
    // Ids hold no colon, so this is never the key of a class.
    key: `online_class:day:${semesterPlanId}:${day}:${status ?? 'any'}`,
    ttlSeconds: ttlSec.online_class,
  }),

  /** medium: changes when a session is closed or a class scheduled or ended, not with a check-in */
  semesterProgress: (semesterPlanId: string): CacheEntry => ({
    family: 'semester_progress',
    key: `semester_progress:${semesterPlanId}`,
    ttlSeconds: ttlSec.semester_progress,
  }),

  /**
   * very long: as long as the session itself, which a logout ends at once. Not in a server's memory: there it would briefly outlive
   * a logout on another server, and users think for longer than the memory tier keeps a value (docs/adr/0010)
   */
  userSession: (tokenHash: string): CacheEntry => ({
    family: caches.session,
    key: sessionCacheKey(tokenHash),
    ttlSeconds: ttlSec.user_session,
    onlyInRedis: true,
  }),
};
