import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { cachePolicy } from '../cache-policy.ts';
import { limits } from '../documented.ts';
import { queries } from '../queries.ts';
import { Digits, type Resources, readThrough, SESSION, userIdOf } from './resources.ts';
import { writePage } from './write-page.ts';

const Place = Strict({ page: Type.Integer({ minimum: 1, maximum: 100_000 }) });

/** How far a student has come in the PDFs of a course. */
export const progressRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, resources) => {
  const config = { access: SESSION, limits: [limits.general.name] };

  app.get(
    '/api/courses/:courseId/progress',
    { schema: { params: Strict({ courseId: Digits }) }, config: { ...config, name: 'progress.read' } },
    async (request, reply) => {
      const parameters = [userIdOf(request), Number(request.params.courseId)] as const;
      const entry = cachePolicy.progress(...parameters);
      return sendJson(reply, await readThrough(resources, entry, queries.progressRead, parameters));
    },
  );

  app.put(
    '/api/materials/:materialId/progress',
    {
      schema: { params: Strict({ materialId: Digits }), body: Place },
      config: { ...config, name: 'progress.record' },
    },
    async (request) => {
      const place = {
        userId: userIdOf(request),
        materialId: Number(request.params.materialId),
        page: request.body.page,
      };
      const progress = [place.userId, place.materialId, place.page] as const;
      const { furthestPage } = await writePage(resources, place, ({ courseId }) => ({
        update: (query) => query(queries.progressUpdate, progress),
        insert: (query) => query(queries.progressInsert, [...progress, courseId]),
        entry: cachePolicy.progress(place.userId, courseId),
      }));
      return { ...place, furthestPage };
    },
  );
};
