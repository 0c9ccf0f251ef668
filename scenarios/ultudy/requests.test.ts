import { describe, expect, it } from 'vitest';
import type { Json } from '../lib/route.ts';
import { filledJson, judge } from '../testing/judge.ts';
import { journeys, pages } from './mix.ts';
import { type Student, studySystem } from './requests.ts';

const { routes } = studySystem();
const student: Student = {
  userId: 'u-0000001',
  token: 'token-of-u-1',
  subject: 'Law',
  course: 7,
  materials: 2,
  material: 31,
  page: 4,
  other: 9,
};

const IN_LIST = { id: 7, subject: 'Law', title: 'Torts', publishedAt: '2026-01-01T00:00:00.000Z' };

/** A correct response to each route, and changes each of which makes it wrong. */
const CASES: Record<string, { right: Json; wrong: Json[] }> = {
  'dashboard.read': {
    right: { userId: 'u-0000001', courses: [{ id: 7, title: 'Torts' }], resume: null, bookmarks: [] },
    wrong: [
      { userId: 'u-0000002' },
      { courses: [] },
      { courses: [{ id: 7 }] },
      { bookmarks: [1, 2, 3, 4, 5, 6] },
    ],
  },
  'course.list': {
    right: { subject: 'Law', page: 1, courses: [IN_LIST] },
    wrong: [
      { subject: 'Physics' },
      { courses: [] },
      { courses: [{ id: 7 }] },
      { courses: Array(21).fill(IN_LIST) },
    ],
  },
  'course.search': {
    right: { words: 'Law', courses: [IN_LIST] },
    wrong: [{ words: 'Physics' }, { courses: [] }, { courses: [{ id: 7 }] }],
  },
  'course.read': {
    right: { id: 7, author: 'A. Uthor', materials: [{ pages: 1 }, { pages: 50 }] },
    wrong: [
      { id: 8 },
      { author: '' },
      { materials: [{ pages: 1 }] },
      { materials: [{ pages: 0 }, { pages: 1 }] },
    ],
  },
  'course.enrol': {
    right: { userId: 'u-0000001', courseId: 9, enrolled: true },
    wrong: [{ userId: 'u-0000002' }, { courseId: 7 }, { enrolled: false }],
  },
  'progress.read': {
    right: { userId: 'u-0000001', courseId: 7, materials: [{}, {}] },
    wrong: [{ userId: 'u-0000002' }, { courseId: 8 }, { materials: [{}] }],
  },
  'progress.record': {
    right: { userId: 'u-0000001', materialId: 31, page: 4, furthestPage: 6 },
    wrong: [{ userId: 'u-0000002' }, { materialId: 30 }, { page: 5 }, { furthestPage: 0 }],
  },
  'bookmark.list': {
    right: { userId: 'u-0000001', materialId: 31, bookmarks: [] },
    wrong: [{ userId: 'u-0000002' }, { materialId: 30 }, { bookmarks: null }],
  },
  'bookmark.set': {
    right: { userId: 'u-0000001', materialId: 31, page: 4, note: 'x' },
    wrong: [{ userId: 'u-0000002' }, { materialId: 30 }, { page: 5 }],
  },
};

it('has a case for each route', () => expect(Object.keys(CASES).sort()).toEqual(Object.keys(routes).sort()));

describe.each(Object.entries(CASES))('%s', (name, { right, wrong }) => {
  const outcomeOf = (body: Json) =>
    judge(routes[name]!, student, { status: 200, body: JSON.stringify(body) }).outcome;

  it('accepts the correct response', () => expect(outcomeOf(right)).toBe('correct'));

  it.each(wrong.map((change) => [JSON.stringify(change).slice(0, 60), change] as const))(
    'refuses one with %s',
    (_, change) => expect(outcomeOf({ ...right, ...change })).toBe('content'),
  );
});

it('acknowledges what the data checks look for', () => {
  const acknowledged = (name: string) => filledJson(routes[name]!.acknowledges, student);
  const ofMaterial = { subject: 'u-0000001', object: 31, page: 4 };
  expect(acknowledged('progress.record')).toEqual({ kind: 'progress', ...ofMaterial });
  expect(acknowledged('bookmark.set')).toEqual({ kind: 'bookmark', ...ofMaterial });
  expect(acknowledged('course.enrol')).toEqual({ kind: 'enrolment', subject: 'u-0000001', object: 9 });
});

it('has a route or a page for each step, and opens the same page for the first and the repeat visit', () => {
  const steps = journeys().flatMap((journey) => journey.steps);
  for (const step of steps) expect(step in pages || step in routes, step).toBe(true);
  expect(pages['course repeat']).toEqual(pages['course first']);
});
