import { describe, expect, it } from 'vitest';
import type { TablePlan } from '../plan.ts';
import { readCopyLine } from '../testing/read-copy-line.ts';
import { PROGRAMMES } from './curriculum.ts';
import { seed } from './index.ts';

type Row = Record<string, string | null>;

function planOf(users: number, randomSeed = 1) {
  return seed.plan({ size: users, randomSeed, passwordHash: 'hash' });
}

function tableOf(users: number, name: string, randomSeed = 1): TablePlan {
  return planOf(users, randomSeed).tables.find((table) => table.name === name)!;
}

function linesOf(table: TablePlan): string[] {
  return Array.from({ length: table.blocks }, (_, block) => [...table.rows(block)]).flat();
}

function rowsOf(table: TablePlan): Row[] {
  return linesOf(table).map((line) => {
    const values = readCopyLine(line);
    expect(values.length).toBe(table.columns.length);
    return Object.fromEntries(table.columns.map((column, index) => [column, values[index]!]));
  });
}

const USERS = 3_000;
const TODAY = '2025-04-23';
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const ids = (row: Row, column: string): string[] => JSON.parse(row[column]!);

describe('rows of TVET Connect, 3,000 students', () => {
  const sync = rowsOf(tableOf(USERS, 'student_sync_status'));
  const content = rowsOf(tableOf(USERS, 'lecturer_dashboard_content'));
  const attendance = rowsOf(tableOf(USERS, 'attendance_sessions'));
  const classes = rowsOf(tableOf(USERS, 'online_classes'));
  const accounts = rowsOf(tableOf(USERS, 'accounts'));
  const plans = 50;
  const units = 300;
  const lecturers = 100;

  it('has an account for everyone: students with a plan, lecturers without', () => {
    const students = accounts.filter((row) => row.role === 'student');
    expect(students.length).toBe(USERS);
    expect(accounts.length).toBe(USERS + lecturers);
    expect(new Set(accounts.map((row) => row.user_id)).size).toBe(accounts.length);
    expect(new Set(students.map((row) => row.semester_plan_id)).size).toBe(plans);
    for (const row of accounts) expect(row.semester_plan_id === null).toBe(row.role === 'lecturer');
    expect(new Set(accounts.map((row) => row.display_name)).size).toBeGreaterThan(2_000);
  });

  it('has one sync row per student, with 0.5 to 2 KB of JSON about their own units', () => {
    expect(sync.map((row) => row.student_id)).toEqual(
      accounts.filter((row) => row.role === 'student').map((row) => row.user_id),
    );
    const sizes = sync.map((row) => row.sync_data!.length);
    expect(Math.min(...sizes)).toBeGreaterThan(500);
    expect(Math.max(...sizes)).toBeLessThan(2_000);
    const planOfUnit = new Map(classes.map((row) => [row.unit_id, row.semester_plan_id]));
    for (const [index, row] of sync.entries()) {
      const { units: progress } = JSON.parse(row.sync_data!) as {
        units: { unitId: string; progress: number }[];
      };
      expect(progress.length).toBe(6);
      for (const unit of progress) {
        expect(planOfUnit.get(unit.unitId)).toBe(accounts[index]!.semester_plan_id);
        expect(unit.progress).toBeGreaterThanOrEqual(0);
        expect(unit.progress).toBeLessThanOrEqual(1);
      }
    }
  });

  it('has about 20 posts per lecturer, 0.3 to 1.5 KB, in chronological order, about plans they teach', () => {
    // 24 rounds of 100 at 5/6: 2,000, standard deviation 18
    expect(Math.abs(content.length - 2_000)).toBeLessThan(95);
    expect(new Set(content.map((row) => row.lecturer_id)).size).toBe(lecturers);
    const sizes = content.map((row) => row.content_data!.length);
    expect(Math.min(...sizes)).toBeGreaterThan(300);
    expect(Math.max(...sizes)).toBeLessThan(1_536);
    const taught = new Set(classes.map((row) => `${row.lecturer_id} ${row.semester_plan_id}`));
    for (const row of content) expect(taught).toContain(`${row.lecturer_id} ${row.semester_plan_id}`);
    const numbers = content.map((row) => Number(row.id));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.at(-1)).toBeLessThanOrEqual(
      tableOf(USERS, 'lecturer_dashboard_content').serial!.lastValue,
    );
    for (const row of content) expect(row.created_at! < TODAY && row.created_at! >= '2025-02-03').toBe(true);
  });

  it('has two sessions per unit and week until today, each attended by 75 to 90% of the plan', () => {
    const past = attendance.filter((row) => row.is_active === 'f');
    expect(new Set(attendance.map((row) => row.id)).size).toBe(attendance.length);
    expect(past.every((row) => row.created_at! < TODAY)).toBe(true);
    // 11 whole weeks with 2 lessons each, and at most 2 more in this week
    expect(past.length).toBeGreaterThan(units * 22);
    expect(attendance.length).toBeLessThan(units * 24);
    const planSizes = Map.groupBy(accounts, (row) => row.semester_plan_id);
    const ratios = past.map(
      (row) => ids(row, 'attendees').length / planSizes.get(row.semester_plan_id!)!.length,
    );
    expect(Math.abs(mean(ratios) - 0.825)).toBeLessThan(0.005);
    const studentPlan = new Map(accounts.map((row) => [row.user_id, row.semester_plan_id]));
    for (const row of past.slice(0, 500)) {
      for (const id of ids(row, 'attendees')) expect(studentPlan.get(id)).toBe(row.semester_plan_id);
    }
  });

  it('has two or three open sessions per plan today, still without attendees', () => {
    const open = attendance.filter((row) => row.is_active === 't');
    for (const row of open) {
      expect(row.created_at!.slice(0, 10)).toBe(TODAY);
      expect(row.attendees).toBe('[]');
    }
    const perPlan = [...Map.groupBy(open, (row) => row.semester_plan_id).values()].map((rows) => rows.length);
    expect(perPlan.length).toBe(plans);
    expect(Math.min(...perPlan)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...perPlan)).toBeLessThanOrEqual(3);
  });

  it('has one class per unit and week over 16 weeks: ended before today, scheduled from today on', () => {
    expect(classes.length).toBe(units * 16);
    for (const row of classes) {
      const isPast = row.scheduled_time! < TODAY;
      expect(row.status).toBe(isPast ? 'ended' : 'scheduled');
      if (!isPast) expect(row.participants).toBe('[]');
    }
    const today = classes.filter((row) => row.scheduled_time!.startsWith(TODAY));
    const perPlan = [...Map.groupBy(today, (row) => row.semester_plan_id).values()].map(
      (rows) => rows.length,
    );
    expect(perPlan.length).toBe(plans);
    expect(Math.max(...perPlan)).toBeLessThanOrEqual(2);
    const mornings = classes.filter((row) => row.scheduled_time!.slice(11, 13) < '12').length;
    expect(mornings / classes.length).toBeGreaterThan(0.55);
  });
});

describe('blocks', () => {
  it('are the same in any order and from any plan of the same parameters', () => {
    for (const name of planOf(1).tables.map((table) => table.name)) {
      const table = tableOf(2_000, name);
      const forwards = linesOf(table);
      const other = tableOf(2_000, name);
      const backwards = Array.from({ length: other.blocks }, (_, index) => [
        ...other.rows(other.blocks - 1 - index),
      ]);
      expect(backwards.toReversed().flat()).toEqual(forwards);
      expect(forwards.length).toBeGreaterThan(0);
    }
  });

  it('differ from block to block and from seed to seed', () => {
    for (const [name, column] of [
      ['student_sync_status', 'last_sync'],
      ['accounts', 'display_name'],
    ] as const) {
      const table = tableOf(2_000, name);
      const place = table.columns.indexOf(column);
      const valuesOf = (block: number) => [...table.rows(block)].map((line) => line.split('\t')[place]);
      expect(valuesOf(0)).not.toEqual(valuesOf(1));
    }
    for (const [index, table] of planOf(300, 1).tables.entries()) {
      expect(linesOf(table)).not.toEqual(linesOf(planOf(300, 2).tables[index]!));
    }
  });

  it.each([1, 2, 10, 59, 61])('has at least one row of everything for %i users', (users) => {
    for (const table of planOf(users).tables) expect(rowsOf(table).length).toBeGreaterThan(0);
    const open = rowsOf(tableOf(users, 'attendance_sessions')).filter((row) => row.is_active === 't');
    expect(open.length).toBeGreaterThan(0);
  });
});

describe('programmes', () => {
  it('have six subjects each, all different', () => {
    for (const { subjects } of PROGRAMMES) expect(new Set(subjects).size).toBe(6);
  });
});
