/** How many there are of everything; README.md gives the reasons. */
export const PROPORTIONS = {
  usersPerSchool: 200,
  usersPerTeacher: 20,
  studentsPerClass: 27,
  /** of a class: what lies behind it, and what is still to be handed in */
  pastHomework: 24,
  openHomework: 4,
  handedInRatio: 0.8,
  notificationsPerUser: 30,
  smallFilesPerClass: 5,
  /** a file of the largest size is in the first class of each of so many schools */
  schoolsWithLargeFile: 6,
} as const;

/** A head, a teacher and a student. */
const SMALLEST_SCHOOL = 3;

/** A class of one school. Numbers start at 0 over all schools; ids are one more. */
export type SchoolClass = { number: number; teacher: number; firstStudent: number; students: number };

/** One school. Its people and classes are numbered without gaps. */
export type School = {
  number: number;
  firstUser: number;
  firstTeacher: number;
  teachers: number;
  firstStudent: number;
  students: number;
  classes: SchoolClass[];
};

/** Schools of about 200 users each, as equal as whole numbers allow. `users` is the size of the data set. */
export function planSchools(users: number): School[] {
  const { usersPerSchool, usersPerTeacher, studentsPerClass } = PROPORTIONS;
  const count = Math.max(1, Math.round(users / usersPerSchool));
  const schools: School[] = [];
  let [firstUser, firstTeacher, firstStudent, firstClass] = [0, 0, 0, 0];
  for (let number = 0; number < count; number += 1) {
    const share = Math.floor(users / count) + (number < users % count ? 1 : 0);
    const members = Math.max(SMALLEST_SCHOOL, share);
    const teachers = Math.max(1, Math.round(members / usersPerTeacher));
    const students = members - teachers - 1;
    const classCount = Math.max(1, Math.min(teachers, Math.round(students / studentsPerClass)));
    const classes: SchoolClass[] = [];
    for (let place = 0; place < classCount; place += 1) {
      const begin = Math.floor((place * students) / classCount);
      const end = Math.floor(((place + 1) * students) / classCount);
      classes.push({
        number: firstClass + place,
        teacher: firstTeacher + place,
        firstStudent: firstStudent + begin,
        students: end - begin,
      });
    }
    schools.push({ number, firstUser, firstTeacher, teachers, firstStudent, students, classes });
    firstUser += members;
    firstTeacher += teachers;
    firstStudent += students;
    firstClass += classCount;
  }
  return schools;
}

/** How many users a data set has: those asked for, but no fewer than a school needs. */
export function usersIn(size: number): number {
  return Math.max(SMALLEST_SCHOOL, size);
}

const ROLE_LETTERS = { head: 'h', teacher: 't', student: 's' } as const;

/** The id of the n-th head, teacher or student of a school, from 0. */
export function userId(school: School, role: keyof typeof ROLE_LETTERS, place: number): string {
  const number = String(school.number + 1).padStart(4, '0');
  return `${number}-${ROLE_LETTERS[role]}-${String(place + 1).padStart(5, '0')}`;
}

/** Everyone in a school, the head first, then teachers, then students. */
export function* membersOf(school: School): Generator<{ id: string; role: keyof typeof ROLE_LETTERS }> {
  yield { id: userId(school, 'head', 0), role: 'head' };
  for (let place = 0; place < school.teachers; place += 1)
    yield { id: userId(school, 'teacher', place), role: 'teacher' };
  for (let place = 0; place < school.students; place += 1)
    yield { id: userId(school, 'student', place), role: 'student' };
}
