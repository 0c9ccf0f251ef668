import { textInEach } from '../lib/checks.ts';
import type { Route, System } from '../lib/route.ts';
import { fileRoutes, UPLOAD_CONTENT } from './file-requests.ts';
import { pages } from './mix.ts';
import type { World } from './world.ts';

/** Who sends a request, and what it is about during one page: the values that routes are filled in with. */
export type Person = {
  userId: string;
  token: string;
  isStaff: boolean;
  classId: number;
  schoolId: number;
  /** for a student */
  studentId: number;
  homeworkId: number;
  fileId: string;
  answer: string;
  title: string;
  /** a mark for everyone in the class */
  marks: { studentId: number; status: string }[];
  markCount: number;
};

/** What is sent, and what makes its response correct. `today` is the day that the scenario plays. */
export function schoolSystem({ today, password }: Pick<World, 'today' | 'password'>): System {
  const api = { token: '{token}', group: 'api' };
  const routes: Record<string, Route> = {
    'auth.login': {
      method: 'POST',
      path: '/auth/login',
      group: 'api',
      body: { json: { userId: '{userId}', password } },
      checks: [
        { path: 'userId', equals: '{userId}' },
        { path: 'token', is: 'text' },
        { path: 'expiresAt', is: 'text' },
      ],
      captures: { otherToken: 'token' },
    },
    'auth.logout': { method: 'POST', path: '/auth/logout', group: 'api', token: '{otherToken}', status: 204 },
    'auth.me': {
      method: 'GET',
      path: '/auth/me',
      ...api,
      checks: [
        { path: 'id', equals: '{userId}' },
        { path: 'school', is: 'text' },
      ],
    },

    'school.read': {
      method: 'GET',
      path: '/school',
      ...api,
      checks: [
        { path: 'id', equals: '{schoolId}' },
        { path: 'name', is: 'text' },
      ],
    },
    'classes.list': {
      method: 'GET',
      path: '/classes',
      ...api,
      checks: [...textInEach('classes', 'name'), { path: 'classes.#', atLeast: 1 }],
    },
    'class.students': {
      method: 'GET',
      path: '/classes/{classId}/students',
      ...api,
      checks: [
        { path: 'classId', equals: '{classId}' },
        { path: 'students.#', equals: '{markCount}' },
        ...textInEach('students', 'name'),
      ],
    },
    'dashboard.people': {
      method: 'GET',
      path: '/dashboard/people',
      ...api,
      checks: [
        { path: 'students', is: 'count', atLeast: 1 },
        { path: 'teachers', is: 'count', atLeast: 1 },
      ],
    },
    'dashboard.attendance': {
      method: 'GET',
      path: `/dashboard/attendance/${today}`,
      ...api,
      checks: [
        { path: 'day', equals: today },
        { path: 'marked', is: 'count' },
        { path: 'absent', is: 'count' },
      ],
    },
    'dashboard.homework': {
      method: 'GET',
      path: '/dashboard/homework',
      ...api,
      checks: [
        { path: 'set', is: 'count', atLeast: 1 },
        { path: 'handedIn', is: 'count' },
      ],
    },

    'timetable.read': {
      method: 'GET',
      path: '/timetable/{classId}',
      ...api,
      checks: [
        { path: 'classId', equals: '{classId}' },
        { path: 'lessons.#', atLeast: 1 },
        ...textInEach('lessons', 'subject'),
      ],
    },
    'attendance.read': {
      method: 'GET',
      path: `/attendance/classes/{classId}/days/${today}`,
      ...api,
      checks: [
        { path: 'classId', equals: '{classId}' },
        { path: 'marks.#', equals: '{markCount}' },
      ],
    },
    'attendance.mark': {
      method: 'PUT',
      path: `/attendance/classes/{classId}/days/${today}`,
      ...api,
      body: { json: { marks: '{marks}' } },
      checks: [
        { path: 'classId', equals: '{classId}' },
        { path: 'marked', equals: '{markCount}' },
      ],
      acknowledges: { kind: 'attendance', subject: '{classId}', object: today },
    },
    'attendance.of-student': {
      method: 'GET',
      path: '/attendance/students/{studentId}',
      ...api,
      checks: [
        { path: 'studentId', equals: '{studentId}' },
        { path: 'days.#', atLeast: 1, atMost: 30 },
      ],
    },
    'homework.list': {
      method: 'GET',
      path: `/homework/classes/{classId}/from/${today}`,
      ...api,
      checks: [
        { path: 'classId', equals: '{classId}' },
        { path: 'homework.#', atLeast: 1, atMost: 20 },
        ...textInEach('homework', 'title'),
      ],
    },
    'homework.set': {
      method: 'POST',
      path: '/homework',
      ...api,
      body: { json: { classId: '{classId}', subject: 'Science', title: '{title}', dueDate: today } },
      status: 201,
      checks: [
        { path: 'id', is: 'count' },
        { path: 'classId', equals: '{classId}' },
        { path: 'title', equals: '{title}' },
      ],
    },
    'homework.hand-in': {
      method: 'PUT',
      path: '/homework/{homeworkId}/submission',
      ...api,
      body: { json: { answer: '{answer}' } },
      checks: [
        { path: 'homeworkId', equals: '{homeworkId}' },
        { path: 'studentId', equals: '{studentId}' },
        { path: 'handedInAt', is: 'text' },
      ],
      acknowledges: { kind: 'hand-in', subject: '{studentId}', object: '{homeworkId}' },
    },
    'homework.submissions': {
      method: 'GET',
      path: '/homework/{homeworkId}/submissions',
      ...api,
      checks: [
        { path: 'homeworkId', equals: '{homeworkId}' },
        { path: 'submissions', is: 'list' },
      ],
    },

    'announcement.send': {
      method: 'POST',
      path: '/announcements',
      ...api,
      body: { json: { classId: '{classId}', title: '{title}', body: 'Please read this before Friday.' } },
      status: 201,
      checks: [
        { path: 'classId', equals: '{classId}' },
        { path: 'recipients', equals: '{markCount}' },
      ],
    },
    'notifications.list': {
      method: 'GET',
      path: '/notifications',
      ...api,
      checks: [
        { path: 'unread', is: 'count' },
        { path: 'notifications.#', atLeast: 1, atMost: 20 },
        ...textInEach('notifications', 'title'),
      ],
      captures: { notificationId: 'notifications.0.id' },
    },
    'notification.mark-read': {
      method: 'PUT',
      path: '/notifications/{notificationId}/read',
      ...api,
      checks: [
        { path: 'id', equals: '{notificationId}' },
        { path: 'isRead', equals: true },
      ],
    },
  };
  return {
    routes: { ...routes, ...fileRoutes() },
    pages: Object.fromEntries(
      Object.entries(pages).map(([name, groups]) => [name, groups.map((group) => [...group])]),
    ),
    files: { upload: UPLOAD_CONTENT },
  };
}
