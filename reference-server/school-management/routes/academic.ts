import Type from 'typebox';
import { AppError, forbidden, notFound } from '../../core/errors.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { access, inSchool, requireClass, requireStaff, sessionOf } from '../authorisation.ts';
import { cachePolicy } from '../cache-policy.ts';
import { limits } from '../documented.ts';
import type { RoutesOfService } from './resources.ts';
import { Day, RowInteger, RowNumber, Text, Title } from './schemas.ts';

const STATUSES = ['present', 'absent', 'late'] as const;

const OF_CLASS = Strict({ classId: RowNumber });
const OF_CLASS_AND_DAY = Strict({ classId: RowNumber, day: Day });
const MARKS = Strict({
  marks: Type.Array(
    Strict({ studentId: RowInteger, status: Type.Union(STATUSES.map((status) => Type.Literal(status))) }),
    { minItems: 1, maxItems: 200 },
  ),
});
const HOMEWORK = Strict({
  classId: RowInteger,
  subject: Type.String({ minLength: 1, maxLength: 100 }),
  title: Title,
  dueDate: Day,
});

/** Timetable, attendance and homework. */
export const academicRoutes: RoutesOfService = async (app, { database, cache, queries }) => {
  const counted = { limits: [limits.general.name], access: access.anyUser };

  app.get(
    '/timetable/:classId',
    { schema: { params: OF_CLASS }, config: { ...counted, name: 'timetable.read' } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { schoolId } = session;
      const classId = Number(request.params.classId);
      requireClass(session, classId);
      const text = await cache.read(cachePolicy.timetable(schoolId, classId), async (freshness) => {
        const own = inSchool(database, schoolId);
        const [row] = await own.read(freshness, queries.timetableRead, [schoolId, classId]);
        return row?.body ?? null;
      });
      return sendJson(reply, text);
    },
  );

  app.get(
    '/attendance/classes/:classId/days/:day',
    { schema: { params: OF_CLASS_AND_DAY }, config: { ...counted, name: 'attendance.read' } },
    async (request, reply) => {
      const session = sessionOf(request);
      requireStaff(session);
      const { schoolId } = session;
      const { classId, day } = request.params;
      const own = inSchool(database, schoolId);
      const [row] = await own.query(queries.attendanceOfClass, [schoolId, Number(classId), day]);
      return sendJson(reply, row?.body);
    },
  );

  app.put(
    '/attendance/classes/:classId/days/:day',
    { schema: { params: OF_CLASS_AND_DAY, body: MARKS }, config: { ...counted, name: 'attendance.mark' } },
    async (request) => {
      const session = sessionOf(request);
      requireStaff(session);
      const { schoolId, userId } = session;
      const { marks } = request.body;
      const { day } = request.params;
      const classId = Number(request.params.classId);
      if (new Set(marks.map(({ studentId }) => studentId)).size < marks.length)
        throw new AppError(400, 'MARKED_TWICE', 'A student has two marks.');
      const marked = await cache.invalidating(cachePolicy.dashboard(schoolId, 'attendance', day).key, () =>
        inSchool(database, schoolId).query(queries.attendanceMark, [
          schoolId,
          classId,
          day,
          userId,
          JSON.stringify(marks),
        ]),
      );
      if (marked.length === 0) throw notFound();
      return { classId, day, marked: marked.length };
    },
  );

  app.get(
    '/attendance/students/:studentId',
    {
      schema: { params: Strict({ studentId: RowNumber }) },
      config: { ...counted, name: 'attendance.of-student' },
    },
    async (request, reply) => {
      const { role, schoolId, personId } = sessionOf(request);
      const studentId = Number(request.params.studentId);
      if (role === 'student' && personId !== studentId) throw notFound();
      const own = inSchool(database, schoolId);
      const [row] = await own.query(queries.attendanceOfStudent, [schoolId, studentId]);
      return sendJson(reply, row?.body);
    },
  );

  app.get(
    '/homework/classes/:classId/from/:day',
    { schema: { params: OF_CLASS_AND_DAY }, config: { ...counted, name: 'homework.list' } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { schoolId } = session;
      const { day } = request.params;
      const classId = Number(request.params.classId);
      requireClass(session, classId);
      const own = inSchool(database, schoolId);
      const [row] = await own.query(queries.homeworkOfClass, [schoolId, classId, day]);
      return sendJson(reply, row?.body);
    },
  );

  app.post(
    '/homework',
    { schema: { body: HOMEWORK }, config: { ...counted, name: 'homework.set' } },
    async (request, reply) => {
      const session = sessionOf(request);
      requireStaff(session);
      const { schoolId, userId } = session;
      const { classId, subject, title, dueDate } = request.body;
      // Set and announced together, or not at all.
      const homework = await cache.invalidating(cachePolicy.dashboard(schoolId, 'homework').key, () =>
        inSchool(database, schoolId).transaction(async (query) => {
          const given = [schoolId, classId, userId, subject, title, dueDate];
          const [inserted] = await query(queries.homeworkInsert, given);
          if (inserted === undefined) throw notFound();
          await query(queries.classNotify, [schoolId, classId, `${subject}: ${title}`, `Due on ${dueDate}.`]);
          return inserted;
        }),
      );
      return reply.code(201).send({ id: homework.id, classId, subject, title, dueDate });
    },
  );

  app.put(
    '/homework/:homeworkId/submission',
    {
      schema: { params: Strict({ homeworkId: RowNumber }), body: Strict({ answer: Text }) },
      config: { ...counted, access: access.student, name: 'homework.hand-in' },
    },
    async (request) => {
      const { schoolId, personId, classId } = sessionOf(request);
      if (personId === null || classId === null) throw forbidden();
      const homeworkId = Number(request.params.homeworkId);
      const given = [schoolId, homeworkId, personId, classId, request.body.answer];
      const [kept] = await cache.invalidating(cachePolicy.dashboard(schoolId, 'homework').key, () =>
        inSchool(database, schoolId).query(queries.homeworkHandIn, given),
      );
      if (kept === undefined) throw notFound();
      return { homeworkId, studentId: personId, handedInAt: kept.handedInAt };
    },
  );

  app.get(
    '/homework/:homeworkId/submissions',
    {
      schema: { params: Strict({ homeworkId: RowNumber }) },
      config: { ...counted, name: 'homework.submissions' },
    },
    async (request, reply) => {
      const session = sessionOf(request);
      requireStaff(session);
      const { schoolId } = session;
      const homeworkId = Number(request.params.homeworkId);
      const own = inSchool(database, schoolId);
      const [row] = await own.query(queries.submissionsRead, [schoolId, homeworkId]);
      return sendJson(reply, row?.body);
    },
  );
};
