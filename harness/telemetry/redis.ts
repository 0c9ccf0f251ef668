import { Redis } from 'ioredis';
import type { CacheSecond } from '../model/timeline.ts';
import { increase, type Sampler } from './sampler.ts';

const TIMEOUT_MS = 800;
/** Our own INFO and our own connection are in what INFO shows. */
const OWN_COMMANDS = 1;
const OWN_CLIENTS = 1;

export type CacheSampler = Sampler<CacheSecond> & { close(): Promise<void> };

/** Reads INFO over one connection of its own, opened when first needed and again when it was lost. */
export function createCacheSampler({
  redisUrl,
  elapsedMs = () => performance.now(),
}: {
  redisUrl: string;
  /** monotonic milliseconds */
  elapsedMs?: () => number;
}): CacheSampler {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectionName: 'proofload-telemetry',
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    enableOfflineQueue: false,
    // Each look connects by itself, so that a Redis that is away is absent and costs one attempt a second.
    retryStrategy: () => null,
  });
  // Without a listener, ioredis prints connection errors; every look that fails reports its own.
  client.on('error', () => {});
  let before: { atMs: number; info: Info } | null = null;

  return {
    async sample() {
      if (client.status !== 'ready') await client.connect();
      const now = { atMs: elapsedMs(), info: parseInfo(await client.info('all')) };
      const last = before;
      before = now;
      return last && cacheSecond(last.info, now.info, now.atMs - last.atMs);
    },
    async close() {
      client.disconnect();
    },
  };
}

export type Info = Map<string, string>;

/** The lines `field:value` of INFO; headings and empty lines are passed over. */
export function parseInfo(text: string): Info {
  const info: Info = new Map();
  for (const line of text.split(/\r?\n/)) {
    const separator = line.indexOf(':');
    if (separator > 0 && !line.startsWith('#')) info.set(line.slice(0, separator), line.slice(separator + 1));
  }
  return info;
}

/** @param elapsedMs between the two answers */
export function cacheSecond(before: Info, now: Info, elapsedMs: number): CacheSecond {
  const isRestarted = before.get('run_id') !== now.get('run_id');
  const grown = (field: string): number =>
    increase(isRestarted ? 0 : numberOf(before, field), numberOf(now, field));
  // Without that field, of a Redis before 6.2, it is the whole process, which does little beside executing commands.
  const thread = now.has('used_cpu_user_main_thread') ? '_main_thread' : '';
  const executed = executedBetween(isRestarted ? new Map() : before, now);
  return {
    commands: Math.max(0, grown('total_commands_processed') - OWN_COMMANDS),
    keyspaceHits: grown('keyspace_hits'),
    keyspaceMisses: grown('keyspace_misses'),
    evictedKeys: grown('evicted_keys'),
    usedMemoryBytes: numberOf(now, 'used_memory'),
    connectedClients: Math.max(0, numberOf(now, 'connected_clients') - OWN_CLIENTS),
    cpuCores: (grown(`used_cpu_sys${thread}`) + grown(`used_cpu_user${thread}`)) / (elapsedMs / 1000),
    commandMs: executed.reduce((sum, { totalMs }) => sum + totalMs, 0),
    busiestCommand: executed[0] ?? null,
    blockedClients: numberOf(now, 'blocked_clients'),
    rejectedConnections: grown('rejected_connections'),
  };
}

type Executed = { name: string; calls: number; totalMs: number };

/** What each command did between two answers, most time first. What a script calls is in its own time and in the script's. */
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
  return executed.sort((a, b) => b.totalMs - a.totalMs);
}

const COMMAND_STATISTICS = 'cmdstat_';

/** Of "calls=21,usec=175,...". Nothing yet: both 0. */
function callsOf(text: string): [calls: number, totalUs: number] {
  const found = /^calls=(\d+),usec=(\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2])] : [0, 0];
}

function numberOf(info: Info, field: string): number {
  const value = Number(info.get(field));
  if (!Number.isFinite(value)) throw new Error(`INFO has no number for ${field}`);
  return value;
}
