import type pg from 'pg';
import { hashPassword } from '../../core/passwords.ts';
import { FILE } from './file.ts';

/**
 * Adds school 2. The seed makes one school of 120 users; this one is small and written out, with a word in every text that only it has, and
 * something in everything that is counted or removed. Its password is its own.
 */
export async function addSecondSchool(db: pg.Client): Promise<void> {
  const passwordHash = await hashPassword('Zebra password');
  await db.query(`
    INSERT INTO schools VALUES (2, 'Zebra School', 'Zebra Town');
    INSERT INTO users (id, school_id, role, display_name, password_hash) VALUES
      ('0002-h-00001', 2, 'head', 'Zebra Head', '${passwordHash}'),
      ('0002-t-00001', 2, 'teacher', 'Zebra Teacher', '${passwordHash}'),
      ('0002-s-00001', 2, 'student', 'Zebra Student', '${passwordHash}'),
      ('0002-s-00002', 2, 'student', 'Zebra Student', '${passwordHash}'),
      ('0002-s-00003', 2, 'student', 'Zebra Student', '${passwordHash}');
    INSERT INTO user_sessions (token_hash, school_id, user_id, role, person_id, expires_at)
      VALUES ('expired', 2, '0002-t-00001', 'teacher', 9001, now() - interval '1 day');
    INSERT INTO teachers (id, school_id, user_id) VALUES (9001, 2, '0002-t-00001');
    INSERT INTO classes (id, school_id, name, teacher_id) VALUES (9001, 2, 'Zebra Class', 9001);
    INSERT INTO students (id, school_id, user_id, class_id) VALUES
      (9001, 2, '0002-s-00001', 9001), (9002, 2, '0002-s-00002', 9001), (9003, 2, '0002-s-00003', 9001);
    INSERT INTO timetable VALUES (2, 9001, 1, 1, 'Zebra Studies', 9001, 'Z1');
    INSERT INTO attendance (school_id, class_id, date, student_id, status, marked_by) VALUES
      (2, 9001, '2025-03-11', 9001, 'present', '0002-t-00001'),
      (2, 9001, '2025-03-11', 9002, 'absent', '0002-t-00001'),
      (2, 9001, '2025-03-11', 9003, 'late', '0002-t-00001');
    INSERT INTO homework (id, school_id, class_id, set_by, subject, title, due_date) VALUES
      (90001, 2, 9001, '0002-t-00001', 'Zebra Studies', 'Zebra stripes', '2025-03-20'),
      (90002, 2, 9001, '0002-t-00001', 'Zebra Studies', 'Zebra hooves', '2025-03-21');
    INSERT INTO homework_submissions (school_id, homework_id, student_id, answer) VALUES
      (2, 90001, 9001, 'Zebra'), (2, 90001, 9002, 'Zebra'), (2, 90002, 9001, 'Zebra');
    INSERT INTO notifications (id, school_id, recipient_id, title, body)
      VALUES (90001, 2, '0002-s-00001', 'Zebra notice', 'Zebra');
    INSERT INTO files (id, school_id, class_id, owner_id, key, name, content_type, size_bytes, sha256, is_complete, announced_at)
      SELECT id, 2, 9001, '0002-h-00001', 'schools/2/' || id, 'Zebra.pdf', '${FILE.contentType}', ${FILE.sizeBytes},
        '${FILE.sha256}', is_complete, announced_at
      FROM (VALUES ('zebra-file', true, now()), ('zebra-abandoned', false, now() - interval '1 day'))
        AS file (id, is_complete, announced_at);`);
}
