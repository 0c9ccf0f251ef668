import type { Cohort, World } from './world.ts';

/** What the world holds, as users look it up: each with the indexes of the cohorts that they belong to, or teach. */
export type Population = {
  student: [id: string, token: string, cohortIndexes: number[]][];
  lecturer: [id: string, token: string, cohortIndexes: number[]][];
  cohorts: Cohort[];
};

/** The world tells who teaches a cohort; a lecturer wants to know which cohorts are theirs. */
export function populationOf({ students, lecturers, cohorts }: World): Population {
  for (const { semesterPlanId, unitIds, openAttendanceIds, todaysClassIds } of cohorts) {
    // A user without a class to look at would ask for nothing that exists.
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
