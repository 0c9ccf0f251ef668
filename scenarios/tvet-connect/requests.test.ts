import { describe, expect, it } from 'vitest';
import { seededRandom } from '../lib/random.ts';
import type { Body, Json } from '../lib/route.ts';
import { filled, filledJson, judge as judgeResponse, statusOf } from '../testing/judge.ts';
import type { Step } from './mix.ts';
import { announcement, syncData } from './payloads.ts';
import { type Actor, routeOf, routes } from './requests.ts';

const student: Actor = {
  role: 'student',
  isStudent: true,
  id: 's-1',
  token: 'token-of-s-1',
  plan: 'plan-1',
  unit: 'unit-1',
  classId: 'class-1',
  attendanceId: 'att-1',
  hasCheckedIn: false,
  syncData: syncData(seededRandom(1, 1), 'unit-1'),
};
const contentData = announcement(seededRandom(1, 1));
const lecturer: Actor = {
  ...student,
  role: 'lecturer',
  isStudent: false,
  id: 'l-1',
  token: 'token-of-l-1',
  own: '7',
  contentData,
  title: contentData.title,
};

type Case = { actor: Actor; right: Json; wrong: Json[] };

/** A correct response for each step, and changes each of which makes it wrong. */
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
    right: { id: '7', contentData: {} },
    wrong: [{ id: '8' }, { contentData: { title: 'another' } }],
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

const ALL = routes({ today: '2025-04-23', password: 'open sesame' });

const requestOf = (step: Step, actor: Actor) => ALL[routeOf(step, actor.role)];
const bodyOf = (step: Step, actor: Actor) =>
  filledJson((requestOf(step, actor).body as Extract<Body, { json: unknown }>).json, actor) as Json;

/** The correct response, with the fields that a server echoes from the request. */
function withEcho(step: Step, { actor, right }: Case): Json {
  const sent = requestOf(step, actor).body ? bodyOf(step, actor) : {};
  const echoed = ['className', 'sessionName', 'contentData'].filter(
    (field) => field in sent && field in right,
  );
  return { ...right, ...Object.fromEntries(echoed.map((field) => [field, sent[field]])) };
}

function judge(step: Step, actor: Actor, body: Json) {
  const route = requestOf(step, actor);
  return judgeResponse(route, actor, { status: statusOf(route), body: JSON.stringify(body) });
}

describe.each(Object.keys(CASES) as (keyof typeof CASES)[])('%s', (step) => {
  const given = CASES[step];
  const right = withEcho(step, given);

  it('accepts the correct object', () => {
    expect(judge(step, given.actor, right).outcome).toBe('correct');
  });

  it.each(given.wrong.map((change) => [JSON.stringify(change), change]))(
    'refuses one with %s',
    (_, change) => {
      expect(judge(step, given.actor, { ...right, ...(change as Json) }).outcome).toBe('content');
    },
  );
});

describe('requests', () => {
  it('send the token of the user, none for the login, and that of the borrowed device for the logout', () => {
    for (const step of Object.keys(CASES) as (keyof typeof CASES)[]) {
      expect(requestOf(step, CASES[step].actor).token).toBe(step === 'auth.login' ? undefined : '{token}');
    }
    expect(requestOf('auth.logout', student).token).toBe('{own}');
  });

  it('log in with the shared password', () => {
    expect(bodyOf('auth.login', student)).toEqual({ userId: 's-1', password: 'open sesame' });
  });

  it('list the classes of the day that the scenario plays', () => {
    expect(filled(requestOf('class.list', student).path, student)).toBe(
      '/online-classes?semesterPlanId=plan-1&day=2025-04-23&status=scheduled',
    );
  });

  it('expect the response to say so when a student has checked in', () => {
    const notYet = withEcho('attendance.read', CASES['attendance.read']);
    const checkedIn = { ...student, hasCheckedIn: true };
    expect(judge('attendance.read', checkedIn, notYet).outcome).toBe('content');
    expect(judge('attendance.read', checkedIn, { ...notYet, checkedIn: true }).outcome).toBe('correct');
  });

  it('accept any classes of the day for a lecturer, not only the class of a journey', () => {
    const others = { ...withEcho('class.list', CASES['class.list']), classes: [{ id: 'x', className: 'y' }] };
    expect(judge('class.list', lecturer, others).outcome).toBe('correct');
  });

  it('read the session that a lecturer opened, with all attendees, under the same name', () => {
    const route = requestOf('attendance.read', lecturer);
    expect(route.name).toBe('attendance.read');
    expect(filled(route.path, lecturer)).toBe('/attendance-sessions/7');
    const body = { id: '7', attendees: ['s-1'], attendeeCount: 1 };
    expect(judge('attendance.read', lecturer, body).outcome).toBe('correct');
    expect(judge('attendance.read', lecturer, { ...body, attendees: [] }).outcome).toBe('content');
  });

  it('acknowledge what the data check looks for', () => {
    const promised = (step: Step) => filledJson(requestOf(step, student).acknowledges, student);
    expect(promised('attendance.check-in')).toEqual({ kind: 'check-in', subject: 's-1', object: 'att-1' });
    expect(promised('class.join')).toEqual({ kind: 'join', subject: 's-1', object: 'class-1' });
  });

  it('capture what later steps need', () => {
    const item = { id: 7, contentType: 'notes', contentData: { title: 'a' }, updatedAt: 'now' };
    const left = (step: Step, actor: Actor, body: Json) => judge(step, actor, body).captured;
    expect(left('content.read', lecturer, { lecturerId: 'l-1', items: [item] })).toEqual({ left: 7 });
    expect(left('content.read', lecturer, { lecturerId: 'l-1', items: [] })).toEqual({ left: undefined });
    expect(left('auth.login', student, CASES['auth.login'].right)).toEqual({ left: 't' });
  });

  it('have bodies of a realistic size', () => {
    const sizeOf = (step: Step, actor: Actor) => JSON.stringify(bodyOf(step, actor)).length;
    expect(sizeOf('sync.write', student)).toBeGreaterThan(500);
    expect(sizeOf('sync.write', student)).toBeLessThan(2_000);
    expect(sizeOf('content.add', lecturer)).toBeGreaterThan(1_000);
    expect(sizeOf('content.add', lecturer)).toBeLessThan(3_000);
  });
});
