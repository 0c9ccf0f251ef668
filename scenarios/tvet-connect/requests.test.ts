import { describe, expect, it } from 'vitest';
import { seededRandom } from '../lib/random.ts';
import { type Json, judgeResponse } from '../lib/request.ts';
import { lookInto } from '../testing/look.ts';
import type { Step } from './mix.ts';
import { type Actor, requestFor } from './requests.ts';

const student: Actor = {
  role: 'student',
  id: 's-1',
  token: 'token-of-s-1',
  password: 'open sesame',
  today: '2025-04-23',
  cohort: {
    semesterPlanId: 'plan-1',
    unitIds: ['unit-1', 'unit-2'],
    openAttendanceIds: ['att-1'],
    todaysClassIds: ['class-1'],
  },
  classId: 'class-1',
  attendanceId: 'att-1',
  hasCheckedIn: false,
};
const lecturer: Actor = { ...student, role: 'lecturer', id: 'l-1', token: 'token-of-l-1' };

type Case = { actor: Actor; right: Json; wrong: Json[] };

/** A right answer for each step, and others that differ from it in the one thing given. */
const CASES: Record<Exclude<Step, 'auth.logout'>, Case> = {
  'auth.login': {
    actor: student,
    right: { token: 't', expiresAt: '2025-04-24T00:00:00Z', user: { id: 's-1' } },
    wrong: [{ token: '' }, { expiresAt: null }, { user: { id: 's-2' } }, { user: null }],
  },
  'sync.read': {
    actor: student,
    right: { studentId: 's-1', lastSync: '2025-04-23T00:00:00Z', syncData: { version: 3 } },
    wrong: [
      { studentId: 's-2' },
      { lastSync: null },
      { syncData: null },
      { syncData: 'text' },
      { syncData: {} },
    ],
  },
  'sync.write': {
    actor: student,
    right: { studentId: 's-1', lastSync: '2025-04-23T00:00:00Z' },
    wrong: [{ studentId: 's-2' }, { lastSync: undefined }],
  },
  'content.read': {
    actor: lecturer,
    right: {
      lecturerId: 'l-1',
      items: [{ id: 7, contentType: 'notes', contentData: { title: 'a' }, updatedAt: 'now' }],
    },
    wrong: [
      { lecturerId: 'l-2' },
      { items: null },
      { items: [{ id: 7 }] },
      { items: [{ id: 7, contentType: 'notes', contentData: 'text', updatedAt: 'now' }] },
      {
        items: new Array(21).fill({ id: 7, contentType: 'n', contentData: { title: 'a' }, updatedAt: 'now' }),
      },
    ],
  },
  'content.add': {
    actor: lecturer,
    right: { id: 7, semesterPlanId: 'plan-1', contentData: {} },
    wrong: [{ id: undefined }, { semesterPlanId: 'plan-2' }, { contentData: { title: 'another' } }],
  },
  'content.change': {
    actor: lecturer,
    right: { id: 7, contentData: {} },
    wrong: [{ id: 8 }, { contentData: { title: 'another' } }],
  },
  'class.list': {
    actor: student,
    right: {
      semesterPlanId: 'plan-1',
      day: '2025-04-23',
      classes: [{ id: 'class-1', className: 'Welding' }],
    },
    wrong: [
      { semesterPlanId: 'plan-2' },
      { day: '2025-04-24' },
      { classes: [] },
      { classes: 'none' },
      { classes: [{ id: 'class-2', className: 'Welding' }] },
      { classes: [{ id: 'class-1', className: '' }] },
      { classes: [{ id: 'class-1', className: 'Welding', password: 'leaked' }] },
      { classes: [{ id: 'class-1', className: 'Welding', participants: [] }] },
    ],
  },
  'class.read': {
    actor: student,
    right: { id: 'class-1', semesterPlanId: 'plan-1', meetingUrl: 'https://meet', participantCount: 0 },
    wrong: [{ id: 'class-2' }, { semesterPlanId: 'plan-2' }, { meetingUrl: '' }, { participantCount: -1 }],
  },
  'class.join': {
    actor: student,
    right: { id: 'class-1', studentId: 's-1', joined: true, meetingUrl: 'https://meet', participantCount: 1 },
    wrong: [
      { id: 'class-2' },
      { studentId: 's-2' },
      { joined: false },
      { meetingUrl: '' },
      { participantCount: 0 },
    ],
  },
  'class.schedule': {
    actor: lecturer,
    right: { id: 'class-9', className: 'Extra class', semesterPlanId: 'plan-1' },
    wrong: [{ id: '' }, { className: 'another' }, { semesterPlanId: 'plan-2' }],
  },
  'class.end': {
    actor: lecturer,
    right: { id: '7', status: 'ended' },
    wrong: [{ id: '8' }, { status: 'scheduled' }],
  },
  'attendance.open': {
    actor: lecturer,
    right: { id: 'att-9', lecturerId: 'l-1', sessionName: 'Roll call', isActive: true },
    wrong: [{ id: null }, { lecturerId: 'l-2' }, { sessionName: 'another' }, { isActive: false }],
  },
  'attendance.read': {
    actor: student,
    right: { id: 'att-1', semesterPlanId: 'plan-1', isActive: true, attendeeCount: 3, checkedIn: false },
    wrong: [
      { id: 'att-2' },
      { semesterPlanId: 'plan-2' },
      { isActive: false },
      { attendeeCount: '3' },
      { checkedIn: undefined },
    ],
  },
  'attendance.check-in': {
    actor: student,
    right: { id: 'att-1', studentId: 's-1', checkedIn: true, attendeeCount: 1 },
    wrong: [{ id: 'att-2' }, { studentId: 's-2' }, { checkedIn: false }, { attendeeCount: 0 }],
  },
  'attendance.close': {
    actor: lecturer,
    right: { id: '7', isActive: false },
    wrong: [{ id: '8' }, { isActive: true }],
  },
  'progress.read': {
    actor: student,
    right: { semesterPlanId: 'plan-1', units: [{ unitId: 'unit-1' }] },
    wrong: [{ semesterPlanId: 'plan-2' }, { units: [] }, { units: [{}] }],
  },
};

const requestOf = (step: Step, actor: Actor, own = '7') => requestFor(step, actor, seededRandom(1, 1), own);

/** What a server gives back of what was sent to it. */
function withEcho(step: Step, { actor, right }: Case): Json {
  const sent = requestOf(step, actor).body ?? {};
  const echoed = ['className', 'sessionName', 'contentData'].filter(
    (field) => field in sent && field in right,
  );
  return { ...right, ...Object.fromEntries(echoed.map((field) => [field, sent[field]])) };
}

function judge(step: Step, actor: Actor, body: Json) {
  const request = requestOf(step, actor);
  const look = lookInto(JSON.stringify(body));
  return judgeResponse(request, { status: request.status, isEmpty: false, look, timedOut: false });
}

describe.each(Object.keys(CASES) as (keyof typeof CASES)[])('%s', (step) => {
  const given = CASES[step];
  const right = withEcho(step, given);

  it('accepts the right object', () => {
    expect(judge(step, given.actor, right)).toBe('correct');
  });

  it.each(given.wrong.map((change) => [JSON.stringify(change), change]))(
    'refuses one with %s',
    (_, change) => {
      expect(judge(step, given.actor, { ...right, ...(change as Json) })).toBe('content');
    },
  );
});

describe('requests', () => {
  it('carry the token of the user, but for the login, and the one of a borrowed device to end it', () => {
    for (const step of Object.keys(CASES) as (keyof typeof CASES)[]) {
      const { actor } = CASES[step];
      expect(requestOf(step, actor).token).toBe(step === 'auth.login' ? undefined : actor.token);
    }
    expect(requestOf('auth.logout', student, 'borrowed').token).toBe('borrowed');
  });

  it('expect a student who has checked in to be told so', () => {
    const notYet = withEcho('attendance.read', CASES['attendance.read']);
    const checkedIn = { ...student, hasCheckedIn: true };
    expect(judge('attendance.read', checkedIn, notYet)).toBe('content');
    expect(judge('attendance.read', checkedIn, { ...notYet, checkedIn: true })).toBe('correct');
  });

  it('ask for the own session of a lecturer, with everyone in it', () => {
    expect(requestOf('attendance.read', lecturer).path).toBe('/attendance-sessions/7');
    const body = { id: '7', attendees: ['s-1'], attendeeCount: 1 };
    expect(judge('attendance.read', lecturer, body)).toBe('correct');
    expect(judge('attendance.read', lecturer, { ...body, attendees: [] })).toBe('content');
  });

  it('promise what the data check will look for', () => {
    expect(requestOf('attendance.check-in', student).acknowledges).toBe('check-in s-1 att-1');
    expect(requestOf('class.join', student).acknowledges).toBe('join s-1 class-1');
  });

  it('leave behind what later steps need', () => {
    expect(requestOf('content.read', lecturer).leaves?.(lookInto('{"items":[{"id":7},{"id":5}]}'))).toBe('7');
    expect(requestOf('content.read', lecturer).leaves?.(lookInto('{"items":[]}'))).toBeUndefined();
    expect(requestOf('auth.login', student).leaves?.(lookInto('{"token":"t"}'))).toBe('t');
  });

  it('have bodies of a believable size', () => {
    const sizeOf = (step: Step, actor: Actor) => JSON.stringify(requestOf(step, actor).body).length;
    expect(sizeOf('sync.write', student)).toBeGreaterThan(500);
    expect(sizeOf('sync.write', student)).toBeLessThan(2_000);
    expect(sizeOf('content.add', lecturer)).toBeGreaterThan(1_000);
    expect(sizeOf('content.add', lecturer)).toBeLessThan(3_000);
  });
});
