import { onReplicas, statement } from '../../core/statement.ts';
import type { Session } from '../session-record.ts';
import type { JsonRow, OfSchool } from './json.ts';

/** Sessions and users, schools and classes. */
export const peopleQueries = (ofSchool: OfSchool) => ({
  /** Runs before the school is known: the setting `app.token_hash` opens this one row. */
  sessionByToken: statement<Session>(
    'session_by_token',
    `SELECT user_id AS "userId", role, school_id AS "schoolId", person_id AS "personId", class_id AS "classId",
       (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs"
     FROM user_sessions WHERE token_hash = $1 AND expires_at > now()`,
  ),
  sessionDelete: statement<Pick<Session, 'expiresAtMs'>>(
    'session_delete',
    `DELETE FROM user_sessions WHERE token_hash = $1
     RETURNING (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs"`,
  ),
  sessionInsert: statement(
    'session_insert',
    `INSERT INTO user_sessions (token_hash, school_id, user_id, role, person_id, class_id, expires_at)
     SELECT $3, users.school_id, users.id, users.role, coalesce(teachers.id, students.id), students.class_id,
       to_timestamp($4::float8 / 1000)
     FROM users LEFT JOIN teachers ON teachers.user_id = users.id LEFT JOIN students ON students.user_id = users.id
     WHERE ${ofSchool('users')} AND users.id = $2 AND users.is_active RETURNING user_id`,
  ),
  expiredSessionsDelete: statement(
    'expired_sessions_delete',
    `DELETE FROM user_sessions WHERE ${ofSchool('user_sessions')} AND user_id = $2 AND expires_at <= now()
     RETURNING user_id`,
  ),
  passwordOf: statement<{ passwordHash: string }>(
    'password_of',
    `SELECT password_hash AS "passwordHash" FROM users WHERE ${ofSchool('users')} AND id = $2 AND is_active`,
  ),
  meRead: statement<JsonRow>(
    'me_read',
    `SELECT json_build_object('id', users.id, 'role', users.role, 'name', users.display_name,
       'school', schools.name)::text AS body
     FROM users JOIN schools ON schools.id = users.school_id
     WHERE ${ofSchool('users')} AND users.id = $2`,
  ),

  schoolRead: onReplicas(
    statement<JsonRow>(
      'school_read',
      `SELECT json_build_object('id', id, 'name', name, 'town', town)::text AS body
       FROM schools WHERE ${ofSchool('schools', 'id')}`,
    ),
  ),
  classesRead: onReplicas(
    statement<JsonRow>(
      'classes_read',
      `SELECT json_build_object('classes', coalesce(json_agg(json_build_object('id', classes.id,
         'name', classes.name, 'teacher', users.display_name) ORDER BY classes.id), '[]'))::text AS body
       FROM classes JOIN teachers ON teachers.id = classes.teacher_id JOIN users ON users.id = teachers.user_id
       WHERE ${ofSchool('classes')}`,
    ),
  ),
  /** No row if there is no such class: a list without students is not the same as none. */
  classListRead: onReplicas(
    statement<JsonRow>(
      'class_list_read',
      `SELECT json_build_object('classId', classes.id, 'name', classes.name, 'students',
         (SELECT coalesce(json_agg(json_build_object('id', students.id, 'name', users.display_name)
            ORDER BY students.id), '[]')
          FROM students JOIN users ON users.id = students.user_id
          WHERE students.class_id = classes.id AND students.is_active))::text AS body
       FROM classes WHERE ${ofSchool('classes')} AND classes.id = $2`,
    ),
  ),

  peopleCount: onReplicas(
    statement<JsonRow>(
      'people_count',
      `SELECT json_build_object('students', count(*) FILTER (WHERE role = 'student'),
         'teachers', count(*) FILTER (WHERE role = 'teacher'),
         'classes', (SELECT count(*) FROM classes WHERE ${ofSchool('classes')}))::text AS body
       FROM users WHERE ${ofSchool('users')} AND is_active`,
    ),
  ),
  /** Of the day in $2. */
  attendanceCount: onReplicas(
    statement<JsonRow>(
      'attendance_count',
      `SELECT json_build_object('day', $2::text, 'marked', count(*),
         'absent', count(*) FILTER (WHERE attendance.status = 'absent'),
         'late', count(*) FILTER (WHERE attendance.status = 'late'))::text AS body
       FROM classes JOIN attendance ON attendance.class_id = classes.id AND attendance.date = $2::text::date
       WHERE ${ofSchool('classes')}`,
    ),
  ),
  homeworkCount: onReplicas(
    statement<JsonRow>(
      'homework_count',
      `SELECT json_build_object('set', count(DISTINCT homework.id),
         'handedIn', count(homework_submissions.student_id))::text AS body
       FROM homework LEFT JOIN homework_submissions ON homework_submissions.homework_id = homework.id
       WHERE ${ofSchool('homework')}`,
    ),
  ),
});
