import { draw, type Shared, shared } from '../lib/extension.ts';
import { readWorld } from '../lib/read-world.ts';
import { ZIPF_EXPONENT } from './mix.ts';
import type { Actor } from './requests.ts';
import type { World } from './world.ts';
import { populationOf } from './world-population.ts';

const people: Shared = shared('people', () => populationOf(readWorld<World>()));

const studentCount = people.count('student');

/** Users are numbered students first, then lecturers, so that one can be chosen uniformly. */
export const userCount = studentCount + people.count('lecturer');

/** A user at the start of a journey, with the class and the attendance session that the journey is about. */
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
