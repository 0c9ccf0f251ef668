import { expect, it } from 'vitest';
import { cachePolicy } from './cache-policy.ts';
import { caches } from './documented.ts';
import { schoolOfUserId } from './session-record.ts';
import { readSettings } from './settings.ts';

const DAY = '2025-03-12';
const entriesOf = (schoolId: number) => [
  cachePolicy.school(schoolId),
  cachePolicy.classes(schoolId),
  cachePolicy.classList(schoolId, 7),
  cachePolicy.timetable(schoolId, 7),
  cachePolicy.dashboard(schoolId, 'people'),
  cachePolicy.dashboard(schoolId, 'attendance', DAY),
  cachePolicy.dashboard(schoolId, 'homework'),
];

it('gives no two values the same key, whatever their school', () => {
  const keys = [1, 2, 12].flatMap((schoolId) => entriesOf(schoolId).map(({ key }) => key));
  expect(new Set(keys).size).toBe(keys.length);
});

it('has every family of the document, with its time', () => {
  const entries = [...entriesOf(1), cachePolicy.userSession('hash')];
  for (const { family, ttlSeconds } of entries)
    expect(ttlSeconds).toBe(caches.ttlSec[family as keyof typeof caches.ttlSec]);
  expect(new Set(entries.map(({ family }) => family))).toEqual(new Set(Object.keys(caches.ttlSec)));
});

it('keeps sessions out of the memory of servers', () =>
  expect(cachePolicy.userSession('hash').onlyInRedis).toBe(true));

it('reads the school from a user id, and only from one', () => {
  expect(schoolOfUserId('0012-t-00003')).toBe(12);
  expect(schoolOfUserId('12345-s-00003')).toBe(12_345);
  for (const wrong of ['', '12-t-00003', '0012-x-00003', '0012-t-00003 ', "0012-t-00003' --"])
    expect(schoolOfUserId(wrong)).toBeNull();
});

it('has one setting, and refuses others', () => {
  expect(readSettings({})).toEqual({ schoolFilter: true });
  expect(() => readSettings({ schoolFilter: 'no' })).toThrow('schoolFilter');
  expect(() => readSettings({ other: true })).toThrow('school-management has');
});
