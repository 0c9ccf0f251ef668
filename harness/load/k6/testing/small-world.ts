import type { World } from '../../../../scenarios/tvet-connect/world.ts';

/** Three students and a lecturer of one class: enough for a request. */
export const SMALL_WORLD: World = {
  platform: 'tvet-connect',
  today: '2026-03-02',
  password: 'of all',
  userCount: 4,
  examples: [{ userId: 's-1', role: 'student', token: 'token-1' }],
  students: [
    ['s-1', 'token-1', 0],
    ['s-2', 'token-2', 0],
    ['s-3', 'token-3', 0],
  ],
  lecturers: [['l-1', 'token-l']],
  cohorts: [
    {
      semesterPlanId: 'plan-1',
      unitIds: ['unit-1'],
      openAttendanceIds: ['attendance-1'],
      todaysClassIds: ['class-1'],
      lecturerIndexes: [0],
    },
  ],
};
