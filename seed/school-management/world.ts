import type pg from 'pg';
import type { Session } from '../../reference-server/school-management/session-record.ts';
import type {
  WorldClass,
  WorldHead,
  WorldSchool,
  WorldStudent,
  WorldTeacher,
} from '../../scenarios/school-management/world.ts';
import type { WorldReading } from '../platform-seed.ts';

export type Account = Omit<Session, 'expiresAtMs'>;

const ACCOUNTS_PER_PAGE = 5_000;

/** Files from here on are large: they are downloaded apart. */
const LARGE_FILE_BYTES = 1_000_000;

/**
 * Whose download can be compared with its checksum. A load may have been here before: of a file that came in parts there is only the
 * checksum over those of its parts, and an upload that was not completed cannot be read.
 */
const IS_CHECKABLE = "is_complete AND sha256 ~ '^[0-9a-f]{64}$'";

/** Everyone of a role in the order of their ids, page by page, so that memory does not grow with users. */
async function* accountPages(client: pg.Client, role: Account['role']): AsyncGenerator<Account[]> {
  let after = '';
  for (;;) {
    const { rows } = await client.query<Account>(
      `SELECT users.id AS "userId", users.role, users.school_id AS "schoolId",
         coalesce(teachers.id, students.id) AS "personId", students.class_id AS "classId"
       FROM users LEFT JOIN teachers ON teachers.user_id = users.id LEFT JOIN students ON students.user_id = users.id
       WHERE users.role = $1 AND users.id > $2 ORDER BY users.id LIMIT $3`,
      [role, after, ACCOUNTS_PER_PAGE],
    );
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.userId;
  }
}

/** What a class has to do today, in the order of ids, so that its index follows from its id. */
async function classesOf(client: pg.Client, today: string): Promise<WorldClass[]> {
  const { rows } = await client.query<WorldClass>(
    `SELECT classes.id, classes.school_id - 1 AS "schoolIndex",
       ARRAY(SELECT id FROM students WHERE class_id = classes.id ORDER BY id) AS "studentIds",
       ARRAY(SELECT id FROM homework WHERE class_id = classes.id AND due_date > $1::date ORDER BY id) AS "homeworkIds",
       ARRAY(SELECT id FROM files WHERE class_id = classes.id AND size_bytes < $2 AND ${IS_CHECKABLE} ORDER BY id) AS "fileIds"
     FROM classes ORDER BY classes.id`,
    [today, LARGE_FILE_BYTES],
  );
  return rows;
}

async function schoolsOf(client: pg.Client): Promise<WorldSchool[]> {
  const { rows } = await client.query<WorldSchool>(
    `SELECT schools.id,
       (SELECT min(id) FROM classes WHERE school_id = schools.id) - 1 AS "firstClassIndex",
       (SELECT count(*)::int FROM classes WHERE school_id = schools.id) AS "classCount",
       coalesce(
         (SELECT min(id) FROM files WHERE school_id = schools.id AND size_bytes >= $1 AND ${IS_CHECKABLE}), ''
       ) AS "largeFileId"
     FROM schools ORDER BY schools.id`,
    [LARGE_FILE_BYTES],
  );
  return rows;
}

export function world({
  client,
  today,
  logIn,
}: WorldReading<Account>): Record<string, AsyncIterable<unknown[]>> {
  async function* membersOf<Member>(
    role: Account['role'],
    member: (account: Account, token: string) => Member,
  ): AsyncGenerator<Member[]> {
    for await (const accounts of accountPages(client, role)) {
      const tokens = await logIn(accounts);
      yield accounts.map((account, index) => member(account, tokens[index]!));
    }
  }

  async function* once<Row>(read: () => Promise<Row[]>): AsyncGenerator<Row[]> {
    yield await read();
  }

  return {
    schools: once(() => schoolsOf(client)),
    classes: once(() => classesOf(client, today)),
    head: membersOf('head', ({ userId, schoolId }, token): WorldHead => [userId, token, schoolId - 1]),
    teacher: membersOf(
      'teacher',
      ({ userId, schoolId }, token): WorldTeacher => [userId, token, schoolId - 1],
    ),
    student: membersOf('student', ({ userId, classId, personId }, token): WorldStudent => {
      return [userId, token, classId! - 1, personId!];
    }),
  };
}
