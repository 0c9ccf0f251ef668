import { onReplicas, statement } from '../core/statement.ts';
import { COURSES_PER_PAGE } from './documented.ts';
import type { Session } from './session-record.ts';

/** A row of a statement that makes its JSON in PostgreSQL: the text is cached and sent as it is. */
export type JsonRow = { body: string };

export type UserForLogIn = { userId: string; role: string; name: string; passwordHash: string };

/** What the server knows of a PDF. */
export type Material = {
  id: number;
  courseId: number;
  title: string;
  pages: number;
  sizeBytes: number;
  sha256: string;
  objectKey: string;
};

/** ISO 8601 of a TIMESTAMP column, which holds UTC. */
const iso = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const COURSE_IN_LIST = `json_build_object('id', id, 'subject', subject, 'title', title,
  'publishedAt', ${iso('published_at')})`;

/** Runs on a replica when the cache allows an answer that lags: the document's `queryRead`. */
const read = (name: string, text: string) => onReplicas(statement<JsonRow>(name, text));

/** Every statement of the platform. */
export const queries = {
  sessionRead: statement<Session>(
    'session_read',
    `SELECT user_id AS "userId", role, display_name AS name,
       (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs"
     FROM user_sessions JOIN users USING (user_id) WHERE token_hash = $1 AND expires_at > now()`,
  ),
  sessionInsert: statement(
    'session_insert',
    `INSERT INTO user_sessions (token_hash, user_id, expires_at)
     VALUES ($1, $2, to_timestamp($3::float8 / 1000)) RETURNING user_id`,
  ),
  sessionDelete: statement<Pick<Session, 'expiresAtMs'>>(
    'session_delete',
    `DELETE FROM user_sessions WHERE token_hash = $1
     RETURNING (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs"`,
  ),
  userForLogIn: statement<UserForLogIn>(
    'user_for_log_in',
    `SELECT user_id AS "userId", role, display_name AS name, password_hash AS "passwordHash"
     FROM users WHERE email = $1`,
  ),

  courseList: read(
    'course_list',
    `SELECT json_build_object('subject', $1::text, 'page', $2::int, 'courses',
       coalesce(json_agg(${COURSE_IN_LIST} ORDER BY published_at DESC, id DESC), '[]'))::text AS body
     FROM (SELECT * FROM courses WHERE $1::text IS NULL OR subject = $1::text
           ORDER BY published_at DESC, id DESC LIMIT ${COURSES_PER_PAGE} OFFSET ($2::int - 1) * ${COURSES_PER_PAGE}) AS listed`,
  ),
  courseSearch: read(
    'course_search',
    `SELECT json_build_object('words', $1::text, 'courses',
       coalesce(json_agg(${COURSE_IN_LIST} ORDER BY published_at DESC, id DESC), '[]'))::text AS body
     FROM (SELECT * FROM courses WHERE to_tsvector('english', title || ' ' || description) @@ plainto_tsquery('english', $1)
           ORDER BY published_at DESC, id DESC LIMIT ${COURSES_PER_PAGE}) AS found`,
  ),
  courseRead: read(
    'course_read',
    `SELECT json_build_object('id', c.id, 'subject', c.subject, 'title', c.title, 'description', c.description,
       'author', u.display_name, 'publishedAt', ${iso('c.published_at')}, 'materials',
       (SELECT coalesce(json_agg(json_build_object('id', m.id, 'title', m.title, 'pages', m.pages, 'sizeBytes', m.size_bytes)
          ORDER BY m.position), '[]') FROM materials m WHERE m.course_id = c.id))::text AS body
     FROM courses c JOIN users u ON u.user_id = c.author_id WHERE c.id = $1::int`,
  ),
  materialRead: read(
    'material_read',
    `SELECT json_build_object('id', id, 'courseId', course_id, 'title', title, 'pages', pages, 'sizeBytes', size_bytes,
       'sha256', sha256, 'objectKey', object_key)::text AS body FROM materials WHERE id = $1::int`,
  ),
  enrolmentsRead: read(
    'enrolments_read',
    `SELECT coalesce(json_agg(course_id ORDER BY course_id), '[]')::text AS body FROM enrolments WHERE user_id = $1`,
  ),
  progressRead: read(
    'progress_read',
    `SELECT json_build_object('userId', $1::text, 'courseId', $2::int, 'materials', coalesce(json_agg(
       json_build_object('id', m.id, 'pages', m.pages, 'page', p.page, 'furthestPage', p.furthest_page,
         'updatedAt', ${iso('p.updated_at')}) ORDER BY m.position), '[]'))::text AS body
     FROM materials m LEFT JOIN study_progress p ON p.material_id = m.id AND p.user_id = $1
     WHERE m.course_id = $2::int`,
  ),
  bookmarksRead: read(
    'bookmarks_read',
    `SELECT json_build_object('userId', $1::text, 'materialId', $2::int, 'bookmarks', coalesce(json_agg(
       json_build_object('page', page, 'note', note) ORDER BY page), '[]'))::text AS body
     FROM bookmarks WHERE user_id = $1 AND material_id = $2::int`,
  ),
  dashboardRead: read(
    'dashboard_read',
    `WITH taken AS (
       SELECT c.id, c.title, e.enrolled_at,
         (SELECT sum(m.pages) FROM materials m WHERE m.course_id = c.id) AS pages,
         (SELECT coalesce(sum(p.furthest_page), 0) FROM study_progress p
          WHERE p.user_id = $1 AND p.course_id = c.id) AS read
       FROM enrolments e JOIN courses c ON c.id = e.course_id WHERE e.user_id = $1
     ), latest AS (
       SELECT p.material_id, p.course_id, p.page, m.title, m.pages
       FROM study_progress p JOIN materials m ON m.id = p.material_id
       WHERE p.user_id = $1 ORDER BY p.updated_at DESC LIMIT 1
     ), marked AS (
       SELECT material_id, page, note FROM bookmarks WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 5
     )
     SELECT json_build_object('userId', $1::text,
       'courses', (SELECT coalesce(json_agg(json_build_object('id', id, 'title', title, 'pages', pages, 'pagesRead', read)
                     ORDER BY enrolled_at DESC, id), '[]') FROM taken),
       'resume', (SELECT json_build_object('courseId', course_id, 'materialId', material_id, 'title', title, 'page', page,
                    'pages', pages) FROM latest),
       'bookmarks', (SELECT coalesce(json_agg(json_build_object('materialId', material_id, 'page', page, 'note', note)), '[]')
                     FROM marked))::text AS body`,
  ),

  // There may be no unique index, so a first write waits for the lock of its user; the next ones are one UPDATE.
  userLock: statement('user_lock', 'SELECT user_id FROM users WHERE user_id = $1 FOR UPDATE'),
  enrolmentInsert: statement(
    'enrolment_insert',
    `INSERT INTO enrolments (user_id, course_id) SELECT $1::text, $2::int
     WHERE NOT EXISTS (SELECT FROM enrolments WHERE user_id = $1 AND course_id = $2::int) RETURNING id`,
  ),
  progressUpdate: statement<{ furthestPage: number }>(
    'progress_update',
    `UPDATE study_progress SET page = $3::int, furthest_page = greatest(furthest_page, $3::int), updated_at = now()
     WHERE user_id = $1 AND material_id = $2::int RETURNING furthest_page AS "furthestPage"`,
  ),
  progressInsert: statement<{ furthestPage: number }>(
    'progress_insert',
    `INSERT INTO study_progress (user_id, material_id, course_id, page, furthest_page)
     VALUES ($1, $2::int, $4::int, $3::int, $3::int) RETURNING furthest_page AS "furthestPage"`,
  ),
  bookmarkUpdate: statement<{ page: number }>(
    'bookmark_update',
    `UPDATE bookmarks SET note = $4, created_at = now()
     WHERE user_id = $1 AND material_id = $2::int AND page = $3::int RETURNING page`,
  ),
  bookmarkInsert: statement<{ page: number }>(
    'bookmark_insert',
    `INSERT INTO bookmarks (user_id, material_id, page, note) VALUES ($1, $2::int, $3::int, $4) RETURNING page`,
  ),
};
