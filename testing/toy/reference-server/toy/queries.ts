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
  sessionDelete: statement<Pick<Session, 'expiresAtMs'>>(
    'session_delete',
    `DELETE FROM reader_sessions WHERE token_hash = $1
     RETURNING (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs"`,
  ),
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
         (SELECT count(*) FROM covers WHERE book_id = books.id AND is_complete))::text AS body FROM books WHERE id = $1::int`,
    ),
  ),
  coversList: statement<{ bookId: number; sizeBytes: number }>(
    'covers_list',
    `SELECT book_id AS "bookId", size_bytes AS "sizeBytes" FROM covers WHERE user_id = $1 AND is_complete ORDER BY book_id`,
  ),
  coverAnnounce: statement(
    'cover_announce',
    `INSERT INTO covers (user_id, book_id, object_key, size_bytes, sha256) VALUES ($1, $2::int, $3, $4, $5)
     ON CONFLICT (user_id, book_id) DO UPDATE SET size_bytes = excluded.size_bytes, sha256 = excluded.sha256`,
  ),
  coverAnnounced: statement<{ objectKey: string; sizeBytes: number; sha256: string }>(
    'cover_announced',
    `SELECT object_key AS "objectKey", size_bytes AS "sizeBytes", sha256 FROM covers WHERE user_id = $1 AND book_id = $2::int`,
  ),
  coverComplete: statement(
    'cover_complete',
    'UPDATE covers SET is_complete = true WHERE user_id = $1 AND book_id = $2::int',
  ),
};
