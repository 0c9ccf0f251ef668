import type { DataCheckQuery } from '../../harness/model/data-check.ts';

/** Looks for every acknowledged pair (user id, id of a row) in the JSON array of user ids of that row. */
function isInList(table: string, list: string): string {
  return `
    WITH held AS (
      SELECT subject, id AS object, count(*) AS times
      FROM ${table}, jsonb_array_elements_text(${list}) AS subject
      WHERE id IN (SELECT object FROM acknowledged)
      GROUP BY subject, id
    )
    SELECT count(*) FILTER (WHERE held.times IS NULL) AS lost,
           count(*) FILTER (WHERE held.times > 1) AS duplicated,
           count(held.times) AS found
    FROM acknowledged LEFT JOIN held USING (subject, object)`;
}

/** Tables that no request of the scenario writes to. Their rows must be the same after the load. */
export const unchangedTables = ['accounts'];

/** Every acknowledged write must be in the database exactly once. */
export const dataChecks: DataCheckQuery[] = [
  {
    name: 'check-ins',
    kind: 'check-in',
    sql: isInList('attendance_sessions', 'attendees'),
  },
  {
    name: 'joins',
    kind: 'join',
    sql: isInList('online_classes', 'participants'),
  },
];
