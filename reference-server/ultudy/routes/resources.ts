import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Access } from '../../core/access.ts';
import type { Cache, CacheEntry } from '../../core/cache.ts';
import type { Database } from '../../core/database.ts';
import { AppError, notFound } from '../../core/errors.ts';
import type { ObjectStorage } from '../../core/object-storage.ts';
import type { Sessions } from '../../core/sessions.ts';
import type { Parameter, Statement } from '../../core/statement.ts';
import { cachePolicy } from '../cache-policy.ts';
import { type JsonRow, type Material, queries } from '../queries.ts';
import type { Session } from '../session-record.ts';

/** What every group of routes receives. */
export type Resources = {
  database: Database;
  cache: Cache;
  storage: ObjectStorage | null;
  sessions: Sessions<Session>;
};

/** Everything but the log-in needs a session. Users only ever see and change what is their own. */
export const SESSION: Access = { kind: 'session' };

/** The number of a course, a material or a page, in a path or a query: small enough for an INTEGER. */
export const Digits = Type.String({ pattern: '^[1-9][0-9]{0,8}$' });

export function userIdOf({ principal }: FastifyRequest): string {
  return principal!.userId;
}

/** The cached text of an entry; if there is none, what the statement returns: the document's `queryRead` behind its cache. */
export function readThrough(
  { database, cache }: Pick<Resources, 'database' | 'cache'>,
  entry: CacheEntry,
  wanted: Statement<JsonRow>,
  parameters: readonly Parameter[],
  lookup?: FastifyRequest['lookup'],
): Promise<string | null> {
  const load = async (freshness: 'latest' | 'may-lag') =>
    (await database.read(freshness, wanted, parameters))[0]?.body ?? null;
  return cache.read(entry, load, lookup);
}

/**
 * A PDF of a course that the user takes.
 * @throws AppError 404 if there is no such PDF, 403 NOT_ENROLLED for one of another course: that it exists is no secret
 */
export async function requireMaterial(
  resources: Resources,
  userId: string,
  materialId: number,
): Promise<Material> {
  const [material, enrolments] = await Promise.all([
    readThrough(resources, cachePolicy.material(materialId), queries.materialRead, [materialId]),
    readThrough(resources, cachePolicy.enrolments(userId), queries.enrolmentsRead, [userId]),
  ]);
  if (material === null) throw notFound();
  const found = JSON.parse(material) as Material;
  const courseIds = JSON.parse(enrolments ?? '[]') as number[];
  if (!courseIds.includes(found.courseId)) {
    throw new AppError(403, 'NOT_ENROLLED', 'Enrol in the course of this PDF first.');
  }
  return found;
}
