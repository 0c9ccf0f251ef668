import { Redis } from 'ioredis';
import type { PartIdentity } from '../model/part-identity.ts';
import type { CacheSecond } from '../model/timeline.ts';
import { increase, type Sampler } from './sampler.ts';

const TIMEOUT_MS = 800;
/** INFO counts our own INFO command and our own connection. */
const OWN_COMMANDS = 1;
const OWN_CLIENTS = 1;

export type CacheSampler = Sampler<CacheSecond> & { close(): Promise<void> };

/**
 * Reads INFO of every node, over one connection each, which is opened when first needed and again after it was lost. The second of a
 * cluster is the sum of its nodes; there is none if one of them does not answer or has been replaced.
 */
export function createCacheSampler({
  redisUrls,
  elapsedMs = () => performance.now(),
}: {
  /** of one Redis, or of all nodes of a cluster */
  redisUrls: readonly string[];
  /** monotonic milliseconds */
  elapsedMs?: () => number;
}): CacheSampler {
  const clients = redisUrls.map(connectionTo);
  let before: { atMs: number; infos: Info[] } | null = null;

  return {
    async sample() {
      const infos = await Promise.all(clients.map(readInfo));
      const now = { atMs: elapsedMs(), infos };
      const last = before;
      before = now;
      if (!last || infos.some((info, node) => isAnother(last.infos[node]!, info))) return null;
      const nodes = infos.map((info, node) => cacheSecond(last.infos[node]!, info, now.atMs - last.atMs));
      return { ...sumOfNodes(nodes), identities: identitiesOfNodes(infos) };
    },
    async close() {
      for (const client of clients) client.disconnect();
    },
  };
}

function connectionTo(redisUrl: string): Redis {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectionName: 'proofload-telemetry',
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    enableOfflineQueue: false,
    // Each look connects itself, so that an absent Redis is left out and costs one attempt per second.
    retryStrategy: () => null,
  });
  // Without a listener, ioredis prints connection errors; every failed look reports its own.
  client.on('error', () => {});
  return client;
}

async function readInfo(client: Redis): Promise<Info> {
  if (client.status !== 'ready') await client.connect();
  return parseInfo(await client.info('all'));
}

export type Info = Map<string, string>;

/** The lines `field:value` of INFO; headings and empty lines are skipped. */
export function parseInfo(text: string): Info {
  const info: Info = new Map();
  for (const line of text.split(/\r?\n/)) {
    const separator = line.indexOf(':');
    if (separator > 0 && !line.startsWith('#')) info.set(line.slice(0, separator), line.slice(separator + 1));
  }
  return info;
}

/** Whether this is another Redis. Its counters started at another time, so they give no increases since the previous look. */
function isAnother(before: Info, now: Info): boolean {
  return before.get('run_id') !== now.get('run_id');
}

/** Identities by part name. A hosted Redis that hides its run_id cannot be distinguished from its replacement. */
export function identitiesOfNodes(infos: readonly Info[]): Record<string, PartIdentity> {
  return Object.fromEntries(
    infos.flatMap((info, index) => {
      const instance = info.get('run_id');
      if (instance === undefined) return [];
      const role = ROLES[info.get('role') ?? ''];
      const name = infos.length === 1 ? 'redis' : `redis-${index + 1}`;
      return [[name, { instance, ...(role && { role }) }]];
    }),
  );
}

const ROLES: Record<string, PartIdentity['role']> = { master: 'primary', slave: 'replica' };

/** What one node did, with all of its commands. */
export type NodeSecond = Omit<CacheSecond, 'busiestCommand' | 'nodes' | 'identities'> &
  Required<Pick<CacheSecond, 'cpuCores' | 'commandMs' | 'blockedClients' | 'rejectedConnections'>> & {
    executed: Executed[];
  };

/** Sums counts and times. A node executes on a single thread, so the busiest node is reported as well. */
export function sumOfNodes(nodes: readonly NodeSecond[]): CacheSecond {
  const sum = (figureOf: (node: NodeSecond) => number) =>
    nodes.reduce((total, node) => total + figureOf(node), 0);
  const most = (figureOf: (node: NodeSecond) => number) => Math.max(...nodes.map(figureOf));
  return {
    commands: sum(({ commands }) => commands),
    keyspaceHits: sum(({ keyspaceHits }) => keyspaceHits),
    keyspaceMisses: sum(({ keyspaceMisses }) => keyspaceMisses),
    evictedKeys: sum(({ evictedKeys }) => evictedKeys),
    usedMemoryBytes: sum(({ usedMemoryBytes }) => usedMemoryBytes),
    connectedClients: sum(({ connectedClients }) => connectedClients),
    cpuCores: sum(({ cpuCores }) => cpuCores),
    commandMs: sum(({ commandMs }) => commandMs),
    busiestCommand: busiestOf(nodes.flatMap(({ executed }) => executed)),
    blockedClients: sum(({ blockedClients }) => blockedClients),
    rejectedConnections: sum(({ rejectedConnections }) => rejectedConnections),
    ...(nodes.length > 1 && {
      nodes: nodes.length,
      busiestNode: {
        cpuCores: most(({ cpuCores }) => cpuCores),
        commandMs: most(({ commandMs }) => commandMs),
      },
    }),
  };
}

function busiestOf(executed: readonly Executed[]): Executed | null {
  const byName = [...Map.groupBy(executed, ({ name }) => name)].map(([name, each]) => ({
    name,
    calls: each.reduce((sum, { calls }) => sum + calls, 0),
    totalMs: each.reduce((sum, { totalMs }) => sum + totalMs, 0),
  }));
  return byName.sort((a, b) => b.totalMs - a.totalMs)[0] ?? null;
}

/** @param elapsedMs between the two answers */
export function cacheSecond(before: Info, now: Info, elapsedMs: number): NodeSecond {
  const grown = (field: string): number => increase(numberOf(before, field), numberOf(now, field));
  // Before 6.2, Redis lacks that field. Then it is the CPU of the whole process, which does little besides executing commands.
  const thread = now.has('used_cpu_user_main_thread') ? '_main_thread' : '';
  const executed = executedBetween(before, now);
  return {
    commands: Math.max(0, grown('total_commands_processed') - OWN_COMMANDS),
    keyspaceHits: grown('keyspace_hits'),
    keyspaceMisses: grown('keyspace_misses'),
    evictedKeys: grown('evicted_keys'),
    usedMemoryBytes: numberOf(now, 'used_memory'),
    connectedClients: Math.max(0, numberOf(now, 'connected_clients') - OWN_CLIENTS),
    cpuCores: (grown(`used_cpu_sys${thread}`) + grown(`used_cpu_user${thread}`)) / (elapsedMs / 1000),
    commandMs: executed.reduce((sum, { totalMs }) => sum + totalMs, 0),
    executed,
    blockedClients: numberOf(now, 'blocked_clients'),
    rejectedConnections: grown('rejected_connections'),
  };
}

type Executed = { name: string; calls: number; totalMs: number };

/** What each command did between two answers. Commands called by a script count both by themselves and in the script's time. */
function executedBetween(before: Info, now: Info): Executed[] {
  const executed: Executed[] = [];
  for (const [field, text] of now) {
    if (!field.startsWith(COMMAND_STATISTICS)) continue;
    const [calls, totalUs] = callsOf(text);
    const [callsBefore, totalUsBefore] = callsOf(before.get(field) ?? '');
    if (calls === callsBefore) continue;
    executed.push({
      name: field.slice(COMMAND_STATISTICS.length),
      calls: increase(callsBefore, calls),
      totalMs: increase(totalUsBefore, totalUs) / 1000,
    });
  }
  return executed;
}

const COMMAND_STATISTICS = 'cmdstat_';

/** Reads "calls=21,usec=175,..."; both are 0 for an empty text. */
function callsOf(text: string): [calls: number, totalUs: number] {
  const found = /^calls=(\d+),usec=(\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2])] : [0, 0];
}

function numberOf(info: Info, field: string): number {
  const value = Number(info.get(field));
  if (!Number.isFinite(value)) throw new Error(`INFO has no number for ${field}`);
  return value;
}
