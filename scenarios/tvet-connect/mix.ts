import type { Journey } from '../lib/journey.ts';

/**
 * What a morning is made of. The closed model walks through these journeys, the open model draws its single requests
 * from the same table; scenarios/tvet-connect/README.md says where the weights come from.
 */
export type StudentStep =
  | 'auth.login'
  | 'auth.logout'
  | 'sync.read'
  | 'sync.write'
  | 'class.list'
  | 'class.read'
  | 'class.join'
  | 'attendance.read'
  | 'attendance.check-in'
  | 'progress.read';

export type LecturerStep =
  | 'auth.login'
  | 'auth.logout'
  | 'content.read'
  | 'content.add'
  | 'content.change'
  | 'class.list'
  | 'class.schedule'
  | 'class.end'
  | 'attendance.open'
  | 'attendance.read'
  | 'attendance.close'
  | 'progress.read';

export type Step = StudentStep | LecturerStep;

export const STUDENT_JOURNEYS: readonly Journey<StudentStep>[] = [
  { name: 'open the app between classes', weight: 30, steps: ['sync.read', 'class.list'] },
  { name: 'look a class up', weight: 20, steps: ['class.list', 'class.read'] },
  { name: 'attend a class', weight: 8, steps: ['class.list', 'class.read', 'class.read', 'class.join'] },
  {
    name: 'check in',
    weight: 8,
    steps: ['attendance.read', 'attendance.read', 'attendance.check-in', 'attendance.read'],
  },
  { name: 'send work done offline', weight: 6, steps: ['sync.read', 'sync.write'] },
  { name: 'look at the progress', weight: 8, steps: ['progress.read'] },
  { name: 'borrow a device', weight: 0.1, steps: ['auth.login', 'sync.read', 'auth.logout'] },
];

export const LECTURER_JOURNEYS: readonly Journey<LecturerStep>[] = [
  { name: 'look at the dashboard', weight: 30, steps: ['content.read'] },
  { name: 'correct something', weight: 4, steps: ['content.read', 'content.change'] },
  { name: 'publish something', weight: 4, steps: ['content.read', 'content.add', 'content.read'] },
  {
    name: 'take attendance',
    weight: 4,
    steps: ['attendance.open', 'attendance.read', 'attendance.read', 'attendance.read', 'attendance.close'],
  },
  {
    name: 'give an extra class',
    weight: 2,
    steps: ['class.list', 'class.schedule', 'class.list', 'class.list', 'class.end'],
  },
  { name: 'look at the progress', weight: 4, steps: ['progress.read'] },
  { name: 'borrow a device', weight: 0.05, steps: ['auth.login', 'content.read', 'auth.logout'] },
];

/** What an app asks for when it is opened: the first request of everyone's morning. */
export const FIRST_STEP = { student: 'sync.read', lecturer: 'content.read' } as const;

/**
 * Steps on something that this user made or saw earlier, and the step that it comes from. Nobody ends or closes
 * what the seed has opened for everyone; logging out ends the session of the borrowed device, never one that others use.
 */
export const COMES_FROM: Record<'student' | 'lecturer', Partial<Record<Step, Step>>> = {
  student: { 'auth.logout': 'auth.login' },
  lecturer: {
    'auth.logout': 'auth.login',
    'content.change': 'content.read',
    'attendance.read': 'attendance.open',
    'attendance.close': 'attendance.open',
    'class.end': 'class.schedule',
  },
};

/** After these the thing is gone, and cannot be the subject of another step. */
export const ENDS: readonly Step[] = ['auth.logout', 'attendance.close', 'class.end'];

/** How popularity falls within the lists of a cohort: its first class of the day is the one that everybody opens. */
export const ZIPF_EXPONENT = 1;
