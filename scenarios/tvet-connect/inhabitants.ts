import { draw, type Shared, shared } from '../lib/extension.ts';
import { ZIPF_EXPONENT } from './mix.ts';
import type { Actor } from './requests.ts';
import type { World } from './world.ts';
import { populationOf } from './world-population.ts';

export const readWorld = (): World => JSON.parse(open(__ENV.WORLD_FILE as string));

const people: Shared = shared('people', () => populationOf(readWorld()));

const studentCount = people.count('student');

/** Students come first, lecturers after them: one row of users, for an even choice. */
export const userCount = studentCount + people.count('lecturer');

/** A user at the beginning of a journey, with the class and the attendance session that it will be about. */
export function setOut(userIndex: number): Actor {
  const isStudent = userIndex < studentCount;
  const role = isStudent ? 'student' : 'lecturer';
  const index = isStudent ? userIndex : userIndex - studentCount;
  const cohort = people.popular(draw(), 0, role, index, 2);
  return {
    role,
    isStudent,
    id: people.get(role, index, 0),
    token: people.get(role, index, 1),
    plan: people.get('cohorts', cohort, 'semesterPlanId'),
    unit: people.get('cohorts', cohort, 'unitIds', 0),
    classId: people.popular(draw(), ZIPF_EXPONENT, 'cohorts', cohort, 'todaysClassIds'),
    attendanceId: people.popular(draw(), ZIPF_EXPONENT, 'cohorts', cohort, 'openAttendanceIds'),
    hasCheckedIn: false,
  };
}
