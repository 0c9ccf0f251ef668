import type { Cohort, World } from './world.ts';

/** The world, arranged for lookup by user: each user has the indexes of the cohorts that they belong to or teach. */
export type Population = {
  student: [id: string, token: string, cohortIndexes: number[]][];
  lecturer: [id: string, token: string, cohortIndexes: number[]][];
  cohorts: Cohort[];
};

/** Inverts the world's list of lecturers per cohort into a list of cohorts per lecturer. */
export function populationOf({ students, lecturers, cohorts }: World): Population {
  for (const { semesterPlanId, unitIds, openAttendanceIds, todaysClassIds } of cohorts) {
    // Without a class to read, a user would request things that do not exist.
    if ([unitIds, openAttendanceIds, todaysClassIds].some((list) => list.length === 0)) {
      throw new Error(
        `the semester plan ${semesterPlanId} has no unit, class or open attendance session today`,
      );
    }
  }
  const taught: number[][] = lecturers.map(() => []);
  cohorts.forEach(({ lecturerIndexes }, index) => {
    for (const lecturerIndex of lecturerIndexes) taught[lecturerIndex]!.push(index);
  });
  return {
    student: students.map(([id, token, cohortIndex]) => [id, token, [cohortIndex]]),
    lecturer: lecturers.map(([id, token], index) => [id, token, taught[index]!]),
    cohorts,
  };
}
