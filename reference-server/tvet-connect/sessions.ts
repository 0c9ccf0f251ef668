import type { Cache } from '../core/cache.ts';
import type { Database } from '../core/database.ts';
import { createSessions, type SessionEnded, type Sessions } from '../core/sessions.ts';
import { cachePolicy } from './cache-policy.ts';
import { TTL_SEC } from './documented.ts';
import { queries } from './queries.ts';
import { decodeSession, encodeSession, type Session } from './session-record.ts';
import type { Settings } from './settings.ts';

type Resources = { database: Database; cache: Cache; sessionEnded: SessionEnded };

/** Sessions of students and lecturers, for a day each. */
export function createTvetSessions(
  { database: { query }, cache, sessionEnded }: Resources,
  { cachedSessions }: Settings,
): Sessions<Session> {
  return createSessions<Session>(
    {
      lifetimeMs: TTL_SEC.veryLong * 1000,
      cacheEntry: cachedSessions ? cachePolicy.userSession : null,
      encode: encodeSession,
      decode: decodeSession,
      async load(tokenHash) {
        const [session] = await query(queries.sessionByToken, [tokenHash]);
        return session ?? null;
      },
      async insert(tokenHash, userId, expiresAtMs) {
        await query(queries.expiredSessionsDelete, [userId]);
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
