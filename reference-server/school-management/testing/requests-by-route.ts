import { SYNTHETIC_PASSWORD } from '../../../seed/parameters.ts';
import type { Rows } from './two-schools.ts';

export type Sender = 'head' | 'teacher' | 'student';

/** A request that succeeds for a user of the school that `rows` are of. */
export type RequestOfRoute = {
  as: Sender;
  /** path and body; left out: the route is about the sender's own school alone, and takes no id */
  about?: (rows: Rows) => { path: string; body?: object };
  /** the status of a request about rows of another school; left out: 404 */
  statusOfForeign?: number;
  /**
   * SQL whose only row the response must equal, from the rows of school $1: numbers look the same whatever they count. Not the server's own
   * statement.
   */
  shows?: string;
};

const DAY = '2025-03-12';
/** The last day with marks. */
const MARKED_DAY = '2025-03-11';
const SHA256 = 'a'.repeat(64);

/**
 * One request for every route of the platform. A test compares the keys with the routes that the server registers, so that a new route
 * cannot be left out of the sweep.
 */
export const REQUESTS_BY_ROUTE: Record<string, RequestOfRoute> = {
  'POST /auth/login': {
    as: 'teacher',
    about: ({ teacher }) => ({
      path: '/auth/login',
      body: { userId: teacher, password: SYNTHETIC_PASSWORD },
    }),
    statusOfForeign: 401,
  },
  // Ends the sender's own session, whoever the body names.
  'POST /auth/logout': {
    as: 'teacher',
    about: ({ teacher }) => ({ path: '/auth/logout', body: { userId: teacher } }),
    statusOfForeign: 204,
  },
  'GET /auth/me': { as: 'student' },
  'GET /school': { as: 'student' },
  'GET /classes': { as: 'teacher' },
  'GET /classes/:classId/students': {
    as: 'teacher',
    about: ({ classId }) => ({ path: `/classes/${classId}/students` }),
  },
  'GET /dashboard/people': {
    as: 'head',
    shows: `SELECT
      (SELECT count(*)::int FROM users WHERE school_id = $1 AND role = 'student' AND is_active) AS students,
      (SELECT count(*)::int FROM users WHERE school_id = $1 AND role = 'teacher' AND is_active) AS teachers,
      (SELECT count(*)::int FROM classes WHERE school_id = $1) AS classes`,
  },
  'GET /dashboard/attendance/:day': {
    as: 'head',
    about: () => ({ path: `/dashboard/attendance/${MARKED_DAY}` }),
    shows: `SELECT '${MARKED_DAY}' AS day, count(*)::int AS marked,
        sum((status = 'absent')::int)::int AS absent, sum((status = 'late')::int)::int AS late
      FROM attendance WHERE school_id = $1 AND date = '${MARKED_DAY}'`,
  },
  'GET /dashboard/homework': {
    as: 'head',
    shows: `SELECT
      (SELECT count(*)::int FROM homework WHERE school_id = $1) AS set,
      (SELECT count(*)::int FROM homework_submissions WHERE school_id = $1) AS "handedIn"`,
  },
  'GET /timetable/:classId': { as: 'teacher', about: ({ classId }) => ({ path: `/timetable/${classId}` }) },
  'GET /attendance/classes/:classId/days/:day': {
    as: 'teacher',
    about: ({ classId }) => ({ path: `/attendance/classes/${classId}/days/${MARKED_DAY}` }),
  },
  'PUT /attendance/classes/:classId/days/:day': {
    as: 'teacher',
    about: ({ classId, studentId, classmateId }) => ({
      path: `/attendance/classes/${classId}/days/${DAY}`,
      body: { marks: [studentId, classmateId].map((each) => ({ studentId: each, status: 'late' })) },
    }),
  },
  'GET /attendance/students/:studentId': {
    as: 'teacher',
    about: ({ studentId }) => ({ path: `/attendance/students/${studentId}` }),
  },
  'GET /homework/classes/:classId/from/:day': {
    as: 'teacher',
    about: ({ classId }) => ({ path: `/homework/classes/${classId}/from/${DAY}` }),
  },
  'POST /homework': {
    as: 'teacher',
    about: ({ classId }) => ({
      path: '/homework',
      body: { classId, subject: 'Art', title: 'Draw a horse', dueDate: DAY },
    }),
  },
  'PUT /homework/:homeworkId/submission': {
    as: 'student',
    about: ({ homeworkId }) => ({
      path: `/homework/${homeworkId}/submission`,
      body: { answer: 'Forty-two' },
    }),
  },
  'GET /homework/:homeworkId/submissions': {
    as: 'teacher',
    about: ({ homeworkId }) => ({ path: `/homework/${homeworkId}/submissions` }),
  },
  'POST /announcements': {
    as: 'teacher',
    about: ({ classId }) => ({
      path: '/announcements',
      body: { classId, title: 'Trip', body: 'On Friday.' },
    }),
  },
  'GET /notifications': { as: 'student' },
  'PUT /notifications/:notificationId/read': {
    as: 'student',
    about: ({ notificationId }) => ({ path: `/notifications/${notificationId}/read` }),
  },
  'POST /files': {
    as: 'teacher',
    about: ({ classId }) => ({
      path: '/files',
      body: { classId, name: 'plan.pdf', contentType: 'application/pdf', sizeBytes: 3, sha256s: [SHA256] },
    }),
  },
  'POST /files/:fileId/completion': {
    as: 'teacher',
    about: ({ pendingFileId }) => ({ path: `/files/${pendingFileId}/completion` }),
  },
  'GET /files/classes/:classId': {
    as: 'teacher',
    about: ({ classId }) => ({ path: `/files/classes/${classId}` }),
  },
  'GET /files/:fileId/download': {
    as: 'teacher',
    about: ({ fileId }) => ({ path: `/files/${fileId}/download` }),
  },
  'DELETE /files/:fileId': { as: 'teacher', about: ({ ownFileId }) => ({ path: `/files/${ownFileId}` }) },
};
