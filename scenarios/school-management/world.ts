import type { WorldHeader } from '../../harness/model/platform.ts';

/** The users of the seeded schools and what they do today. The seed writes it for one run; the journeys in k6 read it. */
export type World = WorldHeader & {
  schools: WorldSchool[];
  classes: WorldClass[];
  head: WorldHead[];
  teacher: WorldTeacher[];
  student: WorldStudent[];
};

export type WorldSchool = {
  id: number;
  /** its classes follow each other */
  firstClassIndex: number;
  classCount: number;
  /** empty if it has none */
  largeFileId: string;
};

export type WorldClass = {
  id: number;
  schoolIndex: number;
  studentIds: number[];
  /** that can still be handed in */
  homeworkIds: number[];
  fileIds: string[];
};

/* Tuples: there are thousands, and field names would triple the size of the file. */
export type WorldHead = [userId: string, token: string, schoolIndex: number];
export type WorldTeacher = [userId: string, token: string, schoolIndex: number];
export type WorldStudent = [userId: string, token: string, classIndex: number, studentId: number];
