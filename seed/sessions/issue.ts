import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DatasetManifest } from '../../harness/model/dataset.ts';
import type { WorldHeader, WorldUser } from '../../harness/model/platform.ts';
import { hashSessionToken, newSessionToken } from '../../reference-server/core/session-token.ts';
import { copyLine } from '../generate/copy-text.ts';
import { copyStatement } from '../load/copy-statement.ts';
import { connectDatabase, databaseError } from '../load/database.ts';
import { vacuumAnalyze } from '../load/tables.ts';
import { loadSeed } from '../load-seed.ts';
import { SYNTHETIC_PASSWORD } from '../parameters.ts';
import type { IssuedSession, PlatformSeed, SessionKeeping } from '../platform-seed.ts';
import { connectRedis, type SessionCache } from './redis.ts';
import { writeWorldFile } from './world-file.ts';
import { type StreamedWorld, worldText } from './world-text.ts';

/** How many users of each role the world's header names as examples. */
const EXAMPLES_PER_ROLE = 50;

export type SessionOptions = {
  /** its name, or the folder of its seed; the manifest's platform when left out */
  platform?: string;
  databaseUrl: string;
  /** of a Redis, or of any node of a cluster */
  redisUrl: string;
  manifest: DatasetManifest;
  /** path of the world.json to write; it must not exist yet */
  worldFile: string;
  onProgress?: (progress: { step: 'sessions'; done: number; total: number }) => void;
};

/**
 * Gives every account of a seeded database a live session, in its table and in Redis, and writes what the
 * journeys need to `worldFile`, a new file that only its owner can read. The caller deletes it after the
 * run. Sessions issued earlier end everywhere: servers remove them from Redis by the owed invalidations (docs/adr/0010).
 *
 * Tokens are secrets and come from the system's random source, not from the random seed.
 * Throws ProofloadError UNKNOWN_PLATFORM, DATABASE_UNREACHABLE, REDIS_UNREACHABLE, DISK_FULL.
 */
export async function issueSessions(options: SessionOptions): Promise<void> {
  const seed = await loadSeed(options.platform ?? options.manifest.platform);
  const { table, keyPrefix } = seed.sessions;
  const client = await connectDatabase(options.databaseUrl);
  try {
    const redis = await connectRedis(options.redisUrl);
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO owed_invalidations (key) SELECT $1 || token_hash FROM ${client.escapeIdentifier(table.name)}`,
        [keyPrefix],
      );
      await client.query(`TRUNCATE ${client.escapeIdentifier(table.name)}`);
      await writeWorldFile(worldText(worldOf(seed, { client, redis }, options)), options.worldFile);
      await client.query('COMMIT');
      await vacuumAnalyze(client, [table.name]);
    } finally {
      redis.close();
    }
  } catch (error) {
    throw databaseError(error, client);
  } finally {
    await client.end();
  }
}

type Stores = { client: pg.Client; redis: SessionCache };

/** Sessions are issued while the world is read, page by page. */
function worldOf(
  { sessions: keeping, world }: PlatformSeed,
  stores: Stores,
  { manifest, onProgress = () => {} }: SessionOptions,
): StreamedWorld {
  const { today, randomSeed } = manifest;
  const expiresAtMs = Date.now() + keeping.lifetimeSec * 1_000;
  const total = manifest.rows[keeping.accountsTable] ?? 0;
  const examples: WorldHeader['examples'] = [];
  const examplesOf = new Map<string, number>();
  let userCount = 0;

  async function logIn(accounts: readonly WorldUser[]): Promise<string[]> {
    const issued = accounts.map((account) => newSession(account, expiresAtMs));
    await storeSessions(keeping, stores, issued);
    for (const { account, token } of issued) {
      const { userId, role } = account;
      const known = examplesOf.get(role) ?? 0;
      if (known === EXAMPLES_PER_ROLE) continue;
      examplesOf.set(role, known + 1);
      examples.push({ userId, role, token });
    }
    userCount += issued.length;
    onProgress({ step: 'sessions', done: userCount, total });
    return issued.map(({ token }) => token);
  }

  return {
    head: { platform: manifest.platform, today, password: SYNTHETIC_PASSWORD },
    lists: world({ client: stores.client, today, randomSeed, logIn }),
    tail: () => ({ userCount, examples }),
  };
}

function newSession(account: WorldUser, expiresAtMs: number): IssuedSession<WorldUser> {
  const token = newSessionToken();
  return { account, token, tokenHash: hashSessionToken(token), expiresAtMs };
}

async function storeSessions(
  { table, row, cached }: SessionKeeping<WorldUser>,
  { client, redis }: Stores,
  sessions: readonly IssuedSession<WorldUser>[],
): Promise<void> {
  const lines = sessions.map((session) => copyLine(row(session)));
  await pipeline([lines.join('')], client.query(copyFrom(copyStatement(table))));
  await redis.setAll(sessions.map(cached));
}
