import { notFound } from '../../core/errors.ts';
import { Strict } from '../../core/json-routes.ts';
import { access, inSchool, requireStaff, sessionOf } from '../authorisation.ts';
import { limits } from '../documented.ts';
import type { RoutesOfService } from './resources.ts';
import { RowInteger, Text, Title } from './schemas.ts';

/** What a school tells a class: a notification for everyone in it. */
export const announcementRoutes: RoutesOfService = async (app, { database, queries }) => {
  app.post(
    '/announcements',
    {
      schema: { body: Strict({ classId: RowInteger, title: Title, body: Text }) },
      config: { name: 'announcement.send', access: access.anyUser, limits: [limits.general.name] },
    },
    async (request, reply) => {
      const session = sessionOf(request);
      requireStaff(session);
      const { schoolId } = session;
      const { classId, title, body } = request.body;
      const own = inSchool(database, schoolId);
      const told = await own.query(queries.classNotify, [schoolId, classId, title, body]);
      if (told.length === 0) throw notFound();
      return reply.code(201).send({ classId, title, recipients: told.length });
    },
  );
};
