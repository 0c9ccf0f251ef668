import type { WorldHeader } from '../../harness/model/platform.ts';

/** The users of the seeded system, and what they can read. `seed` writes it for one run; the journeys in k6 read it. */
export type World = WorldHeader & {
  students: WorldStudent[];
  authors: WorldAuthor[];
  courses: WorldCourse[];
};

/** Tuples: there are tens of thousands of students, and field names would triple the size of the file. */
export type WorldStudent = [userId: string, token: string, courseIndexes: number[]];
export type WorldAuthor = [userId: string, token: string];
/** `sha256s`: of the whole PDF, of its end, and of the bytes about each of its pages. */
export type WorldMaterial = [materialId: number, pages: number, sizeBytes: number, sha256s: string[]];
export type WorldCourse = [courseId: number, subject: string, materials: WorldMaterial[]];
