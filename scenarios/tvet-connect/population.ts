import type { Population } from '../../harness/model/platform.ts';

/** Students, and one lecturer for every 30 of them (seed/tvet-connect/README.md). */
export const population: Population = {
  unit: 'students',
  memoryBytesEach: 20_000,
  usersIn: (students) => students,
  logIn: (userId, password) => ({ path: '/auth/login', body: { userId, password } }),
  ownPath: ({ userId, role }) =>
    role === 'student' ? `/students/${userId}/sync` : `/lecturers/${userId}/content`,
};
