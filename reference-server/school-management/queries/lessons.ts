import { onReplicas, statement } from '../../core/statement.ts';
import { iso, type JsonRow, type OfSchool } from './json.ts';

/** Timetable, attendance and homework. */
export const lessonQueries = (ofSchool: OfSchool) => ({
  timetableRead: onReplicas(
    statement<JsonRow>(
      'timetable_read',
      `SELECT json_build_object('classId', classes.id, 'lessons',
         (SELECT coalesce(json_agg(json_build_object('weekday', weekday, 'period', period, 'subject', subject,
            'teacherId', timetable.teacher_id, 'room', room) ORDER BY weekday, period), '[]')
          FROM timetable WHERE timetable.class_id = classes.id))::text AS body
       FROM classes WHERE ${ofSchool('classes')} AND classes.id = $2`,
    ),
  ),

  /** Every student of the class, whether marked yet or not. */
  attendanceOfClass: statement<JsonRow>(
    'attendance_of_class',
    `SELECT json_build_object('classId', classes.id, 'day', $3::text, 'marks',
       (SELECT coalesce(json_agg(json_build_object('studentId', students.id, 'status', attendance.status)
          ORDER BY students.id), '[]')
        FROM students LEFT JOIN attendance ON attendance.class_id = $2::integer
          AND attendance.date = $3::text::date AND attendance.student_id = students.id
        WHERE students.class_id = classes.id AND students.is_active))::text AS body
     FROM classes WHERE ${ofSchool('classes')} AND classes.id = $2::integer`,
  ),
  /**
   * All marks of a class and a day, or none: a mark of someone who is not in the class returns no row. In the order of students, so that two
   * at once cannot wait for each other.
   */
  attendanceMark: statement<{ studentId: number }>(
    'attendance_mark',
    `WITH wanted AS (
       SELECT "studentId" AS student_id, status
       FROM jsonb_to_recordset($5::jsonb) AS mark("studentId" integer, status text)
     ), listed AS (
       SELECT wanted.* FROM wanted JOIN students ON students.id = wanted.student_id
       WHERE ${ofSchool('students')} AND students.class_id = $2::integer AND students.is_active
     )
     INSERT INTO attendance (school_id, class_id, date, student_id, status, marked_by)
     SELECT $1, $2::integer, $3::text::date, student_id, status, $4 FROM listed
     WHERE (SELECT count(*) FROM listed) = (SELECT count(*) FROM wanted)
     ORDER BY student_id
     ON CONFLICT (class_id, date, student_id)
       DO UPDATE SET status = excluded.status, marked_by = excluded.marked_by, marked_at = now()
     RETURNING student_id AS "studentId"`,
  ),
  /** Of one student, the newest days first. */
  attendanceOfStudent: statement<JsonRow>(
    'attendance_of_student',
    `SELECT json_build_object('studentId', students.id, 'days',
       (SELECT coalesce(json_agg(json_build_object('day', date, 'status', status) ORDER BY date DESC), '[]')
        FROM (SELECT date, status FROM attendance WHERE attendance.student_id = students.id
              ORDER BY date DESC LIMIT 30) AS newest))::text AS body
     FROM students WHERE ${ofSchool('students')} AND students.id = $2`,
  ),

  homeworkOfClass: statement<JsonRow>(
    'homework_of_class',
    `SELECT json_build_object('classId', classes.id, 'homework',
       (SELECT coalesce(json_agg(json_build_object('id', id, 'subject', subject, 'title', title, 'dueDate', due_date)
          ORDER BY due_date, id), '[]')
        FROM (SELECT * FROM homework WHERE homework.class_id = classes.id AND homework.due_date >= $3::text::date
              ORDER BY due_date, id LIMIT 20) AS next))::text AS body
     FROM classes WHERE ${ofSchool('classes')} AND classes.id = $2`,
  ),
  homeworkInsert: statement<{ id: number }>(
    'homework_insert',
    `INSERT INTO homework (school_id, class_id, set_by, subject, title, due_date)
     SELECT $1, classes.id, $3, $4, $5, $6::text::date FROM classes
     WHERE ${ofSchool('classes')} AND classes.id = $2 RETURNING id`,
  ),
  /** Once for a student: handing in again replaces the answer. No row if the homework is not the class's. */
  homeworkHandIn: statement<{ handedInAt: string }>(
    'homework_hand_in',
    `INSERT INTO homework_submissions (school_id, homework_id, student_id, answer)
     SELECT $1, homework.id, $3::integer, $5 FROM homework
     WHERE ${ofSchool('homework')} AND homework.id = $2 AND homework.class_id = $4
     ON CONFLICT (homework_id, student_id) DO UPDATE SET answer = excluded.answer, handed_in_at = now()
     RETURNING ${iso('handed_in_at')} AS "handedInAt"`,
  ),
  submissionsRead: statement<JsonRow>(
    'submissions_read',
    `SELECT json_build_object('homeworkId', homework.id, 'submissions',
       (SELECT coalesce(json_agg(json_build_object('studentId', student_id, 'answer', answer,
          'handedInAt', ${iso('handed_in_at')}) ORDER BY student_id), '[]')
        FROM homework_submissions WHERE homework_submissions.homework_id = homework.id))::text AS body
     FROM homework WHERE ${ofSchool('homework')} AND homework.id = $2`,
  ),
});
