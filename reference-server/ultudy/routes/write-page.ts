import { type CacheEntry, invalidatingAfter } from '../../core/cache.ts';
import { AppError } from '../../core/errors.ts';
import type { Query } from '../../core/statement.ts';
import { cachePolicy } from '../cache-policy.ts';
import type { Material } from '../queries.ts';
import { type Resources, requireMaterial } from './resources.ts';
import { writeOnce } from './write-once.ts';

/** What is written about a page: the changed or the new row, and the entry that shows it, besides the dashboard. */
type PageWrite<Row> = {
  update: (query: Query) => Promise<Row[]>;
  insert: (query: Query) => Promise<Row[]>;
  entry: CacheEntry;
};

/**
 * Writes something of a user about a page of a PDF.
 * @throws AppError 404, 403 NOT_ENROLLED, 400 NO_SUCH_PAGE
 */
export async function writePage<Row>(
  resources: Resources,
  { userId, materialId, page }: { userId: string; materialId: number; page: number },
  writeOf: (material: Material) => PageWrite<Row>,
): Promise<Row> {
  const material = await requireMaterial(resources, userId, materialId);
  if (page > material.pages) {
    throw new AppError(400, 'NO_SUCH_PAGE', `This PDF has ${material.pages} pages.`);
  }
  const { update, insert, entry } = writeOf(material);
  return invalidatingAfter(
    () => writeOnce(resources.database, userId, update, insert),
    () => resources.cache.invalidate(entry.key, cachePolicy.dashboard(userId).key),
  );
}
