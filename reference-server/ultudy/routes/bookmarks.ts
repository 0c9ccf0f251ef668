import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { invalidatingAfter } from '../../core/cache.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { cachePolicy } from '../cache-policy.ts';
import { limits } from '../documented.ts';
import { queries } from '../queries.ts';
import {
  Digits,
  type Resources,
  readThrough,
  requireMaterial,
  requirePage,
  SESSION,
  userIdOf,
} from './resources.ts';
import { writeOnce } from './write-once.ts';

/** Pages that a student has marked in a PDF, each with a note. */
export const bookmarkRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, resources) => {
  const { database, cache } = resources;
  const config = { access: SESSION, limits: [limits.general.name] };

  app.get(
    '/api/materials/:materialId/bookmarks',
    { schema: { params: Strict({ materialId: Digits }) }, config: { ...config, name: 'bookmark.list' } },
    async (request, reply) => {
      const parameters = [userIdOf(request), Number(request.params.materialId)] as const;
      const entry = cachePolicy.bookmarks(...parameters);
      return sendJson(reply, await readThrough(resources, entry, queries.bookmarksRead, parameters));
    },
  );

  app.put(
    '/api/materials/:materialId/bookmarks/:page',
    {
      schema: {
        params: Strict({ materialId: Digits, page: Digits }),
        body: Strict({ note: Type.String({ maxLength: 2000 }) }),
      },
      config: { ...config, name: 'bookmark.set' },
    },
    async (request) => {
      const userId = userIdOf(request);
      const page = Number(request.params.page);
      const material = await requireMaterial(resources, userId, Number(request.params.materialId));
      requirePage(material, page);
      const bookmark = [userId, material.id, page, request.body.note] as const;
      await invalidatingAfter(
        () =>
          writeOnce(
            database,
            userId,
            (query) => query(queries.bookmarkUpdate, bookmark),
            (query) => query(queries.bookmarkInsert, bookmark),
          ),
        () =>
          cache.invalidate(cachePolicy.bookmarks(userId, material.id).key, cachePolicy.dashboard(userId).key),
      );
      return { userId, materialId: material.id, page, note: request.body.note };
    },
  );
};
