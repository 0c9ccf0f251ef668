import { textInEach } from '../lib/checks.ts';
import type { Route } from '../lib/route.ts';
import type { Step } from './mix.ts';
import type { World } from './world.ts';

/** Who sends a request, and what it is about during one journey: the values that routes are filled in with. */
export type Actor = {
  role: 'student' | 'lecturer';
  isStudent: boolean;
  id: string;
  token: string;
  plan: string;
  unit: string;
  /** the class and the attendance session that a student's journey is about */
  classId: string;
  attendanceId: string;
  /** this student's check-in to it was acknowledged */
  hasCheckedIn: boolean;
  /** what the step is about if an earlier step made it: a token, or the id of something of the user's own */
  own?: string | number;
  /** what the latest step has captured for later ones */
  left?: string | number | undefined;
  /** content of request bodies, made when they are sent */
  syncData?: object;
  contentData?: object;
  title?: string;
};

/** A lecturer reads the session that they opened themselves, through a separate route with the same name. */
export type RouteKey = Step | 'attendance.read own';

export function routeOf(step: Step, role: Actor['role']): RouteKey {
  return step === 'attendance.read' && role === 'lecturer' ? 'attendance.read own' : step;
}

/** What is sent for each step, and what makes its response correct. */
export function routes({ today, password }: Pick<World, 'today' | 'password'>): Record<RouteKey, Route> {
  const token = '{token}';
  return {
    'auth.login': {
      method: 'POST',
      path: '/auth/login',
      body: { json: { userId: '{id}', password } },
      checks: [
        { path: 'token', is: 'text' },
        { path: 'expiresAt', is: 'text' },
        { path: 'user.id', equals: '{id}' },
      ],
      captures: { left: 'token' },
    },

    'auth.logout': { method: 'POST', path: '/auth/logout', token: '{own}', status: 204 },

    'sync.read': {
      method: 'GET',
      path: '/students/{id}/sync',
      token,
      checks: [
        { path: 'studentId', equals: '{id}' },
        { path: 'lastSync', is: 'text' },
        { path: 'syncData.@keys.0', is: 'text' },
      ],
    },

    'sync.write': {
      method: 'PUT',
      path: '/students/{id}/sync',
      token,
      body: { json: { syncData: '{syncData}' } },
      checks: [
        { path: 'studentId', equals: '{id}' },
        { path: 'lastSync', is: 'text' },
      ],
    },

    'content.read': {
      method: 'GET',
      path: '/lecturers/{id}/content',
      token,
      checks: [
        { path: 'lecturerId', equals: '{id}' },
        { path: 'items.#', atMost: 20 },
        ...['contentType', 'updatedAt', 'contentData.@keys.0'].flatMap((field) => textInEach('items', field)),
      ],
      captures: { left: 'items.0.id' },
    },

    'content.add': {
      method: 'POST',
      path: '/lecturers/{id}/content',
      token,
      body: { json: { contentType: 'announcement', contentData: '{contentData}', semesterPlanId: '{plan}' } },
      status: 201,
      checks: [
        { path: 'id', is: 'there' },
        { path: 'semesterPlanId', equals: '{plan}' },
        { path: 'contentData.title', equals: '{title}' },
      ],
    },

    'content.change': {
      method: 'PUT',
      path: '/lecturers/{id}/content/{own}',
      token,
      body: { json: { contentType: 'announcement', contentData: '{contentData}' } },
      checks: [
        { path: 'id', equals: '{own}' },
        { path: 'contentData.title', equals: '{title}' },
      ],
    },

    'class.list': {
      method: 'GET',
      path: `/online-classes?semesterPlanId={plan}&day=${today}&status=scheduled`,
      token,
      checks: [
        { path: 'semesterPlanId', equals: '{plan}' },
        { path: 'day', equals: today },
        ...textInEach('classes', 'className'),
        { each: 'classes', path: 'password', is: 'absent' },
        { each: 'classes', path: 'participants', is: 'absent' },
        { path: 'classes.#.id', includes: '{classId}', when: 'isStudent' },
      ],
    },

    'class.read': {
      method: 'GET',
      path: '/online-classes/{classId}',
      token,
      checks: [
        { path: 'id', equals: '{classId}' },
        { path: 'semesterPlanId', equals: '{plan}' },
        { path: 'meetingUrl', is: 'text' },
        { path: 'participantCount', is: 'count' },
      ],
    },

    'class.join': {
      method: 'PUT',
      path: '/online-classes/{classId}/participants/{id}',
      token,
      checks: [
        { path: 'id', equals: '{classId}' },
        { path: 'studentId', equals: '{id}' },
        { path: 'joined', equals: true },
        { path: 'meetingUrl', is: 'text' },
        { path: 'participantCount', is: 'count', atLeast: 1 },
      ],
      acknowledges: { kind: 'join', subject: '{id}', object: '{classId}' },
    },

    'class.schedule': {
      method: 'POST',
      path: '/online-classes',
      token,
      body: {
        json: {
          semesterPlanId: '{plan}',
          unitId: '{unit}',
          className: '{title}',
          scheduledTime: `${today}T15:00:00.000Z`,
          durationMinutes: 45,
        },
      },
      status: 201,
      checks: [
        { path: 'id', is: 'text' },
        { path: 'className', equals: '{title}' },
        { path: 'semesterPlanId', equals: '{plan}' },
      ],
      captures: { left: 'id' },
    },

    'class.end': {
      method: 'POST',
      path: '/online-classes/{own}/end',
      token,
      checks: [
        { path: 'id', equals: '{own}' },
        { path: 'status', equals: 'ended' },
      ],
    },

    'attendance.open': {
      method: 'POST',
      path: '/attendance-sessions',
      token,
      body: {
        json: { semesterPlanId: '{plan}', unitId: '{unit}', sessionName: '{title}', durationMinutes: 15 },
      },
      status: 201,
      checks: [
        { path: 'id', is: 'text' },
        { path: 'lecturerId', equals: '{id}' },
        { path: 'sessionName', equals: '{title}' },
        { path: 'isActive', equals: true },
      ],
      captures: { left: 'id' },
    },

    'attendance.read': {
      method: 'GET',
      path: '/attendance-sessions/{attendanceId}',
      token,
      checks: [
        { path: 'id', equals: '{attendanceId}' },
        { path: 'semesterPlanId', equals: '{plan}' },
        { path: 'isActive', equals: true },
        { path: 'attendeeCount', is: 'count' },
        { path: 'checkedIn', is: 'boolean' },
        { path: 'checkedIn', equals: true, when: 'hasCheckedIn' },
      ],
    },

    'attendance.read own': {
      name: 'attendance.read',
      method: 'GET',
      path: '/attendance-sessions/{own}',
      token,
      checks: [
        { path: 'id', equals: '{own}' },
        { path: 'attendees.#', sameAs: 'attendeeCount' },
      ],
    },

    'attendance.check-in': {
      method: 'PUT',
      path: '/attendance-sessions/{attendanceId}/attendees/{id}',
      token,
      checks: [
        { path: 'id', equals: '{attendanceId}' },
        { path: 'studentId', equals: '{id}' },
        { path: 'checkedIn', equals: true },
        { path: 'attendeeCount', is: 'count', atLeast: 1 },
      ],
      acknowledges: { kind: 'check-in', subject: '{id}', object: '{attendanceId}' },
    },

    'attendance.close': {
      method: 'POST',
      path: '/attendance-sessions/{own}/close',
      token,
      checks: [
        { path: 'id', equals: '{own}' },
        { path: 'isActive', equals: false },
      ],
    },

    'progress.read': {
      method: 'GET',
      path: '/semester-plans/{plan}/progress',
      token,
      checks: [
        { path: 'semesterPlanId', equals: '{plan}' },
        { path: 'units.#', is: 'count', atLeast: 1 },
        ...textInEach('units', 'unitId'),
      ],
    },
  };
}
