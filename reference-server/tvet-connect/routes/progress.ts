import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { Load } from '../../core/cache.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { access, requirePlan, sessionOf } from '../authorisation.ts';
import { cachePolicy } from '../cache-policy.ts';
import { queries } from '../queries.ts';
import type { Resources } from './resources.ts';
import { Id, pathParameter } from './schemas.ts';

/** The progress of a semester plan: the heavy operation, aggregated over all its sessions and classes. */
export const progressRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, cache }) => {
  const entryOf = (request: FastifyRequest) =>
    cachePolicy.semesterProgress(pathParameter(request, 'semesterPlanId'));

  app.get(
    '/semester-plans/:semesterPlanId/progress',
    {
      schema: { params: Strict({ semesterPlanId: Id }) },
      config: { name: 'progress.read', access: access.anyUser, limits: ['general', 'heavy'], reads: entryOf },
    },
    async (request, reply) => {
      const { semesterPlanId } = request.params;
      requirePlan(sessionOf(request), semesterPlanId);
      const load: Load = async (freshness) => {
        const [row] = await database.read(freshness, queries.semesterProgress, [semesterPlanId]);
        return row?.body ?? null;
      };
      return sendJson(reply, await cache.read(entryOf(request), load, request.lookup));
    },
  );
};
