import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { Load } from '../../core/cache.ts';
import type { Database } from '../../core/database.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { access } from '../authorisation.ts';
import { cachePolicy } from '../cache-policy.ts';
import { queries } from '../queries.ts';
import type { Resources } from './resources.ts';
import { Id, Payload, pathParameter } from './schemas.ts';

const Params = Strict({ studentId: Id });

/** A student's sync status. */
export const syncRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, cache }) => {
  const config = { access: access.thatStudent, limits: ['general'] };

  const entryOf = (request: FastifyRequest) => cachePolicy.studentSync(pathParameter(request, 'studentId'));

  app.get(
    '/students/:studentId/sync',
    { schema: { params: Params }, config: { ...config, name: 'sync.read', reads: entryOf } },
    async (request, reply) => {
      const load: Load = async (freshness) => {
        const [row] = await database.read(freshness, queries.syncRead, [request.params.studentId]);
        return row?.body ?? null;
      };
      return sendJson(reply, await cache.read(entryOf(request), load, request.lookup));
    },
  );

  app.put(
    '/students/:studentId/sync',
    {
      schema: { params: Params, body: Strict({ syncData: Payload }) },
      config: { ...config, name: 'sync.write' },
    },
    async (request) => {
      const { studentId } = request.params;
      const syncData = JSON.stringify(request.body.syncData);
      const lastSync = await cache.invalidating(cachePolicy.studentSync(studentId).key, () =>
        writeSync(database, studentId, syncData),
      );
      return { studentId, lastSync };
    },
  );
};

/**
 * The table allows several rows for a student, so a student's first write must not race with another: both would insert. It waits
 * for the account's lock; every later write is one UPDATE.
 */
async function writeSync(
  { query, transaction }: Database,
  studentId: string,
  syncData: string,
): Promise<string> {
  const [updated] = await query(queries.syncUpdate, [studentId, syncData]);
  if (updated !== undefined) return updated.lastSync;
  return transaction(async (queryInside) => {
    await queryInside(queries.accountLock, [studentId]);
    const [written] = await queryInside(queries.syncUpdate, [studentId, syncData]);
    const [row] = written ? [written] : await queryInside(queries.syncInsert, [studentId, syncData]);
    return row!.lastSync;
  });
}
