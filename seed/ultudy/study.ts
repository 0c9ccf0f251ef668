import { blockRange, blocksOf } from '../generate/blocks.ts';
import { copyLine } from '../generate/copy-text.ts';
import { Random } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { recentMoment } from './calendar.ts';
import { type Catalogue, type PlannedCourse, type PlannedMaterial, studentId } from './catalogue.ts';

const STUDENTS_PER_BLOCK = 500;
export const COURSES_PER_STUDENT = 4;
const MOST_MATERIALS_PER_COURSE = 8;
const BOOKMARKS_PER_STUDENT = 3;
const TERM_DAYS = 120;
/** The share of the PDFs of a course that a student has opened. */
const OPENED = 0.6;

const NOTES = [
  'Read this again before the exam.',
  'Ask about the second step.',
  'Nice example, compare with last week.',
  'Definition to learn by heart.',
  'Exercise 3 uses this.',
] as const;

/** Ids follow from the position, so that rows made apart agree, with gaps where there is no row. */
const PROGRESS_IDS_PER_STUDENT = COURSES_PER_STUDENT * MOST_MATERIALS_PER_COURSE;

/** What one student does; the tables below take their rows from it. */
type Study = {
  courses: PlannedCourse[];
  opened: { material: PlannedMaterial; place: number; page: number; furthest: number; at: string }[];
};

/** Popular courses have most of the students: a course of rank k has a share of 1/sqrt(k), roughly. */
function studyOf({ courses }: Catalogue, number: number, randomSeed: number): Study {
  const random = Random.from(randomSeed, 'study', number);
  const taken = new Set<PlannedCourse>();
  while (taken.size < COURSES_PER_STUDENT)
    taken.add(courses[Math.floor(courses.length * random.unit() ** 2)]!);
  const all = [...taken];
  const opened = all.flatMap((course, place) =>
    course.materials.flatMap((material, index) => {
      if (!random.chance(OPENED)) return [];
      const furthest = random.integer(1, material.pages);
      const page = random.integer(1, furthest);
      const at = recentMoment(random, TERM_DAYS);
      return [{ material, place: place * MOST_MATERIALS_PER_COURSE + index, page, furthest, at }];
    }),
  );
  return { courses: all, opened };
}

/** A table whose rows come from what each student does. */
function ofStudents(
  catalogue: Catalogue,
  randomSeed: number,
  table: { name: string; columns: string[]; idsPerStudent: number },
  rowsOf: (study: Study, userId: string, firstId: number, random: Random) => Iterable<string>,
): TablePlan {
  const { students } = catalogue;
  return {
    name: table.name,
    columns: table.columns,
    blocks: blocksOf(students, STUDENTS_PER_BLOCK),
    serial: { column: 'id', lastValue: students * table.idsPerStudent },
    *rows(block) {
      const random = Random.from(randomSeed, table.name, block);
      for (const number of blockRange(block, STUDENTS_PER_BLOCK, students)) {
        const study = studyOf(catalogue, number, randomSeed);
        yield* rowsOf(study, studentId(number), number * table.idsPerStudent + 1, random);
      }
    },
  };
}

/** Four courses for each student. */
export function enrolments(catalogue: Catalogue, randomSeed: number): TablePlan {
  return ofStudents(
    catalogue,
    randomSeed,
    {
      name: 'enrolments',
      columns: ['id', 'user_id', 'course_id', 'enrolled_at'],
      idsPerStudent: COURSES_PER_STUDENT,
    },
    function* ({ courses }, userId, firstId, random) {
      for (const [place, { id }] of courses.entries())
        yield copyLine([firstId + place, userId, id, recentMoment(random, TERM_DAYS)]);
    },
  );
}

/** Where the student is in each PDF that they have opened: about 13 rows. */
export function studyProgress(catalogue: Catalogue, randomSeed: number): TablePlan {
  return ofStudents(
    catalogue,
    randomSeed,
    {
      name: 'study_progress',
      columns: ['id', 'user_id', 'material_id', 'course_id', 'page', 'furthest_page', 'updated_at'],
      idsPerStudent: PROGRESS_IDS_PER_STUDENT,
    },
    function* ({ opened }, userId, firstId) {
      for (const { material, place, page, furthest, at } of opened)
        yield copyLine([firstId + place, userId, material.id, material.courseId, page, furthest, at]);
    },
  );
}

/** A page each in the first PDFs that the student has opened. */
export function bookmarks(catalogue: Catalogue, randomSeed: number): TablePlan {
  return ofStudents(
    catalogue,
    randomSeed,
    {
      name: 'bookmarks',
      columns: ['id', 'user_id', 'material_id', 'page', 'note', 'created_at'],
      idsPerStudent: BOOKMARKS_PER_STUDENT,
    },
    function* ({ opened }, userId, firstId, random) {
      for (const [place, { material, page, at }] of opened.slice(0, BOOKMARKS_PER_STUDENT).entries())
        yield copyLine([firstId + place, userId, material.id, page, random.pick(NOTES), at]);
    },
  );
}
