import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Access } from '../../../../reference-server/core/access.ts';
import type { Cache, CacheEntry } from '../../../../reference-server/core/cache.ts';
import type { Database } from '../../../../reference-server/core/database.ts';
import { AppError, notFound } from '../../../../reference-server/core/errors.ts';
import { verifyPassword } from '../../../../reference-server/core/passwords.ts';
import type { Platform } from '../../../../reference-server/core/platform.ts';
import { createSessions, type Sessions } from '../../../../reference-server/core/sessions.ts';
import { caches, limits, pool } from './documented.ts';
import { queries } from './queries.ts';
import { decodeSession, encodeSession, type Session, sessionKey } from './session-record.ts';

const { ttlSec } = caches;
const SESSION: Access = { kind: 'session' };
const SELF: Access = { kind: 'session', self: 'userId' };
const COUNTED = { limits: [limits.general.name] };

const Id = Type.String({ pattern: '^[a-z0-9-]{1,40}$' });
const Digits = Type.String({ pattern: '^[0-9]{1,9}$' });
const Strict = <Properties extends Record<string, ReturnType<typeof Type.String>>>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });

const shelfEntry = (id: string): CacheEntry => ({
  family: 'shelf',
  key: `shelf:${id}`,
  ttlSeconds: ttlSec.shelf,
});
const bookEntry = (id: string): CacheEntry => ({
  family: 'book',
  key: `book:${id}`,
  ttlSeconds: ttlSec.book,
});

export const platform: Platform = {
  limits: Object.values(limits),
  unauthenticatedLimit: limits.general.name,
  pool,
  sessionFamily: caches.session,
  statementNames: Object.values(queries).map(({ name }) => name),
  tellsServedFrom: true,
  build({ database, cache }) {
    const sessions = sessionsOf(database, cache);
    return {
      findPrincipal: sessions.find,
      async routes(app) {
        await app.register(routes, { database, cache, sessions });
      },
    };
  },
};

function sessionsOf({ query }: Database, cache: Cache): Sessions<Session> {
  return createSessions<Session>(
    {
      lifetimeMs: ttlSec.reader_session * 1000,
      cacheEntry: (tokenHash) => ({
        family: caches.session,
        key: sessionKey(tokenHash),
        ttlSeconds: ttlSec.reader_session,
        onlyInRedis: true,
      }),
      encode: encodeSession,
      decode: decodeSession,
      load: async (tokenHash) => (await query(queries.sessionRead, [tokenHash]))[0] ?? null,
      async insert(tokenHash, userId, expiresAtMs) {
        await query(queries.sessionInsert, [tokenHash, userId, expiresAtMs]);
      },
      async remove(tokenHash) {
        await query(queries.sessionDelete, [tokenHash]);
      },
    },
    cache,
  );
}

type Resources = { database: Database; cache: Cache; sessions: Sessions<Session> };

const routes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, cache, sessions }) => {
  const { query } = database;

  app.post(
    '/log-in',
    {
      schema: { body: Strict({ userId: Id, password: Type.String({ maxLength: 100 }) }) },
      config: { name: 'log-in', access: { kind: 'anyone' }, ...COUNTED },
    },
    async ({ body }) => {
      const [reader] = await query(queries.readerForLogIn, [body.userId]);
      if (!(await verifyPassword(body.password, reader?.passwordHash ?? null)))
        throw new AppError(401, 'WRONG_CREDENTIALS', 'The user id or the password is wrong.');
      return { token: (await sessions.open(body.userId)).token };
    },
  );

  app.get(
    '/shelves/:id',
    {
      schema: { params: Strict({ id: Digits }) },
      config: { name: 'shelf.read', access: SESSION, ...COUNTED },
    },
    async ({ params: { id } }, reply) => {
      const text = await cache.read(shelfEntry(id), async (freshness) => {
        const [row] = await database.read(freshness, queries.shelfRead, [id]);
        return row?.body ?? null;
      });
      return reply.type('application/json').send(text);
    },
  );

  app.get(
    '/books/:id',
    {
      schema: { params: Strict({ id: Digits }) },
      config: { name: 'book.read', access: SESSION, ...COUNTED },
    },
    async ({ params: { id } }, reply) => {
      const text = await cache.read(bookEntry(id), async (freshness) => {
        const [row] = await database.read(freshness, queries.bookRead, [id]);
        return row?.body ?? null;
      });
      if (text === null) throw notFound();
      return reply.type('application/json').send(text);
    },
  );

  app.get(
    '/readers/:userId/covers',
    { schema: { params: Strict({ userId: Id }) }, config: { name: 'covers.list', access: SELF, ...COUNTED } },
    async ({ params: { userId } }) => {
      const rows = await query(queries.coversList, [userId]);
      return { userId, covers: rows };
    },
  );

  app.put(
    '/readers/:userId/covers/:bookId',
    {
      schema: {
        params: Strict({ userId: Id, bookId: Digits }),
        body: Strict({ image: Type.String({ maxLength: 60_000 }) }),
      },
      config: { name: 'cover.upload', access: SELF, ...COUNTED },
    },
    async ({ params: { userId, bookId }, body: { image } }) => {
      const [{ sizeBytes }] = (await cache.invalidating(bookEntry(bookId).key, () =>
        query(queries.coverWrite, [userId, bookId, image]),
      )) as [{ sizeBytes: number }];
      return { userId, bookId, sizeBytes };
    },
  );
};
