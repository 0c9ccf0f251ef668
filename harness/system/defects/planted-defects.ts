import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { ProofloadError } from '../../model/errors.ts';
import type { PlantedDefects } from '../../model/run.ts';
import type { Stores } from '../stores.ts';

type Recurring = { everyMs: number; forMs: number };

/** Defects planted outside the servers, until they are stopped. */
export type PlantedDefectsAtWork = { stop(): Promise<void> };

/**
 * Plants the defects of the stores: a table that another session locks, and a Redis whose nodes are all busy. Other defects are in the
 * servers' environment or in the load profile.
 * @throws ProofloadError INVALID_OPTION if there is no such table
 */
export async function plantDefects(
  { tableLock, slowCache }: PlantedDefects,
  { databaseUrl, redisNodes }: Pick<Stores, 'databaseUrl' | 'redisNodes'>,
): Promise<PlantedDefectsAtWork> {
  const planted: PlantedDefectsAtWork[] = [];
  if (tableLock) planted.push(await lockTable(databaseUrl, tableLock));
  if (slowCache) for (const { url } of redisNodes) planted.push(await occupyRedis(url, slowCache));
  return {
    stop: async () => {
      await Promise.all(planted.map((defect) => defect.stop()));
    },
  };
}

async function lockTable(
  databaseUrl: string,
  { table, ...recurring }: NonNullable<PlantedDefects['tableLock']>,
): Promise<PlantedDefectsAtWork> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'proofload-planted-defect',
  });
  client.on('error', () => {}); // stopped with the database
  await client.connect();
  const { rows } = await client.query<{ oid: string | null }>('SELECT to_regclass($1) AS oid', [table]);
  if (rows[0]!.oid === null) {
    await client.end();
    throw new ProofloadError(
      'INVALID_OPTION',
      `There is no table called "${table}" to lock.`,
      'Give the name of a table of the platform: --plant table-lock=<table>:<ms>',
    );
  }
  const name = client.escapeIdentifier(table);
  const again = recur(recurring, () =>
    client.query(
      `BEGIN; LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE; SELECT /* proofload */ pg_sleep(${recurring.forMs / 1000}); COMMIT`,
    ),
  );
  return {
    stop: async () => {
      await again.stop();
      await client.end();
    },
  };
}

/** Counts, because a script has no other way to take time: newer versions of Redis freeze the clock during a script. */
const OCCUPY = 'for i = 1, tonumber(ARGV[1]) do end';
const FIRST_COUNT = 100_000;
/** No Redis counts this fast. Without the limit, a count that is far too long could stop everything. */
const MOST_COUNTS_PER_MS = 1_000_000;

async function occupyRedis(redisUrl: string, recurring: Recurring): Promise<PlantedDefectsAtWork> {
  const client = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {}); // stopped with Redis
  await client.connect();
  let count = FIRST_COUNT;
  const occupy = async () => {
    const startMs = performance.now();
    await client.eval(OCCUPY, 0, count);
    const lastedMs = Math.max(0.1, performance.now() - startMs);
    count = Math.ceil(Math.min((count / lastedMs) * recurring.forMs, recurring.forMs * MOST_COUNTS_PER_MS));
  };
  await occupy(); // measures how fast it counts
  const again = recur(recurring, occupy);
  return {
    stop: async () => {
      await again.stop();
      client.disconnect();
    },
  };
}

/** Does something every `everyMs`, beginning now, until it is stopped or fails. If it takes longer, the next one waits for its end. */
function recur({ everyMs }: Recurring, act: () => Promise<unknown>): PlantedDefectsAtWork {
  const ending = new AbortController();
  const repeat = async () => {
    while (!ending.signal.aborted) {
      const startMs = performance.now();
      await act();
      const restMs = Math.max(0, everyMs - (performance.now() - startMs));
      await sleep(restMs, undefined, { signal: ending.signal });
    }
  };
  const done = repeat().catch(() => {}); // stopped, or the store is gone
  return {
    stop: () => {
      ending.abort();
      return done;
    },
  };
}
