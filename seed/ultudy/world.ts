import type pg from 'pg';
import type { WorldUser } from '../../harness/model/platform.ts';
import type { WorldAuthor, WorldCourse, WorldMaterial, WorldStudent } from '../../scenarios/ultudy/world.ts';
import type { WorldReading } from '../platform-seed.ts';
import type { PlannedMaterial } from './catalogue.ts';
import { partSha256sOf, pdfOf } from './material-files.ts';

export type Account = WorldUser & { name: string };

const STUDENTS_PER_PAGE = 5_000;

/** Courses come first, because students refer to them by index. */
export function world({
  client,
  randomSeed,
  logIn,
}: WorldReading<Account>): Record<string, AsyncIterable<unknown[]>> {
  const courseIndexes = new Map<number, number>();

  async function* courses(): AsyncGenerator<WorldCourse[]> {
    const { rows } = await client.query<{ id: number; subject: string; materials: SeededMaterial[] }>(
      `SELECT c.id, c.subject, json_agg(json_build_object('id', m.id, 'title', m.title, 'pages', m.pages) ORDER BY m.position) AS materials
       FROM courses c JOIN materials m ON m.course_id = c.id GROUP BY c.id ORDER BY c.id`,
    );
    for (const [index, { id, subject, materials }] of rows.entries()) {
      courseIndexes.set(id, index);
      yield [[id, subject, materials.map((material) => worldMaterial(material, randomSeed))]];
    }
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

type SeededMaterial = Pick<PlannedMaterial, 'id' | 'title' | 'pages'>;

/** Made once more, because a database that was seeded earlier keeps no checksums of parts. */
function worldMaterial(material: SeededMaterial, randomSeed: number): WorldMaterial {
  const pdf = pdfOf(material, randomSeed);
  return [material.id, material.pages, pdf.length, partSha256sOf(pdf, material.pages)];
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
