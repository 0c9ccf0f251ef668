import type pg from 'pg';

export type Role = 'student' | 'lecturer';
export type Account = { userId: string; role: Role; name: string; semesterPlanId: string | null };

const ACCOUNTS_PER_PAGE = 5_000;

/** All accounts of a role in the order of their ids, page by page, so that memory does not grow with users. */
export async function* accountPages(client: pg.Client, role: Role): AsyncGenerator<Account[]> {
  let after = '';
  for (;;) {
    const { rows } = await client.query<Account>(
      `SELECT user_id AS "userId", role, display_name AS name, semester_plan_id AS "semesterPlanId"
       FROM accounts WHERE role = $1 AND user_id > $2 ORDER BY user_id LIMIT $3`,
      [role, after, ACCOUNTS_PER_PAGE],
    );
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.userId;
  }
}
