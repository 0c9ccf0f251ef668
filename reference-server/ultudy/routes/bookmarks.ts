import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { cachePolicy } from '../cache-policy.ts';
import { limits } from '../documented.ts';
import { queries } from '../queries.ts';
import { Digits, type Resources, readThrough, SESSION, userIdOf } from './resources.ts';
import { writePage } from './write-page.ts';

/** Pages that a student has marked in a PDF, each with a note. */
export const bookmarkRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, resources) => {
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
      const { note } = request.body;
      const place = {
        userId: userIdOf(request),
        materialId: Number(request.params.materialId),
        page: Number(request.params.page),
      };
      const bookmark = [place.userId, place.materialId, place.page, note] as const;
      await writePage(resources, place, ({ id }) => ({
        update: (query) => query(queries.bookmarkUpdate, bookmark),
        insert: (query) => query(queries.bookmarkInsert, bookmark),
        entry: cachePolicy.bookmarks(place.userId, id),
      }));
      return { ...place, note };
    },
  );
};
