import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Load } from '../../core/cache.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { access } from '../authorisation.ts';
import { cachePolicy } from '../cache-policy.ts';
import { queries } from '../queries.ts';
import type { Resources } from './resources.ts';
import { ContentType, Id, Payload, pathParameter } from './schemas.ts';

const LIST = {
  params: Strict({ lecturerId: Id }),
  querystring: Strict({ contentType: Type.Optional(ContentType), semesterPlanId: Type.Optional(Id) }),
};
const ADD = {
  params: Strict({ lecturerId: Id }),
  body: Strict({ contentType: ContentType, contentData: Payload, semesterPlanId: Id }),
};
const CHANGE = {
  // Up to 9 digits: within PostgreSQL's integer.
  params: Strict({ lecturerId: Id, contentId: Type.String({ pattern: '^[0-9]{1,9}$' }) }),
  body: Strict({ contentType: ContentType, contentData: Payload }),
};

/** A lecturer's dashboard content. */
export const contentRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, cache }) => {
  const { query } = database;
  const config = { access: access.thatLecturer, limits: ['general'] };

  const unfilteredOf = (request: FastifyRequest) =>
    Object.keys(request.query as object).length === 0
      ? cachePolicy.lecturerDashboard(pathParameter(request, 'lecturerId'))
      : null;

  app.get(
    '/lecturers/:lecturerId/content',
    { schema: LIST, config: { ...config, name: 'content.read', reads: unfilteredOf } },
    async (request, reply) => {
      const { lecturerId } = request.params;
      const entry = unfilteredOf(request);
      if (entry === null) {
        const { contentType = null, semesterPlanId = null } = request.query;
        const [row] = await query(queries.contentFiltered, [lecturerId, contentType, semesterPlanId]);
        return sendJson(reply, row?.body);
      }
      const load: Load = async (freshness) => {
        const [row] = await database.read(freshness, queries.contentNewest, [lecturerId]);
        return row?.body ?? null;
      };
      return sendJson(reply, await cache.read(entry, load, request.lookup));
    },
  );

  app.post(
    '/lecturers/:lecturerId/content',
    { schema: ADD, config: { ...config, name: 'content.add' } },
    async (request, reply) => {
      const { lecturerId } = request.params;
      const { contentType, contentData, semesterPlanId } = request.body;
      const parameters = [lecturerId, contentType, JSON.stringify(contentData), semesterPlanId];
      const [item] = await cache.invalidating(cachePolicy.lecturerDashboard(lecturerId).key, () =>
        query(queries.contentInsert, parameters),
      );
      return sendJson(reply.code(201), item?.body);
    },
  );

  app.put(
    '/lecturers/:lecturerId/content/:contentId',
    { schema: CHANGE, config: { ...config, name: 'content.change' } },
    async (request, reply) => {
      const { lecturerId, contentId } = request.params;
      const { contentType, contentData } = request.body;
      const parameters = [lecturerId, Number(contentId), contentType, JSON.stringify(contentData)];
      const [item] = await cache.invalidating(cachePolicy.lecturerDashboard(lecturerId).key, () =>
        query(queries.contentUpdate, parameters),
      );
      return sendJson(reply, item?.body);
    },
  );
};
