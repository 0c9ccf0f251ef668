import { LOOPBACK } from '../supervision/ports.ts';

/**
 * Settings of the Redis that we start: section 4 of the document, and otherwise what is usual for a cache. Nothing is kept
 * on disk, because everything cached is in PostgreSQL too.
 */
const SETTINGS = { 'maxmemory-policy': 'allkeys-lru', save: '""', appendonly: 'no' } as const;

/** The settings that a run records. */
export const TOLD_SETTINGS = ['maxmemory', ...Object.keys(SETTINGS), 'cluster-enabled'];

/** How long a node of a cluster may be silent before the others think that it is gone: the default, stated. */
const NODE_TIMEOUT_MS = 15_000;

export type RedisConfig = {
  port: number;
  password: string;
  folder: string;
  maxMemoryBytes: number;
  /** for the connections between nodes of a cluster; null: a single Redis */
  clusterPort: number | null;
};

/** The text of redis.conf. It holds the password, so that no process list does: only its owner may read the file. */
export function redisConfig({ port, password, folder, maxMemoryBytes, clusterPort }: RedisConfig): string {
  return [
    `bind ${LOOPBACK}`,
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${folder}"`,
    'daemonize no',
    'logfile ""',
    // A server that starts opens its connections at once; the kernel's own limit applies too.
    'tcp-backlog 4096',
    `maxmemory ${maxMemoryBytes}`,
    ...Object.entries(SETTINGS).map(([name, value]) => `${name} ${value}`),
    ...(clusterPort === null ? [] : clusterSettings(clusterPort)),
    '',
  ].join('\n');
}

function clusterSettings(clusterPort: number): string[] {
  return [
    'cluster-enabled yes',
    'cluster-config-file nodes.conf', // in `dir`
    `cluster-port ${clusterPort}`,
    `cluster-announce-ip ${LOOPBACK}`, // otherwise a node learns its own address only from the others
    `cluster-node-timeout ${NODE_TIMEOUT_MS}`,
  ];
}
