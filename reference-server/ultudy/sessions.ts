import type { Cache } from '../core/cache.ts';
import type { Database } from '../core/database.ts';
import { createSessions, type SessionEnded, type Sessions } from '../core/sessions.ts';
import { cachePolicy } from './cache-policy.ts';
import { caches } from './documented.ts';
import { queries } from './queries.ts';
import { decodeSession, encodeSession, type Session } from './session-record.ts';

export function sessionsOf(
  { query: queryWrite }: Database,
  cache: Cache,
  sessionEnded: SessionEnded,
): Sessions<Session> {
  return createSessions<Session>(
    {
      lifetimeMs: caches.ttlSec.user_session * 1000,
      cacheEntry: cachePolicy.userSession,
      encode: encodeSession,
      decode: decodeSession,
      // From the primary: a replica may not have the session of someone who has just logged in.
      load: async (tokenHash) => (await queryWrite(queries.sessionRead, [tokenHash]))[0] ?? null,
      async insert(tokenHash, userId, expiresAtMs) {
        await queryWrite(queries.sessionInsert, [tokenHash, userId, expiresAtMs]);
      },
      async remove(tokenHash) {
        const [removed] = await queryWrite(queries.sessionDelete, [tokenHash]);
        return removed?.expiresAtMs ?? null;
      },
    },
    cache,
    sessionEnded,
  );
}
