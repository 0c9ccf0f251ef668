import type { CacheEntry } from '../core/cache.ts';
import { caches } from './documented.ts';
import { sessionKey } from './session-record.ts';

const entry = (family: keyof typeof caches.ttlSec, ...parts: (string | number)[]): CacheEntry => ({
  family,
  key: [family, ...parts].join(':'),
  ttlSeconds: caches.ttlSec[family],
});

/** What is cached under which key. Every write invalidates what it changes. Courses and materials change in no request. */
export const cachePolicy = {
  courseList: (subject: string | null, page: number) => entry('course_list', subject ?? '', page),
  course: (courseId: number) => entry('course', courseId),
  material: (materialId: number) => entry('material', materialId),
  enrolments: (userId: string) => entry('enrolments', userId),
  progress: (userId: string, courseId: number) => entry('progress', userId, courseId),
  bookmarks: (userId: string, materialId: number) => entry('bookmarks', userId, materialId),
  dashboard: (userId: string) => entry('dashboard', userId),
  /** Not in a server's memory, where it could briefly outlive a logout on another server. */
  userSession: (tokenHash: string): CacheEntry => ({
    family: caches.session,
    key: sessionKey(tokenHash),
    ttlSeconds: caches.ttlSec.user_session,
    onlyInRedis: true,
  }),
};
