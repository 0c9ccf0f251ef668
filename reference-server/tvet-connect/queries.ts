import { onReplicas, type Statement, statement } from '../core/statement.ts';

/** A row of a statement that builds its JSON in PostgreSQL: the text is cached and sent as it is. */
export type JsonRow = { body: string };

/** ISO 8601 in UTC of a TIMESTAMP column. */
const iso = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const CONTENT_ITEM = `json_build_object('id', id, 'contentType', content_type, 'contentData', content_data,
  'semesterPlanId', semester_plan_id, 'updatedAt', ${iso('updated_at')})`;

const ATTENDANCE_SESSION = `json_build_object('id', id, 'semesterPlanId', semester_plan_id, 'unitId', unit_id,
  'lecturerId', lecturer_id, 'sessionName', session_name, 'isActive', is_active,
  'durationMinutes', duration_minutes, 'attendees', attendees)::text AS body`;

const ONLINE_CLASS = `json_build_object('id', id, 'semesterPlanId', semester_plan_id, 'unitId', unit_id,
  'lecturerId', lecturer_id, 'className', class_name, 'scheduledTime', ${iso('scheduled_time')},
  'durationMinutes', duration_minutes, 'platform', platform, 'status', status, 'meetingUrl', meeting_url,
  'meetingId', meeting_id, 'password', password, 'participantCount', jsonb_array_length(participants))::text AS body`;

export type AccountRow = {
  userId: string;
  role: 'student' | 'lecturer';
  name: string;
  semesterPlanId: string | null;
};
const ACCOUNT = `user_id AS "userId", role, display_name AS name, semester_plan_id AS "semesterPlanId"`;

/**
 * Every statement of the platform. All are prepared under their name, and all return rows.
 *
 * `onReplicas` are those that load a value under a cache key. Every write of what they read marks that key, so they go to a replica
 * only if nothing was just written (docs/adr/0010). The others stay on the primary: writes; what a write reads for its answer
 * (`attendanceState`, `classState`); who a user is and whether their session has ended (`sessionByToken`, `accountForLogin`), where
 * lag is not acceptable; and `contentFiltered`, a lecturer's own work, which has no key.
 */
export const queries = {
  sessionByToken: statement<AccountRow & { expiresAtMs: number }>(
    'session_by_token',
    `SELECT ${ACCOUNT}, (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs"
     FROM user_sessions JOIN accounts USING (user_id) WHERE token_hash = $1 AND expires_at > now()`,
  ),
  sessionInsert: statement(
    'session_insert',
    `INSERT INTO user_sessions (token_hash, user_id, expires_at)
     VALUES ($1, $2, to_timestamp($3::float8 / 1000)) RETURNING user_id`,
  ),
  sessionDelete: statement<{ expiresAtMs: number }>(
    'session_delete',
    `DELETE FROM user_sessions WHERE token_hash = $1
     RETURNING (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs"`,
  ),
  expiredSessionsDelete: statement(
    'expired_sessions_delete',
    'DELETE FROM user_sessions WHERE user_id = $1 AND expires_at <= now() RETURNING user_id',
  ),
  accountForLogin: statement<AccountRow & { passwordHash: string }>(
    'account_for_login',
    `SELECT ${ACCOUNT}, password_hash AS "passwordHash" FROM accounts WHERE user_id = $1`,
  ),
  accountLock: statement('account_lock', 'SELECT user_id FROM accounts WHERE user_id = $1 FOR UPDATE'),

  syncRead: onReplicas(
    statement<JsonRow>(
      'sync_read',
      `SELECT json_build_object('studentId', student_id, 'lastSync', ${iso('last_sync')},
       'syncData', sync_data)::text AS body
     FROM student_sync_status WHERE student_id = $1 ORDER BY last_sync DESC, id DESC LIMIT 1`,
    ),
  ),
  syncUpdate: statement<{ lastSync: string }>(
    'sync_update',
    `UPDATE student_sync_status SET sync_data = $2::jsonb, last_sync = now(), updated_at = now()
     WHERE student_id = $1 RETURNING ${iso('last_sync')} AS "lastSync"`,
  ),
  syncInsert: statement<{ lastSync: string }>(
    'sync_insert',
    `INSERT INTO student_sync_status (student_id, sync_data) VALUES ($1, $2::jsonb)
     RETURNING ${iso('last_sync')} AS "lastSync"`,
  ),

  contentNewest: onReplicas(
    statement<JsonRow>(
      'content_newest',
      `SELECT json_build_object('lecturerId', $1::text, 'items', coalesce(json_agg(item), '[]'))::text AS body
     FROM (SELECT ${CONTENT_ITEM} AS item FROM lecturer_dashboard_content
           WHERE lecturer_id = $1 ORDER BY updated_at DESC, id DESC LIMIT 20) AS newest`,
    ),
  ),
  contentFiltered: statement<JsonRow>(
    'content_filtered',
    `SELECT json_build_object('lecturerId', $1::text, 'items', coalesce(json_agg(item), '[]'))::text AS body
     FROM (SELECT ${CONTENT_ITEM} AS item FROM lecturer_dashboard_content
           WHERE lecturer_id = $1 AND ($2::text IS NULL OR content_type = $2)
             AND ($3::text IS NULL OR semester_plan_id = $3)
           ORDER BY updated_at DESC, id DESC LIMIT 20) AS newest`,
  ),
  contentInsert: statement<JsonRow>(
    'content_insert',
    `INSERT INTO lecturer_dashboard_content (lecturer_id, content_type, content_data, semester_plan_id)
     VALUES ($1, $2, $3::jsonb, $4) RETURNING ${CONTENT_ITEM}::text AS body`,
  ),
  contentUpdate: statement<JsonRow>(
    'content_update',
    `UPDATE lecturer_dashboard_content SET content_type = $3, content_data = $4::jsonb, updated_at = now()
     WHERE id = $2 AND lecturer_id = $1 RETURNING ${CONTENT_ITEM}::text AS body`,
  ),

  attendanceOpen: statement<JsonRow>(
    'attendance_open',
    `INSERT INTO attendance_sessions (id, semester_plan_id, unit_id, lecturer_id, session_name, duration_minutes)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${ATTENDANCE_SESSION}`,
  ),
  attendanceRead: onReplicas(
    statement<JsonRow>(
      'attendance_read',
      `SELECT ${ATTENDANCE_SESSION} FROM attendance_sessions WHERE id = $1`,
    ),
  ),
  /** One guarded UPDATE: however many run at once, each is added exactly once. No row: see `attendanceState`. */
  attendanceCheckIn: statement<{ attendeeCount: number }>(
    'attendance_check_in',
    `UPDATE attendance_sessions SET attendees = attendees || to_jsonb($2::text), updated_at = now()
     WHERE id = $1 AND semester_plan_id = $3 AND is_active AND NOT attendees ? $2
     RETURNING jsonb_array_length(attendees) AS "attendeeCount"`,
  ),
  attendanceState: statement<{ checkedIn: boolean; attendeeCount: number }>(
    'attendance_state',
    `SELECT attendees ? $2 AS "checkedIn", jsonb_array_length(attendees) AS "attendeeCount"
     FROM attendance_sessions WHERE id = $1 AND semester_plan_id = $3`,
  ),
  attendanceClose: statement<JsonRow>(
    'attendance_close',
    `UPDATE attendance_sessions SET is_active = false, updated_at = now()
     WHERE id = $1 AND lecturer_id = $2 RETURNING ${ATTENDANCE_SESSION}`,
  ),

  classSchedule: statement<JsonRow>(
    'class_schedule',
    `INSERT INTO online_classes (id, semester_plan_id, unit_id, lecturer_id, class_name, meeting_url, meeting_id,
       password, scheduled_time, duration_minutes, platform)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz, $10, $11) RETURNING ${ONLINE_CLASS}`,
  ),
  classesOfDay: onReplicas(
    statement<JsonRow>(
      'classes_of_day',
      `SELECT json_build_object('semesterPlanId', $1::text, 'day', $2::text, 'status', $3::text,
       'classes', coalesce(json_agg(item), '[]'))::text AS body
     FROM (SELECT json_build_object('id', id, 'unitId', unit_id, 'lecturerId', lecturer_id,
             'className', class_name, 'scheduledTime', ${iso('scheduled_time')},
             'durationMinutes', duration_minutes, 'platform', platform, 'status', status) AS item
           FROM online_classes
           WHERE semester_plan_id = $1 AND scheduled_time >= $2::text::date AND scheduled_time < $2::text::date + 1
             AND ($3::text IS NULL OR status = $3)
           ORDER BY scheduled_time, id LIMIT 100) AS classes`,
    ),
  ),
  classRead: onReplicas(
    statement<JsonRow>('class_read', `SELECT ${ONLINE_CLASS} FROM online_classes WHERE id = $1`),
  ),
  /** As `attendanceCheckIn`. */
  classJoin: statement<{ participantCount: number; meetingUrl: string | null }>(
    'class_join',
    `UPDATE online_classes SET participants = participants || to_jsonb($2::text), updated_at = now()
     WHERE id = $1 AND semester_plan_id = $3 AND status <> 'ended' AND NOT participants ? $2
     RETURNING jsonb_array_length(participants) AS "participantCount", meeting_url AS "meetingUrl"`,
  ),
  classState: statement<{ joined: boolean; participantCount: number; meetingUrl: string | null }>(
    'class_state',
    `SELECT participants ? $2 AS joined, jsonb_array_length(participants) AS "participantCount",
       meeting_url AS "meetingUrl"
     FROM online_classes WHERE id = $1 AND semester_plan_id = $3`,
  ),
  classEnd: statement<JsonRow>(
    'class_end',
    `UPDATE online_classes SET status = 'ended', updated_at = now()
     WHERE id = $1 AND lecturer_id = $2 RETURNING ${ONLINE_CLASS}`,
  ),

  /** Over closed sessions: students missing from an open one may still come. */
  semesterProgress: onReplicas(
    statement<JsonRow>(
      'semester_progress',
      `WITH students AS (
       SELECT count(*) AS total FROM accounts WHERE semester_plan_id = $1 AND role = 'student'
     ), attendance AS (
       SELECT unit_id, count(*) AS held, sum(jsonb_array_length(attendees)) AS attended
       FROM attendance_sessions WHERE semester_plan_id = $1 AND NOT is_active GROUP BY unit_id
     ), classes AS (
       SELECT unit_id, count(*) FILTER (WHERE status = 'ended') AS held,
         count(*) FILTER (WHERE status = 'scheduled') AS upcoming
       FROM online_classes WHERE semester_plan_id = $1 GROUP BY unit_id
     ), units AS (
       SELECT json_build_object('unitId', unit_id, 'sessionsHeld', coalesce(attendance.held, 0),
         'attendanceRatio', round(attendance.attended::numeric / nullif(attendance.held * students.total, 0), 4),
         'classesHeld', coalesce(classes.held, 0), 'classesUpcoming', coalesce(classes.upcoming, 0)) AS unit
       FROM attendance FULL JOIN classes USING (unit_id) CROSS JOIN students ORDER BY unit_id
     )
     SELECT json_build_object('semesterPlanId', $1::text, 'studentCount', (SELECT total FROM students),
       'units', coalesce((SELECT json_agg(unit) FROM units), '[]'))::text AS body`,
    ),
  ),
} satisfies Record<string, Statement<unknown>>;

export const statementNames: string[] = Object.values(queries).map(({ name }) => name);
