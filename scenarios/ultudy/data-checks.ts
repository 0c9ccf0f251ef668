import type { DataCheckQuery } from '../../harness/model/data-check.ts';

/** Tables that no request of the scenario writes to. Their rows must be the same after the load. */
export const unchangedTables = ['users', 'courses', 'materials'];

/**
 * Looks for the rows that acknowledged writes must have left. `rows` is a query of (subject, object, place); `isRow` says which of them
 * belongs to an acknowledged line.
 */
const exactlyOnce = (rows: string, isRow: string): string => `
  WITH stored AS (${rows} WHERE user_id IN (SELECT subject FROM acknowledged)),
  held AS (
    SELECT a.subject, a.object, a.detail, count(stored.subject) AS times
    FROM acknowledged a LEFT JOIN stored ON stored.subject = a.subject AND stored.object = a.object AND ${isRow}
    GROUP BY 1, 2, 3
  )
  SELECT count(*) FILTER (WHERE times = 0) AS lost,
         count(*) FILTER (WHERE times > 1) AS duplicated,
         count(*) FILTER (WHERE times > 0) AS found
  FROM held`;

const PAGE = "(a.detail->>'page')::int";

/** Every acknowledged write must be in the database exactly once. */
export const dataChecks: DataCheckQuery[] = [
  {
    name: 'progress',
    kind: 'progress',
    // Who has recorded page 12 has come at least as far, whatever was recorded later.
    sql: exactlyOnce(
      'SELECT user_id AS subject, material_id::text AS object, furthest_page AS place FROM study_progress',
      `stored.place >= ${PAGE}`,
    ),
  },
  {
    name: 'enrolments',
    kind: 'enrolment',
    sql: exactlyOnce('SELECT user_id AS subject, course_id::text AS object FROM enrolments', 'true'),
  },
  {
    name: 'bookmarks',
    kind: 'bookmark',
    sql: exactlyOnce(
      'SELECT user_id AS subject, material_id::text AS object, page AS place FROM bookmarks',
      `stored.place = ${PAGE}`,
    ),
  },
];
