import { type Journey, moments } from '../lib/journey.ts';

/**
 * The mix of a morning. The closed model walks through these journeys; the open model draws single requests
 * from the same table. scenarios/tvet-connect/README.md explains the weights.
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

export const studentJourneys = (): Journey<StudentStep>[] => [
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

export const lecturerJourneys = (): Journey<LecturerStep>[] => [
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

/** Both tables in the form that k6 reads: the journeys, and the moments at which a user may be. */
export const mixTable = () => ({
  student: { journeys: studentJourneys(), moments: moments(studentJourneys()) },
  lecturer: { journeys: lecturerJourneys(), moments: moments(lecturerJourneys()) },
});

/** What the app requests when it is opened: the first request of every user's morning. */
export function firstStep(role: 'student' | 'lecturer'): Step {
  return role === 'student' ? 'sync.read' : 'content.read';
}

/**
 * For a step on something that the user made or saw earlier: the step it comes from. Otherwise null. No user ends or closes
 * what the seed opened for everyone, and a logout ends the session of the borrowed device, never one that others use.
 */
export function sourceOf(step: Step, role: 'student' | 'lecturer'): Step | null {
  switch (step) {
    case 'auth.logout':
      return 'auth.login';
    case 'content.change':
      return 'content.read';
    case 'attendance.read':
      return role === 'lecturer' ? 'attendance.open' : null;
    case 'attendance.close':
      return 'attendance.open';
    case 'class.end':
      return 'class.schedule';
    default:
      return null;
  }
}

/** Whether the step ends its subject, so that no later step can use it. */
export function isEnd(step: Step): boolean {
  return step === 'auth.logout' || step === 'attendance.close' || step === 'class.end';
}

/** How popularity falls within the lists of a cohort: its first class of the day is opened most. */
export const ZIPF_EXPONENT = 1;
