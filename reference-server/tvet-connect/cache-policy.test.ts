import { expect, test } from 'vitest';
import { cachePolicy } from './cache-policy.ts';
import { caches, TTL_SEC } from './documented.ts';

const ENTRIES = [
  cachePolicy.studentSync('s'),
  cachePolicy.lecturerDashboard('l'),
  cachePolicy.attendanceSession('a'),
  cachePolicy.onlineClass('c'),
  cachePolicy.classesOfDay('p', '2026-03-02', null),
  cachePolicy.semesterProgress('p'),
  cachePolicy.userSession('h'),
];

test('the key families are the six of the document', () => {
  expect([...new Set(ENTRIES.map(({ family }) => family))].sort()).toEqual([
    'attendance_session',
    'lecturer_dashboard',
    'online_class',
    'semester_progress',
    'student_sync',
    'user_session',
  ]);
  for (const { family, key } of ENTRIES) expect(key.startsWith(`${family}:`)).toBe(true);
});

test('the times to live are the four of the document, and each is in use', () => {
  expect(TTL_SEC).toEqual({ short: 300, medium: 1800, long: 3600, veryLong: 86_400 });
  const used = new Set(ENTRIES.map(({ ttlSeconds }) => ttlSeconds));
  expect([...used].sort((a, b) => a - b)).toEqual([300, 1800, 3600, 86_400]);
});

test('the longest time to live of each family is the one in documented.ts', () => {
  const longest = new Map<string, number>();
  for (const { family, ttlSeconds } of ENTRIES)
    longest.set(family, Math.max(longest.get(family) ?? 0, ttlSeconds));
  expect(Object.fromEntries(longest)).toEqual(caches.ttlSec);
});

test('lists of different days, plans and statuses have different keys', () => {
  const keys = [
    cachePolicy.classesOfDay('p', '2026-03-02', null),
    cachePolicy.classesOfDay('p', '2026-03-02', 'ended'),
    cachePolicy.classesOfDay('p', '2026-03-03', null),
    cachePolicy.classesOfDay('q', '2026-03-02', null),
    cachePolicy.onlineClass('p'),
  ].map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
