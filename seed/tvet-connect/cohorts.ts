import type pg from 'pg';
import type { Cohort } from '../../scenarios/tvet-connect/world.ts';

/** A cohort with the ids of its lecturers; the world file knows them by index. */
export type CohortRow = Omit<Cohort, 'lecturerIndexes'> & { lecturerIds: string[] };

/** What is open to every semester plan on `today` (YYYY-MM-DD), read from the database. */
export async function readCohorts(client: pg.Client, today: string): Promise<CohortRow[]> {
  const { rows } = await client.query<CohortRow>(
    `WITH open_session AS (
       SELECT semester_plan_id, array_agg(id ORDER BY id) AS ids
       FROM attendance_sessions WHERE is_active GROUP BY semester_plan_id
     )
     SELECT semester_plan_id AS "semesterPlanId",
            array_agg(DISTINCT unit_id ORDER BY unit_id) AS "unitIds",
            array_agg(DISTINCT lecturer_id ORDER BY lecturer_id) AS "lecturerIds",
            coalesce(array_agg(id ORDER BY scheduled_time, id)
              FILTER (WHERE scheduled_time::date = $1::date AND status <> 'ended'), '{}') AS "todaysClassIds",
            coalesce((SELECT ids FROM open_session o WHERE o.semester_plan_id = c.semester_plan_id), '{}') AS "openAttendanceIds"
     FROM online_classes c
     GROUP BY semester_plan_id
     ORDER BY semester_plan_id`,
    [today],
  );
  return rows;
}
