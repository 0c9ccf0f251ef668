import { randomUUID } from 'node:crypto';
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
import { FILE } from './file.ts';
import { addSecondSchool } from './second-school.ts';

/** Rows of one school that requests can be about. */
export type Rows = {
  schoolId: number;
  head: string;
  teacher: string;
  student: string;
  classId: number;
  studentId: number;
  /** of another student of the class */
  classmateId: number;
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
  /** for each table a value that changes with any row of a school */
  stateOf(schoolId: number): Promise<Record<string, string>>;
  stop(): Promise<void>;
};

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
        classmateId: (
          await one('SELECT min(id) AS id FROM students WHERE class_id = $1 AND id > $2', classId, studentId)
        ).id,
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
      const { rows: tables } = await db.query<{ name: string; column: string }>(
        `SELECT relname AS name, CASE relname WHEN 'schools' THEN 'id' ELSE 'school_id' END AS column
         FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relrowsecurity`,
      );
      const state: Record<string, string> = {};
      for (const { name, column } of tables) {
        const { sum } = await one(
          `SELECT count(*) || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum
           FROM ${name} AS t WHERE ${column} = $1`,
          schoolId,
        );
        state[name] = sum;
      }
      return state;
    },
    async stop() {
      await dropServerRole(ownerUrl, role);
      await db.end();
      await databases?.drop();
    },
  };
}
