import type pg from 'pg';
import type { WorldUser } from '../../harness/model/platform.ts';
import type { WorldAuthor, WorldCourse, WorldStudent } from '../../scenarios/ultudy/world.ts';
import type { WorldReading } from '../platform-seed.ts';

export type Account = WorldUser & { name: string };

const STUDENTS_PER_PAGE = 5_000;

/** Courses come first, because students refer to them by index. */
export function world({ client, logIn }: WorldReading<Account>): Record<string, AsyncIterable<unknown[]>> {
  const courseIndexes = new Map<number, number>();

  async function* courses(): AsyncGenerator<WorldCourse[]> {
    const { rows } = await client.query<{ id: number; subject: string; materials: WorldCourse[2] }>(
      `SELECT c.id, c.subject, json_agg(json_build_array(m.id, m.pages, m.size_bytes) ORDER BY m.position) AS materials
       FROM courses c JOIN materials m ON m.course_id = c.id GROUP BY c.id ORDER BY c.id`,
    );
    yield rows.map(({ id, subject, materials }, index): WorldCourse => {
      courseIndexes.set(id, index);
      return [id, subject, materials];
    });
  }

  async function* authors(): AsyncGenerator<WorldAuthor[]> {
    const { rows } = await client.query<Account>(
      `SELECT user_id AS "userId", role, display_name AS name FROM users WHERE role = 'author' ORDER BY user_id`,
    );
    const tokens = await logIn(rows);
    yield rows.map(({ userId }, index): WorldAuthor => [userId, tokens[index]!]);
  }

  async function* students(): AsyncGenerator<WorldStudent[]> {
    let after = '';
    for (;;) {
      const rows = await studentPage(client, after);
      if (rows.length === 0) return;
      const tokens = await logIn(rows);
      yield rows.map(
        ({ userId, courseIds }, index): WorldStudent => [
          userId,
          tokens[index]!,
          courseIds.map((id) => courseIndexes.get(id)!),
        ],
      );
      after = rows.at(-1)!.userId;
    }
  }

  return { courses: courses(), authors: authors(), students: students() };
}

/** Without the document's indexes a lookup for each user would read the whole table, so enrolments are joined as sets. */
async function studentPage(client: pg.Client, after: string): Promise<(Account & { courseIds: number[] })[]> {
  const { rows } = await client.query(
    `WITH page AS (
       SELECT user_id, role, display_name FROM users WHERE role = 'student' AND user_id > $1 ORDER BY user_id LIMIT $2
     )
     SELECT user_id AS "userId", role, display_name AS name, array_agg(course_id ORDER BY e.id) AS "courseIds"
     FROM page JOIN enrolments e USING (user_id) GROUP BY user_id, role, display_name ORDER BY user_id`,
    [after, STUDENTS_PER_PAGE],
  );
  return rows;
}
