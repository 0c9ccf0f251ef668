import type { FastifyReply } from 'fastify';
import type { CacheEntry } from '../../core/cache.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import type { Parameter, Statement } from '../../core/statement.ts';
import { access, inSchool, requireClass, requireStaff, sessionOf } from '../authorisation.ts';
import { cachePolicy } from '../cache-policy.ts';
import { limits } from '../documented.ts';
import type { JsonRow } from '../queries/json.ts';
import type { RoutesOfService } from './resources.ts';
import { Day, RowNumber } from './schemas.ts';

/** The school, its classes, and the numbers of the head's dashboard, each a request of its own. */
export const schoolRoutes: RoutesOfService = async (app, { database, cache, queries }) => {
  const counted = { limits: [limits.general.name] };

  /** Sends a value of one school through the cache. The school is the first parameter of the statement. */
  async function sendCached(
    reply: FastifyReply,
    schoolId: number,
    entry: CacheEntry,
    statement: Statement<JsonRow>,
    ...parameters: Parameter[]
  ): Promise<FastifyReply> {
    const text = await cache.read(entry, async (freshness) => {
      const own = inSchool(database, schoolId);
      const [row] = await own.read(freshness, statement, [schoolId, ...parameters]);
      return row?.body ?? null;
    });
    return sendJson(reply, text);
  }

  app.get(
    '/school',
    { config: { ...counted, name: 'school.read', access: access.anyUser } },
    async (request, reply) => {
      const { schoolId } = sessionOf(request);
      return sendCached(reply, schoolId, cachePolicy.school(schoolId), queries.schoolRead);
    },
  );

  app.get(
    '/classes',
    { config: { ...counted, name: 'classes.list', access: access.anyUser } },
    async (request, reply) => {
      const session = sessionOf(request);
      requireStaff(session);
      const { schoolId } = session;
      return sendCached(reply, schoolId, cachePolicy.classes(schoolId), queries.classesRead);
    },
  );

  app.get(
    '/classes/:classId/students',
    {
      schema: { params: Strict({ classId: RowNumber }) },
      config: { ...counted, name: 'class.students', access: access.anyUser },
    },
    async (request, reply) => {
      const session = sessionOf(request);
      const classId = Number(request.params.classId);
      requireClass(session, classId);
      const { schoolId } = session;
      const entry = cachePolicy.classList(schoolId, classId);
      return sendCached(reply, schoolId, entry, queries.classListRead, classId);
    },
  );

  app.get(
    '/dashboard/people',
    { config: { ...counted, name: 'dashboard.people', access: access.head } },
    async (request, reply) => {
      const { schoolId } = sessionOf(request);
      return sendCached(reply, schoolId, cachePolicy.dashboard(schoolId, 'people'), queries.peopleCount);
    },
  );

  app.get(
    '/dashboard/attendance/:day',
    {
      schema: { params: Strict({ day: Day }) },
      config: { ...counted, name: 'dashboard.attendance', access: access.head },
    },
    async (request, reply) => {
      const { schoolId } = sessionOf(request);
      const { day } = request.params;
      const entry = cachePolicy.dashboard(schoolId, 'attendance', day);
      return sendCached(reply, schoolId, entry, queries.attendanceCount, day);
    },
  );

  app.get(
    '/dashboard/homework',
    { config: { ...counted, name: 'dashboard.homework', access: access.head } },
    async (request, reply) => {
      const { schoolId } = sessionOf(request);
      return sendCached(reply, schoolId, cachePolicy.dashboard(schoolId, 'homework'), queries.homeworkCount);
    },
  );
};
