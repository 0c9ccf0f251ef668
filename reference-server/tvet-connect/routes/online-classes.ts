import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Cache, Load } from '../../core/cache.ts';
import { AppError, notFound } from '../../core/errors.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { access, requirePlan, requireVisible, sessionOf } from '../authorisation.ts';
import { cachePolicy } from '../cache-policy.ts';
import { queries } from '../queries.ts';
import type { Resources } from './resources.ts';
import { DurationMinutes, Id, Name, pathParameter } from './schemas.ts';

const STATUSES = ['scheduled', 'ended'] as const;
const Status = Type.Union(STATUSES.map((status) => Type.Literal(status)));

const SCHEDULE = {
  body: Strict({
    semesterPlanId: Id,
    unitId: Id,
    className: Name,
    scheduledTime: Type.String({ format: 'instant' }),
    durationMinutes: Type.Optional(DurationMinutes),
    platform: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 100 })),
  }),
};
const LIST = {
  querystring: Strict({
    semesterPlanId: Id,
    day: Type.String({ format: 'day' }),
    status: Type.Optional(Status),
  }),
};
const ONE = { params: Strict({ id: Id }) };
const JOIN = { params: Strict({ id: Id, studentId: Id }) };

const DEFAULT_DURATION_MINUTES = 60;
const DEFAULT_PLATFORM = 'bigbluebutton';
const MEETING_URL = 'https://meet.tvet-connect.example/';

type OnlineClass = { semesterPlanId: string; lecturerId: string; scheduledTime: string | null };

/** Online classes: scheduled, listed, read, joined, ended. */
export const onlineClassRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, cache }) => {
  const { query } = database;
  const limits = ['general'];
  const classOf = (request: FastifyRequest) => cachePolicy.onlineClass(pathParameter(request, 'id'));
  const listOf = (request: FastifyRequest) => {
    const { semesterPlanId, day, status = null } = request.query as Static<typeof LIST.querystring>;
    return cachePolicy.classesOfDay(semesterPlanId, day, status);
  };

  app.post(
    '/online-classes',
    { schema: SCHEDULE, config: { name: 'class.schedule', access: access.lecturer, limits } },
    async (request, reply) => {
      const {
        semesterPlanId,
        unitId,
        className,
        scheduledTime,
        durationMinutes = DEFAULT_DURATION_MINUTES,
        platform = DEFAULT_PLATFORM,
      } = request.body;
      const meetingId = randomUUID();
      const [row] = await query(queries.classSchedule, [
        randomUUID(),
        semesterPlanId,
        unitId,
        sessionOf(request).userId,
        className,
        MEETING_URL + meetingId,
        meetingId,
        randomBytes(9).toString('base64url'),
        scheduledTime,
        durationMinutes,
        platform,
      ]);
      await invalidateLists(cache, JSON.parse(row!.body));
      return sendJson(reply.code(201), row!.body);
    },
  );

  app.get(
    '/online-classes',
    { schema: LIST, config: { name: 'class.list', access: access.anyUser, limits, reads: listOf } },
    async (request, reply) => {
      const { semesterPlanId, day, status = null } = request.query;
      requirePlan(sessionOf(request), semesterPlanId);
      const load: Load = async (freshness) => {
        const [row] = await database.read(freshness, queries.classesOfDay, [semesterPlanId, day, status]);
        return row?.body ?? null;
      };
      return sendJson(reply, await cache.read(listOf(request), load, request.lookup));
    },
  );

  app.get(
    '/online-classes/:id',
    { schema: ONE, config: { name: 'class.read', access: access.anyUser, limits, reads: classOf } },
    async (request, reply) => {
      const load: Load = async (freshness) => {
        const [row] = await database.read(freshness, queries.classRead, [request.params.id]);
        return row?.body ?? null;
      };
      const text = await cache.read(classOf(request), load, request.lookup);
      if (text === null) throw notFound();
      requireVisible(sessionOf(request), JSON.parse(text) as OnlineClass);
      return sendJson(reply, text);
    },
  );

  app.put(
    '/online-classes/:id/participants/:studentId',
    { schema: JOIN, config: { name: 'class.join', access: access.thatStudent, limits } },
    async (request) => {
      const { id, studentId } = request.params;
      const parameters = [id, studentId, sessionOf(request).semesterPlanId];
      const joined = await cache.invalidating(cachePolicy.onlineClass(id).key, async () => {
        const [added] = await query(queries.classJoin, parameters);
        if (added !== undefined) return added;
        const [state] = await query(queries.classState, parameters);
        if (state === undefined) throw notFound();
        // Joined before, perhaps by a request whose response was lost: the same response again.
        if (state.joined) return state;
        throw new AppError(409, 'CLASS_ENDED', 'This class has ended.');
      });
      const { meetingUrl, participantCount } = joined;
      return { id, studentId, joined: true, meetingUrl, participantCount };
    },
  );

  app.post(
    '/online-classes/:id/end',
    { schema: ONE, config: { name: 'class.end', access: access.lecturer, limits } },
    async (request, reply) => {
      const { id } = request.params;
      const [row] = await cache.invalidating(cachePolicy.onlineClass(id).key, () =>
        query(queries.classEnd, [id, sessionOf(request).userId]),
      );
      if (row === undefined) throw notFound();
      await invalidateLists(cache, JSON.parse(row.body));
      return sendJson(reply, row.body);
    },
  );
};

/** Scheduling or ending a class changes its day's lists, whatever their status, and its plan's progress. */
function invalidateLists(cache: Cache, { semesterPlanId, scheduledTime }: OnlineClass): Promise<void> {
  const progress = cachePolicy.semesterProgress(semesterPlanId).key;
  if (scheduledTime === null) return cache.invalidate(progress);
  const day = scheduledTime.slice(0, 'YYYY-MM-DD'.length);
  const lists = [null, ...STATUSES].map(
    (status) => cachePolicy.classesOfDay(semesterPlanId, day, status).key,
  );
  return cache.invalidate(progress, ...lists);
}
