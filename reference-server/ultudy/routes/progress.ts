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

const Place = Strict({ page: Type.Integer({ minimum: 1, maximum: 100_000 }) });

/** How far a student has come in the PDFs of a course. */
export const progressRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, resources) => {
  const { database, cache } = resources;
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
      const userId = userIdOf(request);
      const { page } = request.body;
      const material = await requireMaterial(resources, userId, Number(request.params.materialId));
      requirePage(material, page);
      const place = [userId, material.id, page] as const;
      const { furthestPage } = await invalidatingAfter(
        () =>
          writeOnce(
            database,
            userId,
            (query) => query(queries.progressUpdate, place),
            (query) => query(queries.progressInsert, [...place, material.courseId]),
          ),
        () =>
          cache.invalidate(
            cachePolicy.progress(userId, material.courseId).key,
            cachePolicy.dashboard(userId).key,
          ),
      );
      return { userId, materialId: material.id, page, furthestPage };
    },
  );
};
