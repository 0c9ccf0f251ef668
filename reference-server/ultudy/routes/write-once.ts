import type { Database } from '../../core/database.ts';
import type { Query } from '../../core/statement.ts';
import { queries } from '../queries.ts';

/**
 * Changes a user's row, or inserts it if there is none. Without the document's migration no unique index would stop two first writes from
 * inserting the same row twice, so they wait for each other at the lock of their user.
 */
export async function writeOnce<Row>(
  { query, transaction }: Database,
  userId: string,
  update: (query: Query) => Promise<Row[]>,
  insert: (query: Query) => Promise<Row[]>,
): Promise<Row> {
  const [changed] = await update(query);
  if (changed !== undefined) return changed;
  return transaction(async (queryInside) => {
    await queryInside(queries.userLock, [userId]);
    const [written] = await update(queryInside);
    const [row] = written ? [written] : await insert(queryInside);
    return row!;
  });
}
