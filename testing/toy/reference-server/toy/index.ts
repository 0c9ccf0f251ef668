import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Access } from '../../../../reference-server/core/access.ts';
import type { Cache, CacheEntry } from '../../../../reference-server/core/cache.ts';
import { ConfigError } from '../../../../reference-server/core/config.ts';
import type { Database } from '../../../../reference-server/core/database.ts';
import { AppError, notFound } from '../../../../reference-server/core/errors.ts';
import { Strict } from '../../../../reference-server/core/json-routes.ts';
import type { ObjectStorage } from '../../../../reference-server/core/object-storage.ts';
import { verifyPassword } from '../../../../reference-server/core/passwords.ts';
import type { Platform } from '../../../../reference-server/core/platform.ts';
import {
  createSessions,
  type SessionEnded,
  type Sessions,
} from '../../../../reference-server/core/sessions.ts';
import { COVER, caches, limits, pool } from './documented.ts';
import { queries } from './queries.ts';
import { decodeSession, encodeSession, type Session, sessionKey } from './session-record.ts';

const { ttlSec } = caches;
const SESSION: Access = { kind: 'session' };
const SELF: Access = { kind: 'session', self: 'userId' };
const COUNTED = { limits: [limits.general.name] };
const MOST_BYTES = 1_000_000;

const Id = Type.String({ pattern: '^[a-z0-9-]{1,40}$' });
const Digits = Type.String({ pattern: '^[0-9]{1,9}$' });

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
  build({ database, cache, storage, sessionEnded }) {
    if (storage === null) throw new ConfigError('S3_ENDPOINT is not set');
    const sessions = sessionsOf(database, cache, sessionEnded);
    return {
      findPrincipal: sessions.find,
      async routes(app) {
        await app.register(routes, { database, cache, storage, sessions });
      },
    };
  },
};

function sessionsOf({ query }: Database, cache: Cache, sessionEnded: SessionEnded): Sessions<Session> {
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
        const [removed] = await query(queries.sessionDelete, [tokenHash]);
        return removed?.expiresAtMs ?? null;
      },
    },
    cache,
    sessionEnded,
  );
}

type Resources = {
  database: Database;
  cache: Cache;
  storage: ObjectStorage;
  sessions: Sessions<Session>;
};

const routes: FastifyPluginAsyncTypebox<Resources> = async (app, { database, cache, storage, sessions }) => {
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

  // A client uploads to the object store itself: it asks for a signed URL, sends the bytes there, and reports that it has.
  app.post(
    '/readers/:userId/covers/:bookId',
    {
      schema: {
        params: Strict({ userId: Id, bookId: Digits }),
        body: Type.Object(
          {
            sizeBytes: Type.Integer({ minimum: 1, maximum: MOST_BYTES }),
            sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
          },
          { additionalProperties: false },
        ),
      },
      config: { name: 'cover.announce', access: SELF, ...COUNTED },
    },
    async ({ params: { userId, bookId }, body: { sizeBytes, sha256 } }) => {
      const key = `covers/${userId}/${bookId}`;
      await query(queries.coverAnnounce, [userId, bookId, key, sizeBytes, sha256]);
      const { contentType } = COVER;
      return { key, uploads: [await storage.signUpload(key, { contentType, sizeBytes, sha256 })] };
    },
  );

  app.post(
    '/readers/:userId/covers/:bookId/complete',
    {
      schema: { params: Strict({ userId: Id, bookId: Digits }) },
      config: { name: 'cover.complete', access: SELF, ...COUNTED },
    },
    async ({ params: { userId, bookId } }) => {
      const [announced] = await query(queries.coverAnnounced, [userId, bookId]);
      if (!announced) throw notFound();
      const stored = await storage.find(announced.objectKey);
      if (stored?.sha256 !== announced.sha256 || stored.sizeBytes !== announced.sizeBytes)
        throw new AppError(409, 'NOT_UPLOADED', 'The object store does not have this file.');
      await cache.invalidating(bookEntry(bookId).key, () => query(queries.coverComplete, [userId, bookId]));
      return { userId, bookId, sizeBytes: stored.sizeBytes };
    },
  );

  app.get(
    '/books/:id/cover',
    {
      schema: { params: Strict({ id: Digits }) },
      config: { name: 'cover.find', access: SESSION, ...COUNTED },
    },
    async ({ params: { id } }) => ({ id, url: await storage.signDownload(`books/${id}`) }),
  );
};
