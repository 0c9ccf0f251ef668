import { expect, it } from 'vitest';
import { SMALL_WORLD } from '../../harness/load/k6/testing/small-world.ts';
import { populationOf } from './world-population.ts';

const [cohort] = SMALL_WORLD.cohorts;

it('gives each user their cohorts: students the one they belong to, lecturers those they teach', () => {
  const other = { ...cohort!, semesterPlanId: 'plan-2', lecturerIndexes: [] };
  const { student, lecturer } = populationOf({
    ...SMALL_WORLD,
    students: [['s-1', 'token-1', 1]],
    lecturers: [
      ['l-1', 'token-l'],
      ['l-2', 'token-m'],
    ],
    cohorts: [{ ...cohort!, lecturerIndexes: [1, 0] }, other, { ...cohort!, lecturerIndexes: [1] }],
  });
  expect(student).toEqual([['s-1', 'token-1', [1]]]);
  expect(lecturer).toEqual([
    ['l-1', 'token-l', [0]],
    ['l-2', 'token-m', [0, 2]],
  ]);
});

it('refuses a cohort that has nothing to do today', () => {
  const idle = { ...cohort!, todaysClassIds: [] };
  expect(() => populationOf({ ...SMALL_WORLD, cohorts: [idle] })).toThrow(
    'plan-1 has no unit, class or open attendance session today',
  );
});
