import { describe, expect, it } from 'vitest';
import type { Json } from '../lib/route.ts';
import { filledJson, judge } from '../testing/judge.ts';
import { connectionsPerUser, journeys, pages } from './mix.ts';
import { type Student, studySystem } from './requests.ts';

const { routes } = studySystem();
const student: Student = {
  userId: 'u-0000001',
  token: 'token-of-u-1',
  subject: 'Law',
  course: 7,
  materials: 2,
  material: 31,
  pages: 5,
  sizeBytes: 5000,
  sizeText: '5000',
  page: 4,
  pageFrom: 3000,
  pageTo: 4000,
  endFrom: 3976,
  endTo: 4999,
  sha256: 'a'.repeat(64),
  pageSha256: 'b'.repeat(64),
  endSha256: 'c'.repeat(64),
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
  'material.link': {
    right: {
      id: 31,
      pages: 5,
      sizeBytes: 5000,
      sha256: 'a'.repeat(64),
      url: 'http://store/x.pdf?signature=y',
    },
    wrong: [{ id: 30 }, { pages: 4 }, { sizeBytes: 4999 }, { sha256: 'b'.repeat(64) }, { url: '' }],
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

/** PDFs are judged by their headers here; their bytes are for k6. */
const PDFS: Record<
  string,
  { status: number; headers: Record<string, string>; wrong: Record<string, string>[] }
> = {
  'pdf.end': {
    status: 206,
    headers: { 'content-type': 'application/pdf', 'content-range': 'bytes 3976-4999/5000' },
    wrong: [{ 'content-range': 'bytes 3976-4999/5001' }, { 'content-type': 'application/xml' }],
  },
  'pdf.page': {
    status: 206,
    headers: { 'content-type': 'application/pdf', 'content-range': 'bytes 3000-4000/5000' },
    wrong: [{ 'content-range': 'bytes 0-4999/5000' }, { 'content-type': 'application/xml' }],
  },
  'pdf.whole': {
    status: 200,
    headers: { 'content-type': 'application/pdf', 'content-length': '5000' },
    wrong: [{ 'content-length': '4999' }, { 'content-type': 'application/xml' }],
  },
};

it('has a case for each route', () =>
  expect([...Object.keys(CASES), ...Object.keys(PDFS)].sort()).toEqual(Object.keys(routes).sort()));

describe.each(Object.entries(PDFS))('%s', (name, { status, headers, wrong }) => {
  const route = routes[name]!;
  const checks = route.checks!.filter((check) => !('body' in check));
  const outcomeOf = (response: { status: number; headers: Record<string, string> }) =>
    judge({ ...route, checks: [...checks, { path: 'isPdf' }] }, student, { ...response, body: '{"isPdf":1}' })
      .outcome;

  it('accepts the part that was asked for, and no other', () => {
    expect(outcomeOf({ status, headers })).toBe('correct');
    for (const change of wrong)
      expect(outcomeOf({ status, headers: { ...headers, ...change } }), JSON.stringify(change)).toBe(
        'content',
      );
    expect(outcomeOf({ status: 403, headers })).toBe('status-403');
  });

  it('asks the address of the signed link', () => expect(route.path).toBe('{pdfUrl}'));
});

it('compares the bytes of every PDF, whole or in part, with their own checksum', () => {
  const sha256s = Object.keys(PDFS).map((name) => routes[name]!.checks!.find((check) => 'body' in check));
  expect(sha256s).toEqual([
    { body: 'sha256', equals: '{endSha256}' },
    { body: 'sha256', equals: '{pageSha256}' },
    { body: 'sha256', equals: '{sha256}' },
  ]);
});

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

it('a student keeps as many connections as a page sends requests side by side', () => {
  const most = (isToStore: boolean) =>
    Math.max(
      ...Object.values(pages)
        .flat()
        .map((group) => group.filter((route) => (routes[route]!.path === '{pdfUrl}') === isToStore).length),
    );
  expect(connectionsPerUser).toEqual({ toSystem: most(false), toObjectStore: most(true) });
});
