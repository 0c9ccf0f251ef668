import { statement } from '../../core/statement.ts';
import { iso, type JsonRow, type OfSchool } from './json.ts';

const FILE = `json_build_object('id', id, 'name', name, 'contentType', content_type, 'sizeBytes', size_bytes,
  'classId', class_id, 'ownerId', owner_id)`;

export type FileRow = {
  key: string;
  contentType: string;
  sizeBytes: number;
  sha256: string;
  isComplete: boolean;
  body: string;
};
const FILE_ROW = `key, content_type AS "contentType", size_bytes AS "sizeBytes", sha256, is_complete AS "isComplete",
  ${FILE}::text AS body`;

/** Notifications and files. */
export const messageQueries = (ofSchool: OfSchool) => ({
  /** Tells everyone in a class. No row if there is no such class, or no one in it. */
  classNotify: statement<{ recipientId: string }>(
    'class_notify',
    `INSERT INTO notifications (school_id, recipient_id, title, body)
     SELECT $1, students.user_id, $3, $4 FROM students
     WHERE ${ofSchool('students')} AND students.class_id = $2 AND students.is_active
     RETURNING recipient_id AS "recipientId"`,
  ),
  notificationsRead: statement<JsonRow>(
    'notifications_read',
    `SELECT json_build_object('unread',
       (SELECT count(*) FROM notifications WHERE ${ofSchool('notifications')} AND recipient_id = $2 AND NOT is_read),
       'notifications', (SELECT coalesce(json_agg(json_build_object('id', id, 'title', title, 'body', body,
          'isRead', is_read, 'createdAt', ${iso('created_at')}) ORDER BY id DESC), '[]')
        FROM (SELECT * FROM notifications WHERE ${ofSchool('notifications')} AND recipient_id = $2
              ORDER BY id DESC LIMIT 20) AS newest))::text AS body`,
  ),
  notificationMarkRead: statement<{ id: number }>(
    'notification_mark_read',
    `UPDATE notifications SET is_read = true WHERE ${ofSchool('notifications')} AND id = $2 AND recipient_id = $3
     RETURNING id`,
  ),

  fileAnnounce: statement<{ id: string }>(
    'file_announce',
    `INSERT INTO files (school_id, id, owner_id, class_id, key, name, content_type, size_bytes, sha256)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
  ),
  /** Whether the school has the class in $2. */
  classThere: statement<{ id: number }>(
    'class_there',
    `SELECT id FROM classes WHERE ${ofSchool('classes')} AND id = $2`,
  ),
  /** Someone's own upload, complete or not. */
  fileOfOwner: statement<FileRow>(
    'file_of_owner',
    `SELECT ${FILE_ROW} FROM files WHERE ${ofSchool('files')} AND id = $2 AND owner_id = $3`,
  ),
  fileComplete: statement<JsonRow>(
    'file_complete',
    `UPDATE files SET is_complete = true WHERE ${ofSchool('files')} AND id = $2 AND owner_id = $3
     RETURNING ${FILE}::text AS body`,
  ),
  /** A complete file that someone of the class in $3 may read; null: staff, who may read all of them. */
  fileVisible: statement<FileRow>(
    'file_visible',
    `SELECT ${FILE_ROW} FROM files
     WHERE ${ofSchool('files')} AND id = $2 AND is_complete AND ($3::integer IS NULL OR class_id = $3)`,
  ),
  filesRead: statement<JsonRow>(
    'files_read',
    `SELECT json_build_object('files', coalesce(json_agg(file), '[]'))::text AS body
     FROM (SELECT ${FILE} AS file FROM files
           WHERE ${ofSchool('files')} AND is_complete AND class_id = $2
           ORDER BY announced_at DESC, id LIMIT 20) AS newest`,
  ),
  fileDelete: statement<{ key: string; isComplete: boolean }>(
    'file_delete',
    `DELETE FROM files WHERE ${ofSchool('files')} AND id = $2 AND owner_id = $3
     RETURNING key, is_complete AS "isComplete"`,
  ),
  /** Uploads that were announced at least $2 seconds ago and never completed. */
  uploadsAbandoned: statement<{ id: string; key: string }>(
    'uploads_abandoned',
    `SELECT id, key FROM files WHERE ${ofSchool('files')} AND NOT is_complete
       AND announced_at < now() - make_interval(secs => $2) ORDER BY announced_at LIMIT 10`,
  ),
  /** Guarded: an upload that was completed meanwhile stays. */
  uploadForget: statement<{ id: string }>(
    'upload_forget',
    `DELETE FROM files WHERE ${ofSchool('files')} AND id = $2 AND NOT is_complete RETURNING id`,
  ),
});
