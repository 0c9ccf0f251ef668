import { Redis } from 'ioredis';
import type { CacheSecond } from '../model/timeline.ts';
import { increase, type Sampler } from './sampler.ts';

const TIMEOUT_MS = 800;
/** Our own INFO and our own connection are in what INFO shows. */
const OWN_COMMANDS = 1;
const OWN_CLIENTS = 1;

export type CacheSampler = Sampler<CacheSecond> & { close(): Promise<void> };

/** Reads INFO over one connection of its own, opened when first needed and again when it was lost. */
export function createCacheSampler({ redisUrl }: { redisUrl: string }): CacheSampler {
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
  let before: Info | null = null;

  return {
    async sample() {
      if (client.status !== 'ready') await client.connect();
      const now = parseInfo(await client.info());
      const last = before;
      before = now;
      return last && cacheSecond(last, now);
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

export function cacheSecond(before: Info, now: Info): CacheSecond {
  const isRestarted = before.get('run_id') !== now.get('run_id');
  const grown = (field: string): number =>
    increase(isRestarted ? 0 : numberOf(before, field), numberOf(now, field));
  return {
    commands: Math.max(0, grown('total_commands_processed') - OWN_COMMANDS),
    keyspaceHits: grown('keyspace_hits'),
    keyspaceMisses: grown('keyspace_misses'),
    evictedKeys: grown('evicted_keys'),
    usedMemoryBytes: numberOf(now, 'used_memory'),
    connectedClients: Math.max(0, numberOf(now, 'connected_clients') - OWN_CLIENTS),
  };
}

function numberOf(info: Info, field: string): number {
  const value = Number(info.get(field));
  if (!Number.isFinite(value)) throw new Error(`INFO has no number for ${field}`);
  return value;
}
