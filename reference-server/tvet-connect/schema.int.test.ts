import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabases, type TestDatabases } from '../testing/databases.ts';

let databases: TestDatabases;
let db: pg.Client;

const run = (file: string) => db.query(readFileSync(new URL(file, import.meta.url), 'utf8'));

beforeAll(async () => {
  databases = await openTestDatabases();
  db = new pg.Client(await databases.create());
  await db.connect();
  await run('schema.sql');
});
afterAll(async () => {
  await db?.end();
  await databases?.drop();
});

/** Each column as "name type default?", NOT NULL marked by "!": written out by hand from the document. */
const DOCUMENTED = {
  student_sync_status: [
    'id integer! serial',
    'student_id varchar(255)!',
    'last_sync timestamp now',
    'sync_data jsonb',
    'created_at timestamp now',
    'updated_at timestamp now',
  ],
  lecturer_dashboard_content: [
    'id integer! serial',
    'lecturer_id varchar(255)!',
    'content_type varchar(100)!',
    'content_data jsonb!',
    'semester_plan_id varchar(255)',
    'created_at timestamp now',
    'updated_at timestamp now',
  ],
  attendance_sessions: [
    'id varchar(255)!',
    'semester_plan_id varchar(255)!',
    'unit_id varchar(255)!',
    'lecturer_id varchar(255)!',
    'session_name varchar(255)!',
    'is_active boolean true',
    'duration_minutes integer 15',
    "attendees jsonb '[]'::jsonb",
    'created_at timestamp now',
    'updated_at timestamp now',
  ],
  online_classes: [
    'id varchar(255)!',
    'semester_plan_id varchar(255)!',
    'unit_id varchar(255)!',
    'lecturer_id varchar(255)!',
    'class_name varchar(255)!',
    'meeting_url varchar(500)',
    'meeting_id varchar(255)',
    'password varchar(255)',
    'scheduled_time timestamp',
    'duration_minutes integer 60',
    "platform varchar(100) 'bigbluebutton'::character varying",
    "status varchar(50) 'scheduled'::character varying",
    "participants jsonb '[]'::jsonb",
    'created_at timestamp now',
    'updated_at timestamp now',
  ],
};

test('the tables are the four of the document, column by column', async () => {
  const { rows } = await db.query(`
    SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`);
  const found: Record<string, string[]> = {};
  for (const row of rows) {
    const type = row.data_type
      .replace('character varying', `varchar(${row.character_maximum_length})`)
      .replace(' without time zone', '');
    const fallback = row.column_default?.replace('CURRENT_TIMESTAMP', 'now').replace(/^nextval.*/, 'serial');
    const column =
      `${row.column_name} ${type}${row.is_nullable === 'NO' ? '!' : ''} ${fallback ?? ''}`.trim();
    found[row.table_name] = [...(found[row.table_name] ?? []), column];
  }
  expect(found).toEqual(DOCUMENTED);
});

test('the fourteen indexes are created in a separate step', async () => {
  const indexes = async () => {
    const { rows } = await db.query(`SELECT indexname, indexdef FROM pg_indexes
      WHERE schemaname = 'public' AND indexname LIKE 'idx_%' ORDER BY indexname`);
    return rows.map(
      ({ indexname, indexdef }) =>
        `${indexname} ${/ON public\.(\w+).*\((\w+)\)/.exec(indexdef)?.slice(1).join('.')}`,
    );
  };
  expect(await indexes()).toEqual([]);
  await run('indexes.sql');
  expect(await indexes()).toEqual([
    'idx_attendance_active attendance_sessions.is_active',
    'idx_attendance_lecturer_id attendance_sessions.lecturer_id',
    'idx_attendance_semester_plan attendance_sessions.semester_plan_id',
    'idx_attendance_unit_id attendance_sessions.unit_id',
    'idx_lecturer_content_lecturer_id lecturer_dashboard_content.lecturer_id',
    'idx_lecturer_content_semester_plan lecturer_dashboard_content.semester_plan_id',
    'idx_lecturer_content_type lecturer_dashboard_content.content_type',
    'idx_online_classes_lecturer_id online_classes.lecturer_id',
    'idx_online_classes_scheduled_time online_classes.scheduled_time',
    'idx_online_classes_semester_plan online_classes.semester_plan_id',
    'idx_online_classes_status online_classes.status',
    'idx_online_classes_unit_id online_classes.unit_id',
    'idx_student_sync_last_sync student_sync_status.last_sync',
    'idx_student_sync_student_id student_sync_status.student_id',
  ]);
});

test('accounts: a student has a plan and a lecturer has none', async () => {
  await run('accounts.sql');
  const add = (role: string, plan: string | null) =>
    db.query(`INSERT INTO accounts VALUES ($1, $2, 'x', $3, 'x')`, [`${role}-${plan}`, role, plan]);
  await add('student', 'plan-a');
  await add('lecturer', null);
  await expect(add('student', null)).rejects.toThrow('check constraint');
  await expect(add('lecturer', 'plan-a')).rejects.toThrow('check constraint');
  await expect(add('admin', null)).rejects.toThrow('check constraint');
});
