import Type from 'typebox';
import { AppError } from '../../core/errors.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import { verifyPassword } from '../../core/passwords.ts';
import { sessionTokenOf } from '../../core/session-gate.ts';
import { access, inSchool, sessionOf } from '../authorisation.ts';
import { limits } from '../documented.ts';
import { schoolOfUserId } from '../session-record.ts';
import type { RoutesOfService } from './resources.ts';

const { general, login } = limits;

const LOGIN = {
  body: Strict({
    userId: Type.String({ minLength: 1, maxLength: 40 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
  }),
};

/** Logging in and out, and who one is. */
export const authRoutes: RoutesOfService = async (app, { database, sessions, queries }) => {
  app.post(
    '/auth/login',
    {
      schema: LOGIN,
      config: { name: 'auth.login', access: access.anyone, limits: [general.name, login.name] },
    },
    async ({ body: { userId, password } }) => {
      const schoolId = schoolOfUserId(userId);
      const [user] =
        schoolId === null
          ? []
          : await inSchool(database, schoolId).query(queries.passwordOf, [schoolId, userId]);
      // As slow without a user as with one.
      if (!(await verifyPassword(password, user?.passwordHash ?? null)))
        throw new AppError(401, 'WRONG_CREDENTIALS', 'The user id or the password is wrong.');
      const { token, expiresAtMs } = await sessions.open(userId);
      return { token, userId, expiresAt: new Date(expiresAtMs).toISOString() };
    },
  );

  app.post(
    '/auth/logout',
    { config: { name: 'auth.logout', access: access.tokenHolder, limits: [general.name] } },
    async (request, reply) => {
      await sessions.close(sessionTokenOf(request)!); // the access rule has checked that there is one
      return reply.code(204).send();
    },
  );

  app.get(
    '/auth/me',
    { config: { name: 'auth.me', access: access.anyUser, limits: [general.name] } },
    async (request, reply) => {
      const { schoolId, userId } = sessionOf(request);
      const [row] = await inSchool(database, schoolId).query(queries.meRead, [schoolId, userId]);
      return sendJson(reply, row?.body);
    },
  );
};
