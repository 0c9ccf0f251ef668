import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { sendJson } from '../../core/json-routes.ts';
import { cachePolicy } from '../cache-policy.ts';
import { limits } from '../documented.ts';
import { queries } from '../queries.ts';
import { type Resources, readThrough, SESSION, userIdOf } from './resources.ts';

/** What a returning student sees first: their courses, where they left off, and their latest bookmarks. */
export const dashboardRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, resources) => {
  app.get(
    '/api/dashboard',
    { config: { name: 'dashboard.read', access: SESSION, limits: [limits.general.name] } },
    async (request, reply) => {
      const userId = userIdOf(request);
      const entry = cachePolicy.dashboard(userId);
      return sendJson(reply, await readThrough(resources, entry, queries.dashboardRead, [userId]));
    },
  );
};
