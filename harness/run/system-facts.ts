import type { Redis } from 'ioredis';
import type pg from 'pg';
import { isSqlFault } from '../model/sql-fault.ts';
import type { PlanShape, StatementPlan, SystemFacts } from '../model/system-facts.ts';
import { withDatabase } from '../system/postgres/database.ts';
import { withRedis } from '../system/redis/redis-connection.ts';
import { countObjects } from '../system/storage/store-client.ts';
import type { Stores } from '../system/stores.ts';
import { readEdgeAnswers } from '../telemetry/edge-answers.ts';
import { documentedIndexesIn } from './documented-indexes.ts';

/** The number of keys to sample of each family, on each Redis node. */
const SAMPLED_KEYS = 400;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

const STATEMENTS = `
  SELECT DISTINCT ON (name) (regexp_match(query, '/\\* ([a-z_]+) \\*/'))[1] AS name, query
  FROM pg_stat_statements
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND query ~ '/\\* [a-z_]+ \\*/' AND query ~* '^\\s*(select|with|insert|update|delete)'
  ORDER BY name, calls DESC`;
const BACKENDS = `
  SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND application_name NOT LIKE 'proofload%'
    AND application_name NOT LIKE '% watch' -- a server's check of its replicas' lag, outside its pool
  ORDER BY 1`;
const REPLICATION = `
  SELECT application_name AS name, state, extract(epoch FROM replay_lag) * 1000 AS "replayLagMs"
  FROM pg_stat_replication ORDER BY 1`;

/**
 * Reads what a system that has just carried its load consists of, which is what proves factors. Changes nothing in it.
 * @param documentedUrl the database that the system's was copied from, with all of the document's indexes
 * @param families the names that the keys of its cache begin with
 * @param filesLog how its edge answered requests for files, if it delivers any
 */
export async function lookAtSystem(
  stores: Pick<Stores, 'databaseUrl' | 'redisNodes' | 'bouncerUrl' | 'objectStore'>,
  documentedUrl: string,
  families: readonly string[],
  filesLog: string | null,
): Promise<SystemFacts> {
  const [database, nodes, bouncerBackends, storedObjects, edgeAnswers] = await Promise.all([
    lookAtDatabase(stores.databaseUrl, documentedUrl),
    Promise.all(stores.redisNodes.map(({ url }) => withRedis(url, (redis) => lookAtRedis(redis, families)))),
    stores.bouncerUrl === null ? null : withDatabase(stores.bouncerUrl, backendsOfBouncer),
    stores.objectStore && countObjects(stores.objectStore),
    filesLog === null ? null : readEdgeAnswers(filesLog),
  ]);
  return {
    ...database,
    bouncerBackends,
    redisNodes: nodes.map(({ cachedValues: _, ...node }) => node),
    cachedValues: nodes.flatMap(({ cachedValues }) => cachedValues),
    storedObjects,
    edgeAnswers,
  };
}

function lookAtDatabase(
  url: string,
  documentedUrl: string,
): Promise<
  Omit<SystemFacts, 'bouncerBackends' | 'redisNodes' | 'cachedValues' | 'storedObjects' | 'edgeAnswers'>
> {
  return withDatabase(url, (client) =>
    withDatabase(documentedUrl, async (documented) => {
      const statements = (await client.query<{ name: string; query: string }>(STATEMENTS)).rows;
      const plans: StatementPlan[] = [];
      for (const { name, query } of statements) {
        const [here, there] = [await planOf(client, query), await planOf(documented, query)];
        if (here && there) plans.push({ statement: name, here, documented: there });
      }
      return {
        indexes: await documentedIndexesIn(client),
        documentedIndexes: await documentedIndexesIn(documented),
        plans,
        backends: (await client.query<{ pid: number }>(BACKENDS)).rows.map(({ pid }) => pid),
        replication: (await client.query<SystemFacts['replication'][number]>(REPLICATION)).rows.map(
          (row) => ({
            ...row,
            replayLagMs: row.replayLagMs === null ? null : Number(row.replayLagMs),
          }),
        ),
      };
    }),
  );
}

type PlanNode = { 'Node Type': string; 'Index Name'?: string; Plans?: PlanNode[] };

/** The generic plan, for any values; null for the few statements that have none. The text is PostgreSQL's own, with placeholders. */
async function planOf(client: pg.Client, query: string): Promise<PlanShape | null> {
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${query}`,
    );
    const nodes = flatten(rows[0]!['QUERY PLAN'][0].Plan);
    return {
      nodes: nodes.map((node) => node['Node Type']),
      indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))].sort(),
    };
  } catch (error) {
    if (isSqlFault(error)) return null; // no plan for such a statement
    throw error;
  }
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

async function backendsOfBouncer(admin: pg.Client): Promise<number[]> {
  const { rows } = await admin.query<{ remote_pid: string | number }>('SHOW SERVERS');
  return rows.map(({ remote_pid }) => Number(remote_pid)).sort((a, b) => a - b);
}

type SeenNode = SystemFacts['redisNodes'][number] & Pick<SystemFacts, 'cachedValues'>;

async function lookAtRedis(redis: Redis, families: readonly string[]): Promise<SeenNode> {
  const [keys, memory, info] = await Promise.all([
    redis.dbsize(),
    redis.info('memory'),
    redis.info('cluster'),
  ]);
  return {
    keys,
    maxMemoryBytes: Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0),
    valuesBytes: Number(/^used_memory_dataset:(\d+)/m.exec(memory)?.[1] ?? 0),
    isClusterNode: /^cluster_enabled:1/m.test(info),
    cachedValues: await sampleOf(redis, families),
  };
}

/** Nearly all keys are sessions, and short, so the same number is taken of each family. Keys without a family are skipped. */
async function sampleOf(redis: Redis, families: readonly string[]): Promise<SystemFacts['cachedValues']> {
  const byFamily = new Map<string, string[]>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 1000);
    cursor = next;
    for (const key of keys) {
      const family = familyOf(key, families);
      if (family === null) continue;
      const known = byFamily.get(family) ?? [];
      if (known.length < SAMPLED_KEYS) known.push(key);
      byFamily.set(family, known);
    }
  } while (cursor !== '0');
  const values: SystemFacts['cachedValues'] = [];
  for (const [family, keys] of byFamily) {
    for (const key of keys) {
      const [type, ttlMs] = await Promise.all([redis.type(key), redis.pttl(key)]);
      if (type !== 'string' || ttlMs <= 0) continue;
      const [start, sizeBytes] = await Promise.all([redis.getrangeBuffer(key, 0, 1), redis.strlen(key)]);
      values.push({ family, sizeBytes, isCompressed: start.equals(GZIP_MAGIC), ttlSec: ttlMs / 1000 });
    }
  }
  return values;
}

/** The longest family that a key begins with: the name of a family may contain colons, and may be the beginning of another one's. */
export function familyOf(key: string, families: readonly string[]): string | null {
  let longest: string | null = null;
  for (const family of families) {
    const isOne = key === family || key.startsWith(`${family}:`);
    if (isOne && family.length > (longest?.length ?? 0)) longest = family;
  }
  return longest;
}
