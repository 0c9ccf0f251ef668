import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Load } from '../../core/cache.ts';
import { AppError, notFound } from '../../core/errors.ts';
import { Strict } from '../../core/json-routes.ts';
import { access, requireVisible, sessionOf } from '../authorisation.ts';
import { cachePolicy } from '../cache-policy.ts';
import { queries } from '../queries.ts';
import type { Session } from '../session-record.ts';
import type { Resources } from './resources.ts';
import { DurationMinutes, Id, Name, pathParameter } from './schemas.ts';

const OPEN = {
  body: Strict({
    semesterPlanId: Id,
    unitId: Id,
    sessionName: Name,
    durationMinutes: Type.Optional(DurationMinutes),
  }),
};
const ONE = { params: Strict({ id: Id }) };
const CHECK_IN = { params: Strict({ id: Id, studentId: Id }) };

const DEFAULT_DURATION_MINUTES = 15;

/** An attendance session as it is cached: whole, for everyone who may see it. */
type AttendanceSession = {
  id: string;
  semesterPlanId: string;
  unitId: string;
  lecturerId: string;
  sessionName: string;
  isActive: boolean;
  durationMinutes: number;
  attendees: string[];
};

/** Attendance sessions: opened, read, checked in to, closed. */
export const attendanceRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, cache }) => {
  const { query } = database;
  const limits = ['general'];
  const entryOf = (request: FastifyRequest) => cachePolicy.attendanceSession(pathParameter(request, 'id'));

  app.post(
    '/attendance-sessions',
    { schema: OPEN, config: { name: 'attendance.open', access: access.lecturer, limits } },
    async (request, reply) => {
      const session = sessionOf(request);
      const {
        semesterPlanId,
        unitId,
        sessionName,
        durationMinutes = DEFAULT_DURATION_MINUTES,
      } = request.body;
      const [row] = await query(queries.attendanceOpen, [
        randomUUID(),
        semesterPlanId,
        unitId,
        session.userId,
        sessionName,
        durationMinutes,
      ]);
      return reply.code(201).send(viewFor(session, JSON.parse(row!.body)));
    },
  );

  app.get(
    '/attendance-sessions/:id',
    { schema: ONE, config: { name: 'attendance.read', access: access.anyUser, limits, reads: entryOf } },
    async (request) => {
      const session = sessionOf(request);
      const load: Load = async (freshness) => {
        const [row] = await database.read(freshness, queries.attendanceRead, [request.params.id]);
        return row?.body ?? null;
      };
      const text = await cache.read(entryOf(request), load, request.lookup);
      if (text === null) throw notFound();
      const attendance = JSON.parse(text) as AttendanceSession;
      requireVisible(session, attendance);
      return viewFor(session, attendance);
    },
  );

  app.put(
    '/attendance-sessions/:id/attendees/:studentId',
    { schema: CHECK_IN, config: { name: 'attendance.check-in', access: access.thatStudent, limits } },
    async (request) => {
      const { id, studentId } = request.params;
      const parameters = [id, studentId, sessionOf(request).semesterPlanId];
      const attendeeCount = await cache.invalidating(cachePolicy.attendanceSession(id).key, async () => {
        const [added] = await query(queries.attendanceCheckIn, parameters);
        if (added !== undefined) return added.attendeeCount;
        const [state] = await query(queries.attendanceState, parameters);
        if (state === undefined) throw notFound();
        // Checked in before, perhaps by a request whose response was lost: the same response again, even when closed.
        if (state.checkedIn) return state.attendeeCount;
        throw new AppError(409, 'SESSION_CLOSED', 'This attendance session is closed.');
      });
      return { id, studentId, checkedIn: true, attendeeCount };
    },
  );

  app.post(
    '/attendance-sessions/:id/close',
    { schema: ONE, config: { name: 'attendance.close', access: access.lecturer, limits } },
    async (request) => {
      const session = sessionOf(request);
      const { id } = request.params;
      const [row] = await cache.invalidating(cachePolicy.attendanceSession(id).key, () =>
        query(queries.attendanceClose, [id, session.userId]),
      );
      if (row === undefined) throw notFound();
      const attendance = JSON.parse(row.body) as AttendanceSession;
      await cache.invalidate(cachePolicy.semesterProgress(attendance.semesterPlanId).key);
      return viewFor(session, attendance);
    },
  );
};

/** A student learns whether they are checked in; only the lecturer sees who else is. */
function viewFor(session: Session, { attendees, ...attendance }: AttendanceSession) {
  const view = { ...attendance, attendeeCount: attendees.length };
  return session.role === 'lecturer'
    ? { ...view, attendees }
    : { ...view, checkedIn: attendees.includes(session.userId) };
}
