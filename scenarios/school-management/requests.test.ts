import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { partSizesOf } from '../../reference-server/school-management/documented.ts';
import { seededRandom } from '../lib/random.ts';
import type { Json } from '../lib/route.ts';
import { filled, filledJson, judge, statusOf } from '../testing/judge.ts';
import { UPLOAD_CONTENT, UPLOADED } from './file-requests.ts';
import { pages } from './mix.ts';
import { type Person, schoolSystem } from './requests.ts';

const TODAY = '2025-03-12';
const { routes } = schoolSystem({ today: TODAY, password: 'secret' });

const person: Person & Record<string, unknown> = {
  userId: '0001-t-00001',
  token: 'token-of-t-1',
  isStaff: true,
  schoolId: 1,
  classId: 3,
  studentId: 8,
  homeworkId: 71,
  fileId: 'f-3-1',
  answer: 'Yes.',
  title: 'Exercise 5',
  marks: [
    { studentId: 8, status: 'present' },
    { studentId: 9, status: 'late' },
  ],
  markCount: 2,
  // captured from earlier responses of the page
  otherToken: 'token-of-another-device',
  notificationId: 90,
  newFileId: 'new-file',
  key: 'schools/1/new-file',
  uploadUrl0: 'http://store/1?signed&partNumber=1',
  checksum0: 'sum of the first',
  uploadUrl1: 'http://store/1?signed&partNumber=2',
  checksum1: 'sum of the last',
  downloadUrl: 'http://store/2?signed',
  sha256: 'b'.repeat(64),
};

/** A correct response to each route with JSON, and changes each of which makes it wrong. */
const CASES: Record<string, { right: Json; wrong: Json[] }> = {
  'auth.login': {
    right: { userId: '0001-t-00001', token: 't', expiresAt: '2025-03-12T20:00:00Z' },
    wrong: [{ userId: '0002-t-00001' }, { token: '' }, { expiresAt: null }],
  },
  'auth.me': {
    right: { id: '0001-t-00001', role: 'teacher', name: 'A', school: 'B' },
    wrong: [{ id: '0002-t-00001' }, { school: null }],
  },
  'school.read': { right: { id: 1, name: 'A', town: 'B' }, wrong: [{ id: 2 }, { name: '' }] },
  'classes.list': {
    right: { classes: [{ id: 3, name: 'Class 1', teacher: 'A' }] },
    wrong: [{ classes: [] }, { classes: [{ id: 3 }] }, { classes: null }],
  },
  'class.students': {
    right: {
      classId: 3,
      students: [
        { id: 8, name: 'A' },
        { id: 9, name: 'B' },
      ],
    },
    wrong: [{ classId: 4 }, { students: [{ id: 8, name: 'A' }] }, { students: [{ id: 8 }, { id: 9 }] }],
  },
  'dashboard.people': {
    right: { students: 189, teachers: 10, classes: 7 },
    wrong: [{ students: 0 }, { teachers: null }],
  },
  'dashboard.attendance': {
    right: { day: TODAY, marked: 0, absent: 0, late: 0 },
    wrong: [{ day: '2025-03-11' }, { marked: -1 }, { absent: null }],
  },
  'dashboard.homework': { right: { set: 5, handedIn: 0 }, wrong: [{ set: 0 }, { handedIn: null }] },
  'timetable.read': {
    right: { classId: 3, lessons: [{ subject: 'Art' }] },
    wrong: [{ classId: 4 }, { lessons: [] }, { lessons: [{}] }],
  },
  'attendance.read': {
    right: {
      classId: 3,
      day: TODAY,
      marks: [
        { studentId: 8, status: null },
        { studentId: 9, status: 'late' },
      ],
    },
    wrong: [{ classId: 4 }, { marks: [] }],
  },
  'attendance.mark': { right: { classId: 3, day: TODAY, marked: 2 }, wrong: [{ classId: 4 }, { marked: 1 }] },
  'attendance.of-student': {
    right: { studentId: 8, days: [{ day: TODAY, status: 'late' }] },
    wrong: [{ studentId: 9 }, { days: [] }],
  },
  'homework.list': {
    right: { classId: 3, homework: [{ id: 71, title: 'A' }] },
    wrong: [{ classId: 4 }, { homework: [] }, { homework: [{ title: '' }] }],
  },
  'homework.set': {
    right: { id: 72, classId: 3, subject: 'Science', title: 'Exercise 5', dueDate: TODAY },
    wrong: [{ id: null }, { classId: 4 }, { title: 'Exercise 6' }],
  },
  'homework.hand-in': {
    right: { homeworkId: 71, studentId: 8, handedInAt: '2025-03-12T08:00:00Z' },
    wrong: [{ homeworkId: 72 }, { studentId: 9 }, { handedInAt: null }],
  },
  'homework.submissions': {
    right: { homeworkId: 71, submissions: [] },
    wrong: [{ homeworkId: 72 }, { submissions: null }],
  },
  'announcement.send': {
    right: { classId: 3, title: 'Exercise 5', recipients: 2 },
    wrong: [{ classId: 4 }, { recipients: 1 }],
  },
  'notifications.list': {
    right: { unread: 1, notifications: [{ id: 90, title: 'A' }] },
    wrong: [{ unread: null }, { notifications: [] }, { notifications: [{ id: 90 }] }],
  },
  'notification.mark-read': { right: { id: 90, isRead: true }, wrong: [{ id: 91 }, { isRead: false }] },
  'file.announce': {
    right: {
      id: 'new-file',
      key: 'schools/1/new-file',
      uploads: [1, 2].map((part) => ({
        method: 'PUT',
        url: `http://store/${part}`,
        headers: { 'x-amz-checksum-sha256': `sum ${part}` },
      })),
    },
    wrong: [{ key: '' }],
  },
  'file.complete': {
    right: { id: 'new-file', sizeBytes: 10_000_000 },
    wrong: [{ id: 'other' }, { sizeBytes: 9_999_999 }],
  },
  'file.complete briefly': {
    right: { id: 'new-file', sizeBytes: 10_000_000 },
    wrong: [{ id: 'other' }],
  },
  'files.list': { right: { files: [{ name: 'A' }] }, wrong: [{ files: [] }, { files: [{ name: '' }] }] },
  'file.link': {
    right: { id: 'f-3-1', sizeBytes: 40_000, sha256: 'a'.repeat(64), url: 'http://store' },
    wrong: [{ id: 'f-3-2' }, { sha256: null }, { url: '' }],
  },
};

/** Their responses have no JSON. */
const WITHOUT_JSON = [
  'auth.logout',
  'file.put first',
  'file.put last',
  'file.get',
  'file.get large',
  'file.delete',
];

it('has a case for each route', () =>
  expect([...Object.keys(CASES), ...WITHOUT_JSON].toSorted()).toEqual(Object.keys(routes).toSorted()));

describe.each(Object.entries(CASES))('%s', (name, { right, wrong }) => {
  const outcomeOf = (body: Json) => {
    const route = routes[name]!;
    return judge(route, person, { status: statusOf(route), body: JSON.stringify(body) }).outcome;
  };

  it('accepts the correct response', () => expect(outcomeOf(right)).toBe('correct'));

  it.each(wrong.map((change) => [JSON.stringify(change), change] as const))(
    'refuses one with %s',
    (_, change) => expect(outcomeOf({ ...right, ...change })).toBe('content'),
  );
});

it('sends an upload in the parts that the server asks for, with the checksums of what is uploaded', () => {
  const random = seededRandom(UPLOAD_CONTENT.seed, 0);
  const bytes = Uint8Array.from({ length: UPLOAD_CONTENT.sizeBytes }, () => Math.floor(random() * 256));
  const sha256Of = (from: number, to: number) =>
    createHash('sha256').update(bytes.subarray(from, to)).digest('hex');
  expect(sha256Of(0, bytes.length)).toBe(UPLOADED.sha256);
  expect(UPLOADED.parts.map(({ from, to }) => to - from)).toEqual(partSizesOf(UPLOADED.sizeBytes));
  for (const { from, to, sha256 } of UPLOADED.parts) expect(sha256Of(from, to)).toBe(sha256);
  const sent = ['file.put first', 'file.put last'].map((name) => routes[name]!.body);
  expect(sent).toEqual(
    UPLOADED.parts.map(({ from, to }) => expect.objectContaining({ file: 'upload', from, to })),
  );
});

it('sends each part with the URL and the checksum that the announcement was answered with', () => {
  const { right } = CASES['file.announce']!;
  const { captured } = judge(routes['file.announce']!, person, { status: 201, body: JSON.stringify(right) });
  for (const [name, part] of [
    ['file.put first', 1],
    ['file.put last', 2],
  ] as const) {
    const { path, headers } = routes[name]!;
    expect(filled(path, captured)).toBe(`http://store/${part}`);
    expect(filledJson(headers, captured)).toEqual({ 'x-amz-checksum-sha256': `sum ${part}` });
  }
});

it('counts a file as uploaded when the server has confirmed it, once however many parts it had', () => {
  const transfers = pages.upload.flat().filter((name) => routes[name]!.transfer === 'upload');
  expect(transfers).toEqual(['file.complete']);
});

it('acknowledges what the data checks look for', () => {
  const acknowledged = (name: string) => filledJson(routes[name]!.acknowledges, person);
  expect(acknowledged('attendance.mark')).toEqual({ kind: 'attendance', subject: 3, object: TODAY });
  expect(acknowledged('homework.hand-in')).toEqual({ kind: 'hand-in', subject: 8, object: 71 });
  expect(acknowledged('file.complete')).toMatchObject({ kind: 'file', object: 'schools/1/new-file' });
  expect(routes['file.complete briefly']).not.toHaveProperty('acknowledges');
});

it('compares the bytes of every download with the checksum that came with the link', () => {
  const { right } = CASES['file.link']!;
  const { captured } = judge(routes['file.link']!, person, { status: 200, body: JSON.stringify(right) });
  expect(captured).toMatchObject({ downloadUrl: 'http://store', sha256: 'a'.repeat(64) });
  for (const name of ['file.get', 'file.get large'])
    expect(routes[name]!.checks).toContainEqual({ body: 'sha256', equals: '{sha256}' });
});

it('has a route for every request of every page', () => {
  for (const route of Object.values(pages).flat(2)) expect(routes).toHaveProperty([route]);
});
