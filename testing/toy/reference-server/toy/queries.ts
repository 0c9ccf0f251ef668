import { onReplicas, statement } from '../../../../reference-server/core/statement.ts';
import type { Session } from './session-record.ts';

export const queries = {
  sessionRead: statement<Session>(
    'session_read',
    `SELECT user_id AS "userId", 'reader' AS role, (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs"
     FROM reader_sessions WHERE token_hash = $1 AND expires_at > now()`,
  ),
  sessionInsert: statement(
    'session_insert',
    `INSERT INTO reader_sessions (token_hash, user_id, expires_at) VALUES ($1, $2, to_timestamp($3::float8 / 1000))`,
  ),
  sessionDelete: statement('session_delete', 'DELETE FROM reader_sessions WHERE token_hash = $1'),
  readerForLogIn: statement<{ passwordHash: string }>(
    'reader_for_log_in',
    'SELECT password_hash AS "passwordHash" FROM readers WHERE user_id = $1',
  ),
  shelfRead: onReplicas(
    statement<{ body: string }>(
      'shelf_read',
      `SELECT json_build_object('id', $1::int, 'books', coalesce(json_agg(id ORDER BY id), '[]'))::text AS body
       FROM books WHERE shelf_id = $1::int`,
    ),
  ),
  bookRead: onReplicas(
    statement<{ body: string }>(
      'book_read',
      `SELECT json_build_object('id', id, 'title', title, 'covers',
         (SELECT count(*) FROM covers WHERE book_id = books.id))::text AS body FROM books WHERE id = $1::int`,
    ),
  ),
  coversList: statement<{ bookId: number; sizeBytes: number }>(
    'covers_list',
    `SELECT book_id AS "bookId", length(image) AS "sizeBytes" FROM covers WHERE user_id = $1 ORDER BY book_id`,
  ),
  coverWrite: statement<{ sizeBytes: number }>(
    'cover_write',
    `INSERT INTO covers (user_id, book_id, image) VALUES ($1, $2::int, $3)
     ON CONFLICT (user_id, book_id) DO UPDATE SET image = excluded.image RETURNING length(image) AS "sizeBytes"`,
  ),
};
