import { copyLine } from '../generate/copy-text.ts';
import { Random } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { PAST_SCHOOL_DAYS, schoolDay } from './calendar.ts';
import { ofSchools } from './of-schools.ts';
import { membersOf, PROPORTIONS, type School, type SchoolClass, userId } from './schools.ts';

const SUBJECTS = [
  'Mathematics',
  'English',
  'Science',
  'History',
  'Geography',
  'Art',
  'Music',
  'Sport',
] as const;
const WEEKDAYS = 5;
const PERIODS = 6;
const STATUSES = [
  ['present', 92],
  ['absent', 5],
  ['late', 3],
] as const;
const { pastHomework, openHomework, handedInRatio, notificationsPerUser } = PROPORTIONS;
const HOMEWORK_PER_CLASS = pastHomework + openHomework;

/** The id of the k-th homework of a class; those that are still open come last. */
export function homeworkId({ number }: Pick<SchoolClass, 'number'>, place: number): number {
  return number * HOMEWORK_PER_CLASS + place + 1;
}

/** Timetables, a term of attendance, homework and its answers, notifications. */
export function lessonTables(schools: readonly School[], randomSeed: number): TablePlan[] {
  const classCount = schools.reduce((sum, { classes }) => sum + classes.length, 0);
  const last = schools.at(-1)!;
  const userCount = last.firstUser + 1 + last.teachers + last.students;
  const randomOf = (table: string, school: School) => Random.from(randomSeed, table, school.number);
  return [
    ofSchools(
      schools,
      {
        name: 'timetable',
        columns: ['school_id', 'class_id', 'weekday', 'period', 'subject', 'teacher_id', 'room'],
      },
      function* (school) {
        const random = randomOf('timetable', school);
        for (const { number } of school.classes)
          for (let weekday = 1; weekday <= WEEKDAYS; weekday += 1)
            for (let period = 1; period <= PERIODS; period += 1) {
              const teacher = school.firstTeacher + random.integer(0, school.teachers - 1);
              const room = String(random.integer(101, 130));
              const where = [school.number + 1, number + 1, weekday, period];
              yield copyLine([...where, random.pick(SUBJECTS), teacher + 1, room]);
            }
      },
    ),
    ofSchools(
      schools,
      {
        name: 'attendance',
        columns: ['school_id', 'class_id', 'date', 'student_id', 'status', 'marked_by', 'marked_at'],
      },
      function* (school) {
        const random = randomOf('attendance', school);
        for (let day = 0; day < PAST_SCHOOL_DAYS; day += 1)
          for (const { number, teacher, firstStudent, students } of school.classes) {
            const by = userId(school, 'teacher', teacher - school.firstTeacher);
            const date = schoolDay(day);
            for (let student = firstStudent; student < firstStudent + students; student += 1) {
              const status = random.pickWeighted(STATUSES);
              const mark = [date, student + 1, status, by, `${date} 08:05:00Z`];
              yield copyLine([school.number + 1, number + 1, ...mark]);
            }
          }
      },
    ),
    ofSchools(
      schools,
      {
        name: 'homework',
        columns: ['id', 'school_id', 'class_id', 'set_by', 'subject', 'title', 'due_date', 'created_at'],
        serial: { column: 'id', lastValue: classCount * HOMEWORK_PER_CLASS },
      },
      function* (school) {
        const random = randomOf('homework', school);
        for (const schoolClass of school.classes)
          for (let place = 0; place < HOMEWORK_PER_CLASS; place += 1) {
            const by = userId(school, 'teacher', random.integer(0, school.teachers - 1));
            const due = dueDay(place);
            const subject = random.pick(SUBJECTS);
            const what = [
              subject,
              `Exercise ${place + 1}`,
              schoolDay(due),
              `${schoolDay(due - 5)} 12:00:00Z`,
            ];
            const ids = [homeworkId(schoolClass, place), school.number + 1, schoolClass.number + 1];
            yield copyLine([...ids, by, ...what]);
          }
      },
    ),
    ofSchools(
      schools,
      {
        name: 'homework_submissions',
        columns: ['school_id', 'homework_id', 'student_id', 'answer', 'handed_in_at'],
      },
      function* (school) {
        const random = randomOf('homework_submissions', school);
        for (const schoolClass of school.classes) {
          const { firstStudent, students } = schoolClass;
          for (let place = 0; place < pastHomework; place += 1)
            for (let student = firstStudent; student < firstStudent + students; student += 1) {
              if (!random.chance(handedInRatio)) continue;
              const at = `${schoolDay(dueDay(place) - 1)} 16:00:00Z`;
              const answer = `My answer ${random.hex(60)}`;
              const ids = [school.number + 1, homeworkId(schoolClass, place), student + 1];
              yield copyLine([...ids, answer, at]);
            }
        }
      },
    ),
    ofSchools(
      schools,
      {
        name: 'notifications',
        columns: ['id', 'school_id', 'recipient_id', 'is_read', 'title', 'body', 'created_at'],
        serial: { column: 'id', lastValue: userCount * notificationsPerUser },
      },
      function* (school) {
        const random = randomOf('notifications', school);
        let user = school.firstUser;
        for (const { id } of membersOf(school)) {
          for (let place = 0; place < notificationsPerUser; place += 1) {
            // The latest third has not been read yet.
            const isRead = place < (notificationsPerUser * 2) / 3;
            const day = schoolDay(Math.floor((place * PAST_SCHOOL_DAYS) / notificationsPerUser));
            const text = [`Notice ${place + 1}`, `About ${random.pick(SUBJECTS)}.`, `${day} 10:00:00Z`];
            yield copyLine([user * notificationsPerUser + place + 1, school.number + 1, id, isRead, ...text]);
          }
          user += 1;
        }
      },
    ),
  ];
}

/** Past homework was due on the days of the term, the rest is due in the days from tomorrow. */
function dueDay(place: number): number {
  return place < pastHomework
    ? Math.floor((place * PAST_SCHOOL_DAYS) / pastHomework)
    : PAST_SCHOOL_DAYS + 1 + place - pastHomework;
}
