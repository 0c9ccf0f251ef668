import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTwoSchools, type TwoSchools } from './testing/two-schools.ts';

let schools: TwoSchools;

beforeAll(async () => {
  schools = await startTwoSchools();
});
afterAll(() => schools?.stop());

it('has the six indexes of the document, valid and with their conditions', async () => {
  const { rows } = await schools.db.query<{ definition: string }>(
    `SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid::regclass::text IN ('attendance', 'notifications', 'homework', 'users', 'students', 'teachers')
       AND indexrelid::regclass::text LIKE 'idx\\_%' AND indisvalid AND indisready ORDER BY 1`,
  );
  expect(rows.map(({ definition }) => definition)).toEqual([
    'CREATE INDEX idx_active_students ON public.students USING btree (id) WHERE (is_active = true)',
    'CREATE INDEX idx_active_teachers ON public.teachers USING btree (id) WHERE (is_active = true)',
    'CREATE INDEX idx_attendance_student_date ON public.attendance USING btree (student_id, date)',
    'CREATE INDEX idx_homework_class_due ON public.homework USING btree (class_id, due_date)',
    'CREATE INDEX idx_notifications_recipient_read ON public.notifications USING btree (recipient_id, is_read)',
    'CREATE INDEX idx_users_school_role_active ON public.users USING btree (school_id, role, is_active)',
  ]);
});

it('gives every row a school', async () => {
  const { rows } = await schools.db.query(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND relname NOT IN ('owed_invalidations', 'proofload_dataset', 'schools')
       AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'school_id' AND attnotnull)`,
  );
  expect(rows).toEqual([]);
});

/** Each would tie a row of school 1 to one of school 2. */
it.each([
  ['a class to a teacher', 'UPDATE classes SET teacher_id = 9001 WHERE school_id = 1'],
  ['a student to a class', 'UPDATE students SET class_id = 9001 WHERE school_id = 1'],
  ['a lesson to a teacher', 'UPDATE timetable SET teacher_id = 9001 WHERE school_id = 1'],
  [
    'a mark to a student',
    `INSERT INTO attendance (school_id, class_id, date, student_id, status, marked_by)
     VALUES (1, 1, '2025-03-12', 9001, 'late', '0001-t-00001')`,
  ],
  ['homework to a class', 'UPDATE homework SET class_id = 9001 WHERE school_id = 1'],
  ['an answer to homework', `INSERT INTO homework_submissions VALUES (1, 90001, 1, 'a')`],
  ['a notification to a user', `UPDATE notifications SET recipient_id = '0002-h-00001' WHERE school_id = 1`],
  ['a file to a class', 'UPDATE files SET class_id = 9001 WHERE school_id = 1'],
  [
    'a session to a user',
    `INSERT INTO user_sessions VALUES ('h', 1, '0002-h-00001', 'head', null, null, now())`,
  ],
])('no foreign key ties %s of another school', async (_what, sql) => {
  await expect(schools.db.query(sql)).rejects.toMatchObject({ code: '23503' });
});
