import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCopyLine } from '../testing/read-copy-line.ts';
import { TODAY } from './calendar.ts';
import { seed } from './index.ts';
import { membersOf, planSchools, usersIn } from './schools.ts';

const given = { size: 400, randomSeed: 7, passwordHash: 'hash' };
const plan = seed.plan(given);

function rowsOf(name: string, { tables } = plan): Record<string, string | null>[] {
  const table = tables.find((each) => each.name === name)!;
  return Array.from({ length: table.blocks }, (_, block) => [...table.rows(block)])
    .flat()
    .map((line) =>
      Object.fromEntries(readCopyLine(line).map((value, place) => [table.columns[place], value])),
    );
}

describe('the schools of the growth path', () => {
  it.each([
    [1_000, 5],
    [5_000, 25],
    [10_000, 50],
  ])('%i users are in %i schools', (users, count) => {
    const schools = planSchools(users);
    expect(schools).toHaveLength(count);
    expect(schools.flatMap((school) => [...membersOf(school)])).toHaveLength(users);
  });

  it.each([1, 2, 3, 50, 299, 301])(
    '%i users make schools with a head, teachers and students in every class',
    (size) => {
      const schools = planSchools(size);
      expect(schools.flatMap((school) => [...membersOf(school)])).toHaveLength(usersIn(size));
      for (const { teachers, classes, students } of schools) {
        expect(teachers).toBeGreaterThan(0);
        expect(classes.reduce((sum, each) => sum + each.students, 0)).toBe(students);
        expect(Math.min(...classes.map((each) => each.students))).toBeGreaterThan(0);
      }
    },
  );
});

describe('the rows', () => {
  it('belong to the school that their references belong to', () => {
    const schoolOf = new Map(rowsOf('students').map(({ id, school_id }) => [id, school_id]));
    for (const { student_id, school_id } of [...rowsOf('attendance'), ...rowsOf('homework_submissions')])
      expect(schoolOf.get(student_id!)).toBe(school_id);
    for (const { recipient_id, school_id } of rowsOf('notifications'))
      expect(Number(recipient_id!.slice(0, 4))).toBe(Number(school_id));
  });

  it('have no mark of today, and homework that is still open', () => {
    expect(rowsOf('attendance').every(({ date }) => date! < TODAY)).toBe(true);
    expect(rowsOf('homework').filter(({ due_date }) => due_date! > TODAY)).toHaveLength(
      4 * rowsOf('classes').length,
    );
  });

  it('end their ids where the sequences continue', () => {
    for (const { name, serial } of plan.tables.filter((table) => table.serial)) {
      const ids = rowsOf(name).map((row) => Number(row[serial!.column]));
      expect(Math.max(...ids)).toBe(serial!.lastValue);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('follow from the random seed alone', () => {
    expect(rowsOf('attendance', seed.plan(given))).toEqual(rowsOf('attendance'));
    expect(rowsOf('attendance', seed.plan({ ...given, randomSeed: 8 }))).not.toEqual(rowsOf('attendance'));
  });
});

it('stores the bytes that the rows of files describe, one of them of 10 MB in each of the two schools', () => {
  const rows = new Map(rowsOf('files').map((row) => [row.key, row]));
  const stored = [...seed.files!(given)];
  expect(stored).toHaveLength(rows.size);
  for (const { key, bytes, contentType } of stored) {
    const row = rows.get(key)!;
    expect([row.size_bytes, row.content_type]).toEqual([String(bytes.length), contentType]);
    expect(row.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
  expect(stored.filter(({ bytes }) => bytes.length === 10_000_000)).toHaveLength(2);
});
