import { faker } from '@faker-js/faker/locale/en';
import { copyLine } from '../generate/copy-text.ts';
import { seedWords } from '../generate/random.ts';
import type { TablePlan } from '../plan.ts';
import { ofSchools } from './of-schools.ts';
import { membersOf, type School, userId } from './schools.ts';

/** Schools, their users, teachers, students and classes. */
export function peopleTables(
  schools: readonly School[],
  randomSeed: number,
  passwordHash: string,
): TablePlan[] {
  return [
    ofSchools(schools, { name: 'schools', columns: ['id', 'name', 'town'] }, function* (school) {
      faker.seed(seedWords(randomSeed, 'schools', school.number));
      const town = faker.location.city();
      yield copyLine([school.number + 1, `${town} School ${school.number + 1}`, town]);
    }),
    ofSchools(
      schools,
      { name: 'users', columns: ['id', 'school_id', 'role', 'display_name', 'password_hash'] },
      function* (school) {
        faker.seed(seedWords(randomSeed, 'users', school.number));
        for (const { id, role } of membersOf(school)) {
          const name = `${faker.person.firstName()} ${faker.person.lastName()}`;
          yield copyLine([id, school.number + 1, role, name, passwordHash]);
        }
      },
    ),
    ofSchools(schools, { name: 'teachers', columns: ['id', 'school_id', 'user_id'] }, function* (school) {
      for (let place = 0; place < school.teachers; place += 1)
        yield copyLine([
          school.firstTeacher + place + 1,
          school.number + 1,
          userId(school, 'teacher', place),
        ]);
    }),
    ofSchools(
      schools,
      { name: 'classes', columns: ['id', 'school_id', 'name', 'teacher_id'] },
      function* (school) {
        for (const [place, { number, teacher }] of school.classes.entries())
          yield copyLine([number + 1, school.number + 1, `Class ${place + 1}`, teacher + 1]);
      },
    ),
    ofSchools(
      schools,
      { name: 'students', columns: ['id', 'school_id', 'user_id', 'class_id'] },
      function* (school) {
        for (const { number, firstStudent, students } of school.classes)
          for (let student = firstStudent; student < firstStudent + students; student += 1) {
            const id = userId(school, 'student', student - school.firstStudent);
            yield copyLine([student + 1, school.number + 1, id, number + 1]);
          }
      },
    ),
  ];
}
