import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import {
  createServerRole,
  dropServerRole,
  type ServerRole,
  urlFor,
} from '../../../harness/system/postgres/server-role.ts';
import { grantRows, seedPlatform } from '../../../seed/index.ts';
import { hashSessionToken, newSessionToken } from '../../core/session-token.ts';
import { openTestDatabases } from '../../testing/databases.ts';

/** The bytes of every file that these schools have. */
export const FILE_BYTES = Buffer.from('abc');
/** What is known of each. */
export const FILE = {
  contentType: 'application/pdf',
  sizeBytes: FILE_BYTES.length,
  sha256: createHash('sha256').update(FILE_BYTES).digest('hex'),
};

/** Rows of one school that requests can be about. */
export type Rows = {
  schoolId: number;
  head: string;
  teacher: string;
  student: string;
  classId: number;
  studentId: number;
  homeworkId: number;
  /** of the student */
  notificationId: number;
  fileId: string;
  /** announced by the teacher, and not complete */
  pendingFileId: string;
  /** complete, and the teacher's */
  ownFileId: string;
};

export type TwoSchools = {
  /** the role that row-level security binds */
  role: ServerRole;
  /** as the servers' role, which row-level security binds */
  serverUrl: string;
  /** as the owner of the tables, whom it does not */
  ownerUrl: string;
  db: pg.Client;
  /** rows of school 1 or 2, with files that exist since this call */
  rowsOf(schoolId: number): Promise<Rows>;
  /** a new session of a user */
  tokenOf(userId: string): Promise<string>;
  /** one value that changes with any row of a school */
  stateOf(schoolId: number): Promise<string>;
  stop(): Promise<void>;
};

const TABLES = [
  'users',
  'teachers',
  'classes',
  'students',
  'timetable',
  'attendance',
  'homework',
  'homework_submissions',
  'notifications',
  'files',
];

/**
 * Two schools as the seed makes them, with the rights that servers have.
 * @param given an empty database; by default one in the PostgreSQL that all test files share
 */
export async function startTwoSchools(given?: string): Promise<TwoSchools> {
  const databases = given === undefined ? await openTestDatabases() : null;
  const ownerUrl = given ?? (await databases!.create());
  await seedPlatform({
    platform: 'school-management',
    databaseUrl: ownerUrl,
    size: 120,
    randomSeed: 7,
    workers: 1,
  });
  const db = new pg.Client(ownerUrl);
  await db.connect();
  await addSecondSchool(db);
  const role = await createServerRole(ownerUrl);
  await grantRows({ databaseUrl: ownerUrl, role: role.name });
  const one = async (sql: string, ...values: unknown[]) => (await db.query(sql, values)).rows[0];

  async function addFile(schoolId: number, classId: number, owner: string, isComplete: boolean) {
    const id = randomUUID();
    await db.query(
      `INSERT INTO files (id, school_id, class_id, owner_id, key, name, content_type, size_bytes, sha256, is_complete)
       VALUES ($1, $2, $3, $4, $5, 'notes.pdf', $6, $7, $8, $9)`,
      [
        ...[id, schoolId, classId, owner, `schools/${schoolId}/${id}`],
        ...[FILE.contentType, FILE.sizeBytes, FILE.sha256, isComplete],
      ],
    );
    return id;
  }

  return {
    role,
    serverUrl: urlFor(role, ownerUrl),
    ownerUrl,
    db,
    async rowsOf(schoolId) {
      const userOf = async (role: string): Promise<string> =>
        (await one('SELECT min(id) AS id FROM users WHERE school_id = $1 AND role = $2', schoolId, role)).id;
      const [head, teacher, student] = [
        await userOf('head'),
        await userOf('teacher'),
        await userOf('student'),
      ];
      const { id: studentId, class_id: classId } = await one(
        'SELECT * FROM students WHERE user_id = $1',
        student,
      );
      return {
        schoolId,
        head,
        teacher,
        student,
        classId,
        studentId,
        homeworkId: (await one('SELECT max(id) AS id FROM homework WHERE class_id = $1', classId)).id,
        notificationId: (
          await one('SELECT max(id) AS id FROM notifications WHERE recipient_id = $1', student)
        ).id,
        fileId: await addFile(schoolId, classId, head, true),
        pendingFileId: await addFile(schoolId, classId, teacher, false),
        ownFileId: await addFile(schoolId, classId, teacher, true),
      };
    },
    async tokenOf(userId) {
      const token = newSessionToken();
      await db.query(
        `INSERT INTO user_sessions
         SELECT $1, users.school_id, users.id, users.role, coalesce(teachers.id, students.id), students.class_id,
           now() + interval '1 hour'
         FROM users LEFT JOIN teachers ON teachers.user_id = users.id LEFT JOIN students ON students.user_id = users.id
         WHERE users.id = $2`,
        [hashSessionToken(token), userId],
      );
      return token;
    },
    async stateOf(schoolId) {
      const sums: string[] = [];
      for (const table of TABLES) {
        const { sum } = await one(
          `SELECT count(*) || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum
           FROM ${table} AS t WHERE school_id = $1`,
          schoolId,
        );
        sums.push(`${table} ${sum}`);
      }
      return sums.join('\n');
    },
    async stop() {
      await dropServerRole(ownerUrl, role);
      await db.end();
      await databases?.drop();
    },
  };
}

/** The seed makes one school of 120 users; the second one is small and written out, with a word in every text that only it has. */
async function addSecondSchool(db: pg.Client): Promise<void> {
  await db.query(`
    INSERT INTO schools VALUES (2, 'Zebra School', 'Zebra Town');
    INSERT INTO users (id, school_id, role, display_name, password_hash) VALUES
      ('0002-h-00001', 2, 'head', 'Zebra Head', 'none'),
      ('0002-t-00001', 2, 'teacher', 'Zebra Teacher', 'none'),
      ('0002-s-00001', 2, 'student', 'Zebra Student', 'none');
    INSERT INTO teachers (id, school_id, user_id) VALUES (9001, 2, '0002-t-00001');
    INSERT INTO classes (id, school_id, name, teacher_id) VALUES (9001, 2, 'Zebra Class', 9001);
    INSERT INTO students (id, school_id, user_id, class_id) VALUES (9001, 2, '0002-s-00001', 9001);
    INSERT INTO timetable VALUES (2, 9001, 1, 1, 'Zebra Studies', 9001, 'Z1');
    INSERT INTO attendance (school_id, class_id, date, student_id, status, marked_by)
      VALUES (2, 9001, '2025-03-11', 9001, 'present', '0002-t-00001');
    INSERT INTO homework (id, school_id, class_id, set_by, subject, title, due_date)
      VALUES (90001, 2, 9001, '0002-t-00001', 'Zebra Studies', 'Zebra stripes', '2025-03-20');
    INSERT INTO homework_submissions (school_id, homework_id, student_id, answer) VALUES (2, 90001, 9001, 'Zebra');
    INSERT INTO notifications (id, school_id, recipient_id, title, body)
      VALUES (90001, 2, '0002-s-00001', 'Zebra notice', 'Zebra');
    INSERT INTO files (id, school_id, class_id, owner_id, key, name, content_type, size_bytes, sha256, is_complete)
      VALUES ('zebra-file', 2, 9001, '0002-h-00001', 'schools/2/zebra-file', 'Zebra.pdf', '${FILE.contentType}',
        ${FILE.sizeBytes}, '${FILE.sha256}', true);`);
}
