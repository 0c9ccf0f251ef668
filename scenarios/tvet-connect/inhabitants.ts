import { SharedArray } from 'k6/data';
import type { ActorCohort } from './requests.ts';
import type { Cohort, World } from './world.ts';

/**
 * Everyone in the seeded world, read once a process and shared by its VUs. The elements are text that only needs to be cut:
 * k6 parses an element each time it is looked at, and freezes it deeply when it is an object.
 */
const students = new SharedArray('students', () => world().students.map((fields) => fields.join(' ')));
const lecturers = new SharedArray('lecturers', () => lecturersWithCohorts(world()));
const cohorts = new SharedArray('cohorts', () => world().cohorts.map(textOf));
const common = new SharedArray('common', () => [world().today, world().password]);

export const userCount = students.length + lecturers.length;

export const today = common[0]!;
export const password = common[1]!;

export type Role = 'student' | 'lecturer';

export type Inhabitant = { role: Role; id: string; token: string; cohortIndexes: string[] };

/** Students come first, lecturers after them: one row of users, for an even choice. */
export function inhabitant(userIndex: number): Inhabitant {
  const isStudent = userIndex < students.length;
  const line = isStudent ? students[userIndex] : lecturers[userIndex - students.length];
  const fields = line!.split(' ');
  return {
    role: isStudent ? 'student' : 'lecturer',
    id: fields[0]!,
    token: fields[1]!,
    cohortIndexes: fields.slice(2),
  };
}

export function cohort(index: string): ActorCohort {
  const fields = cohorts[Number(index)]!.split(' ');
  return {
    semesterPlanId: fields[0]!,
    unitIds: fields[1]!.split(','),
    openAttendanceIds: fields[2]!.split(','),
    todaysClassIds: fields[3]!.split(','),
  };
}

function world(): World {
  return JSON.parse(open(__ENV.WORLD_FILE as string));
}

function textOf({ semesterPlanId, unitIds, openAttendanceIds, todaysClassIds }: Cohort): string {
  const lists = [unitIds, openAttendanceIds, todaysClassIds];
  // A user without a class to look at would ask for nothing that exists.
  if (lists.some((list) => list.length === 0)) {
    throw new Error(
      `the semester plan ${semesterPlanId} has no unit, class or open attendance session today`,
    );
  }
  return [semesterPlanId, ...lists.map((list) => list.join(','))].join(' ');
}

/** The world tells who teaches a cohort; a lecturer wants to know which cohorts are theirs. */
function lecturersWithCohorts(world: World): string[] {
  const taught: number[][] = world.lecturers.map(() => []);
  world.cohorts.forEach((each, index) => {
    for (const lecturerIndex of each.lecturerIndexes) taught[lecturerIndex]!.push(index);
  });
  return world.lecturers.map(([id, token], index) => [id, token, ...taught[index]!].join(' '));
}
