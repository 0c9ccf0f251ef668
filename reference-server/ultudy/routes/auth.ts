import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../core/errors.ts';
import { Strict } from '../../core/json-routes.ts';
import { verifyPassword } from '../../core/passwords.ts';
import { sessionTokenOf } from '../../core/session-gate.ts';
import { limits } from '../documented.ts';
import { queries } from '../queries.ts';
import type { Resources } from './resources.ts';

const LogIn = Strict({
  email: Type.String({ minLength: 3, maxLength: 255 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
});

export const authRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, sessions }) => {
  app.post(
    '/api/auth/login',
    {
      schema: { body: LogIn },
      config: { name: 'auth.login', access: { kind: 'anyone' }, limits: [limits.auth.name] },
    },
    async ({ body: { email, password } }) => {
      const [user] = await database.query(queries.userForLogIn, [email.toLowerCase()]);
      const isRight = await verifyPassword(password, user?.passwordHash ?? null);
      // The same answer for an unknown address and a wrong password.
      if (user === undefined || !isRight) {
        throw new AppError(401, 'WRONG_CREDENTIALS', 'The e-mail address or the password is wrong.');
      }
      const { userId, role, name } = user;
      const { token, expiresAtMs } = await sessions.open(userId);
      return { token, expiresAt: new Date(expiresAtMs).toISOString(), user: { id: userId, role, name } };
    },
  );

  app.post(
    '/api/auth/logout',
    {
      config: {
        name: 'auth.logout',
        access: { kind: 'session', orItsEnd: true },
        limits: [limits.general.name],
      },
    },
    async (request, reply) => {
      await sessions.close(sessionTokenOf(request)!);
      return reply.code(204).send();
    },
  );
};
