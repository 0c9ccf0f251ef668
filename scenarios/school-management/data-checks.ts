import type { DataCheckQuery } from '../../harness/model/data-check.ts';

/** Tables that no request of the scenario writes to. Their rows must be the same after the load. */
export const unchangedTables = ['schools', 'users', 'teachers', 'classes', 'students', 'timetable'];

/** Every acknowledged write must be in the database exactly once. */
export const dataChecks: DataCheckQuery[] = [
  {
    // An acknowledged register has a mark for everyone in the class, and for no one twice.
    name: 'attendance',
    kind: 'attendance',
    sql: `
      WITH kept AS (
        SELECT class_id::text AS subject, date::text AS object, count(*) AS marks
        FROM attendance WHERE class_id::text IN (SELECT subject FROM acknowledged) GROUP BY class_id, date
      ), members AS (
        SELECT class_id::text AS subject, count(*) AS students FROM students WHERE is_active GROUP BY class_id
      )
      SELECT count(*) FILTER (WHERE coalesce(marks, 0) < students) AS lost,
             count(*) FILTER (WHERE marks > students) AS duplicated,
             count(*) FILTER (WHERE marks >= students) AS found
      FROM acknowledged LEFT JOIN kept USING (subject, object) LEFT JOIN members USING (subject)`,
  },
  {
    name: 'homework handed in',
    kind: 'hand-in',
    sql: `
      WITH kept AS (
        SELECT student_id::text AS subject, homework_id::text AS object, count(*) AS times
        FROM homework_submissions WHERE student_id::text IN (SELECT subject FROM acknowledged)
        GROUP BY student_id, homework_id
      )
      SELECT count(*) FILTER (WHERE kept.times IS NULL) AS lost,
             count(*) FILTER (WHERE kept.times > 1) AS duplicated,
             count(kept.times) AS found
      FROM acknowledged LEFT JOIN kept USING (subject, object)`,
  },
];
