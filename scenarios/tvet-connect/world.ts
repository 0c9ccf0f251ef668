import type { WorldHeader } from '../../harness/model/platform.ts';

/** The users of the seeded system and what they can do today. `seed` writes it for one run; the journeys in k6 read it. */
export type World = WorldHeader & {
  students: WorldStudent[];
  lecturers: WorldLecturer[];
  cohorts: Cohort[];
};

/** A tuple: there are tens of thousands, and field names would triple the size of the file. */
export type WorldStudent = [studentId: string, token: string, cohortIndex: number];

export type WorldLecturer = [lecturerId: string, token: string];

/** The students of one semester plan, and what is open to them today. */
export type Cohort = {
  semesterPlanId: string;
  unitIds: string[];
  /** attendance sessions that take check-ins */
  openAttendanceIds: string[];
  /** online classes of today that have not ended */
  todaysClassIds: string[];
  /** the lecturers of its units, as indexes into `lecturers` */
  lecturerIndexes: number[];
};
