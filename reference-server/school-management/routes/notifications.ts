import { notFound } from '../../core/errors.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { access, inSchool, sessionOf } from '../authorisation.ts';
import { limits } from '../documented.ts';
import type { RoutesOfService } from './resources.ts';
import { RowNumber } from './schemas.ts';

/** A user's own notifications. */
export const notificationRoutes: RoutesOfService = async (app, { database, queries }) => {
  const counted = { access: access.anyUser, limits: [limits.general.name] };

  app.get(
    '/notifications',
    { config: { ...counted, name: 'notifications.list' } },
    async (request, reply) => {
      const { schoolId, userId } = sessionOf(request);
      const [row] = await inSchool(database, schoolId).query(queries.notificationsRead, [schoolId, userId]);
      return sendJson(reply, row?.body);
    },
  );

  app.put(
    '/notifications/:notificationId/read',
    {
      schema: { params: Strict({ notificationId: RowNumber }) },
      config: { ...counted, name: 'notification.mark-read' },
    },
    async (request) => {
      const { schoolId, userId } = sessionOf(request);
      const given = [schoolId, Number(request.params.notificationId), userId];
      const [marked] = await inSchool(database, schoolId).query(queries.notificationMarkRead, given);
      if (marked === undefined) throw notFound();
      return { id: marked.id, isRead: true };
    },
  );
};
