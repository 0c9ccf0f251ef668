import type { Rows } from './two-schools.ts';

type Sender = 'head' | 'teacher' | 'student';

/** A request that succeeds for a user of the school that `rows` are of. */
export type RequestOfRoute = {
  as: Sender;
  /** path and body; left out: the route is about the sender's own school alone, and takes no id */
  about?: (rows: Rows) => { path: string; body?: object };
};

const DAY = '2025-03-12';
const SHA256 = 'a'.repeat(64);

/**
 * One request for every route of the platform. A test compares the keys with the routes that the server registers, so that a new route
 * cannot be left out of the sweep.
 */
export const REQUESTS_BY_ROUTE: Record<string, RequestOfRoute> = {
  'GET /auth/me': { as: 'student' },
  'GET /school': { as: 'student' },
  'GET /classes': { as: 'teacher' },
  'GET /classes/:classId/students': {
    as: 'teacher',
    about: ({ classId }) => ({ path: `/classes/${classId}/students` }),
  },
  'GET /dashboard/people': { as: 'head' },
  'GET /dashboard/attendance/:day': {
    as: 'head',
    about: () => ({ path: `/dashboard/attendance/2025-03-11` }),
  },
  'GET /dashboard/homework': { as: 'head' },
  'GET /timetable/:classId': { as: 'teacher', about: ({ classId }) => ({ path: `/timetable/${classId}` }) },
  'GET /attendance/classes/:classId/days/:day': {
    as: 'teacher',
    about: ({ classId }) => ({ path: `/attendance/classes/${classId}/days/2025-03-11` }),
  },
  'PUT /attendance/classes/:classId/days/:day': {
    as: 'teacher',
    about: ({ classId, studentId }) => ({
      path: `/attendance/classes/${classId}/days/${DAY}`,
      body: { marks: [{ studentId, status: 'late' }] },
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

/** Routes that open or end a session. They name no row, and are tested on their own. */
export const ROUTES_OF_SESSIONS = ['POST /auth/login', 'POST /auth/logout'];
