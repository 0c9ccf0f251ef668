import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DatasetManifest } from '../../harness/model/dataset.ts';
import { hashSessionToken, newSessionToken } from '../../reference-server/core/session-token.ts';
import { cachePolicy, TTL_SECONDS } from '../../reference-server/tvet-connect/cache-policy.ts';
import { encodeSession, sessionCacheKey } from '../../reference-server/tvet-connect/session-record.ts';
import type { Cohort, WorldLecturer, WorldStudent } from '../../scenarios/tvet-connect/world.ts';
import { copyLine } from '../generate/copy-text.ts';
import { copyStatement } from '../load/copy-statement.ts';
import { connectDatabase, databaseError } from '../load/database.ts';
import { vacuumAnalyze } from '../load/tables.ts';
import { SYNTHETIC_PASSWORD } from '../platforms.ts';
import { type Account, accountPages, type Role } from './accounts.ts';
import { readCohorts } from './cohorts.ts';
import { type CacheEntry, connectRedis, type SessionCache } from './redis.ts';
import { writeWorldFile } from './world-file.ts';
import type { StreamedWorld } from './world-text.ts';

export type SessionOptions = {
  databaseUrl: string;
  /** of a Redis, or of any node of a cluster */
  redisUrl: string;
  manifest: DatasetManifest;
  /** path of the world.json to write; no file may be there yet */
  worldFile: string;
  onProgress?: (progress: { step: 'sessions'; done: number; total: number }) => void;
};

/**
 * Gives every account of a seeded database a live session, in `user_sessions` and in Redis, and writes what the
 * journeys need to `worldFile` (type `World`), a new file readable by its owner only; the caller deletes it after the
 * run. Sessions issued earlier end everywhere: servers remove from Redis what is owed to it (docs/adr/0180).
 *
 * Tokens are secrets and come from the system's random source, not from the random seed.
 * Throws ProofloadError DATABASE_UNREACHABLE, REDIS_UNREACHABLE, DISK_FULL.
 */
export async function issueSessions(options: SessionOptions): Promise<void> {
  const client = await connectDatabase(options.databaseUrl);
  try {
    const redis = await connectRedis(options.redisUrl);
    try {
      await client.query('BEGIN');
      await client.query(OWE_EARLIER_SESSIONS, [sessionCacheKey('')]);
      await client.query('TRUNCATE user_sessions');
      await writeWorldFile(worldOf({ client, redis }, options), options.worldFile);
      await client.query('COMMIT');
      await vacuumAnalyze(client, [SESSIONS.name]);
    } finally {
      redis.close();
    }
  } catch (error) {
    throw databaseError(error, client);
  } finally {
    await client.end();
  }
}

const OWE_EARLIER_SESSIONS =
  'INSERT INTO owed_invalidations (key) SELECT $1 || token_hash FROM user_sessions';

type Stores = { client: pg.Client; redis: SessionCache };

/** Sessions are issued while the world is read, page by page. */
function worldOf(stores: Stores, { manifest, onProgress = () => {} }: SessionOptions): StreamedWorld {
  const expiresAtMs = Date.now() + TTL_SECONDS.veryLong * 1_000;
  const total = manifest.rows.accounts ?? 0;
  let done = 0;

  async function* issueTo<Member>(
    role: Role,
    member: (account: Account, token: string) => Member,
  ): AsyncGenerator<Member[]> {
    for await (const accounts of accountPages(stores.client, role)) {
      const sessions = accounts.map((account) => newSession(account, role, expiresAtMs));
      await storeSessions(stores, sessions);
      yield sessions.map(({ account, token }) => member(account, token));
      done += sessions.length;
      onProgress({ step: 'sessions', done, total });
    }
  }

  const lecturerIndexes = new Map<string, number>();
  const cohortIndexes = new Map<string, number>();
  return {
    today: manifest.today,
    password: SYNTHETIC_PASSWORD,
    lecturers: issueTo('lecturer', ({ userId }, token): WorldLecturer => {
      lecturerIndexes.set(userId, lecturerIndexes.size);
      return [userId, token];
    }),
    cohorts: async () => {
      const rows = await readCohorts(stores.client, manifest.today);
      return rows.map(({ lecturerIds, ...cohort }, index): Cohort => {
        cohortIndexes.set(cohort.semesterPlanId, index);
        return { ...cohort, lecturerIndexes: lecturerIds.map((id) => lecturerIndexes.get(id)!) };
      });
    },
    students: issueTo('student', ({ userId, semesterPlanId }, token): WorldStudent => {
      return [userId, token, cohortIndexes.get(semesterPlanId!)!];
    }),
  };
}

type IssuedSession = { account: Account; role: Role; token: string; tokenHash: string; expiresAtMs: number };

function newSession(account: Account, role: Role, expiresAtMs: number): IssuedSession {
  const token = newSessionToken();
  return { account, role, token, tokenHash: hashSessionToken(token), expiresAtMs };
}

const SESSIONS = { name: 'user_sessions', columns: ['token_hash', 'user_id', 'expires_at'] };

async function storeSessions({ client, redis }: Stores, sessions: IssuedSession[]): Promise<void> {
  const lines = sessions.map(({ tokenHash, account, expiresAtMs }) =>
    copyLine([tokenHash, account.userId, new Date(expiresAtMs).toISOString()]),
  );
  await pipeline([lines.join('')], client.query(copyFrom(copyStatement(SESSIONS))));
  const entries = sessions.map(({ tokenHash, account, role, expiresAtMs }): CacheEntry => {
    const { key, ttlSeconds } = cachePolicy.userSession(tokenHash);
    return { key, ttlSeconds, value: encodeSession({ ...account, role, expiresAtMs }) };
  });
  await redis.setAll(entries);
}
