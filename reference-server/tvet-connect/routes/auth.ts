import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../core/errors.ts';
import { Strict } from '../../core/json-routes.ts';
import { verifyPassword } from '../../core/passwords.ts';
import { sessionTokenOf } from '../../core/session-gate.ts';
import { access } from '../authorisation.ts';
import { queries } from '../queries.ts';
import type { Resources } from './resources.ts';
import { Id } from './schemas.ts';

const Login = Strict({ userId: Id, password: Type.String({ minLength: 1, maxLength: 200 }) });

/** Login and logout. */
export const authRoutes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, sessions }) => {
  app.post(
    '/auth/login',
    { schema: { body: Login }, config: { name: 'auth.login', access: access.anyone, limits: ['auth'] } },
    async (request) => {
      const { userId, password } = request.body;
      const [account] = await database.query(queries.accountForLogin, [userId]);
      const isRight = await verifyPassword(password, account?.passwordHash ?? null);
      // The same answer for an unknown user and a wrong password.
      if (account === undefined || !isRight) {
        throw new AppError(401, 'WRONG_CREDENTIALS', 'The user id or the password is wrong.');
      }
      const { token, expiresAtMs } = await sessions.open(account.userId);
      return {
        token,
        expiresAt: new Date(expiresAtMs).toISOString(),
        user: {
          id: account.userId,
          role: account.role,
          name: account.name,
          semesterPlanId: account.semesterPlanId,
        },
      };
    },
  );

  app.post(
    '/auth/logout',
    { config: { name: 'auth.logout', access: access.tokenHolder, limits: ['general'] } },
    async (request, reply) => {
      await sessions.close(sessionTokenOf(request)!);
      return reply.code(204).send();
    },
  );
};
