import { LOOPBACK } from '../supervision/ports.ts';

/**
 * Settings of the Redis that we start: section 4 of the document, and a cache's usual rest. Nothing is kept on disk,
 * because all that is cached is in PostgreSQL too.
 */
const SETTINGS = { 'maxmemory-policy': 'allkeys-lru', save: '""', appendonly: 'no' } as const;

/** Of those that a run keeps. */
export const TOLD_SETTINGS = ['maxmemory', ...Object.keys(SETTINGS), 'cluster-enabled'];

/** How long a node of a cluster may be silent before the others think that it is gone: the default, stated. */
const NODE_TIMEOUT_MS = 15_000;

export type RedisConfig = {
  port: number;
  password: string;
  folder: string;
  maxMemoryBytes: number;
  /** on which nodes of a cluster talk to each other; null: it is alone */
  clusterPort: number | null;
};

/** The text of redis.conf. The password is in it, so that it is in no process list: keep the file to its owner. */
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
    `cluster-announce-ip ${LOOPBACK}`, // else a node knows its own address only after others told it
    `cluster-node-timeout ${NODE_TIMEOUT_MS}`,
  ];
}
