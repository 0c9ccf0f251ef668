import type { Cache } from '../core/cache.ts';
import type { Database } from '../core/database.ts';
import { createSessions, type SessionEnded, type Sessions } from '../core/sessions.ts';
import { inSchool, withToken } from './authorisation.ts';
import { cachePolicy } from './cache-policy.ts';
import { SESSION_LIFETIME_SEC } from './documented.ts';
import type { Queries } from './queries/index.ts';
import { decodeSession, encodeSession, type Session, schoolOfUserId } from './session-record.ts';

/** Sessions of a school's users, each found by its token before its school is known. */
export function createSchoolSessions(
  { database, cache, sessionEnded }: { database: Database; cache: Cache; sessionEnded: SessionEnded },
  queries: Queries,
): Sessions<Session> {
  return createSessions<Session>(
    {
      lifetimeMs: SESSION_LIFETIME_SEC * 1000,
      cacheEntry: cachePolicy.userSession,
      encode: encodeSession,
      decode: decodeSession,
      async load(tokenHash) {
        const [session] = await withToken(database, tokenHash).query(queries.sessionByToken, [tokenHash]);
        return session ?? null;
      },
      async insert(tokenHash, userId, expiresAtMs) {
        const schoolId = schoolOfUserId(userId)!; // of a user who has just given their password
        await inSchool(database, schoolId).transaction(async (query) => {
          await query(queries.expiredSessionsDelete, [schoolId, userId]);
          await query(queries.sessionInsert, [schoolId, userId, tokenHash, expiresAtMs]);
        });
      },
      async remove(tokenHash) {
        const [removed] = await withToken(database, tokenHash).query(queries.sessionDelete, [tokenHash]);
        return removed?.expiresAtMs ?? null;
      },
    },
    cache,
    sessionEnded,
  );
}
