import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireRedisUrl } from '../../model/addresses.ts';
import { reasonOf } from '../../model/connection-reason.ts';
import { ProofloadError } from '../../model/errors.ts';
import { writingTo } from '../../store/disk.ts';
import { Part } from '../part.ts';
import { placeOf } from '../postgres/database.ts';
import type { Program } from '../programs/programs.ts';
import { everyStart } from '../supervision/every-start.ts';
import { findFreePorts, LOOPBACK } from '../supervision/ports.ts';
import type { Supervisor } from '../supervision/supervisor.ts';
import { formCluster, type LoneNode } from './redis-cluster.ts';
import { redisConfig, TOLD_SETTINGS } from './redis-config.ts';
import { withRedis } from './redis-connection.ts';

/** The address of a Redis. The URL holds the password. */
export type RedisNode = { url: string; host: string; port: number };

export type RedisOptions = {
  supervisor: Supervisor;
  program: Program;
  logsFolder: string;
  /** one Redis, or as many masters of a cluster */
  nodes: number;
  /** of all nodes together */
  maxMemoryMb: number;
  /** collects what ends the started processes */
  ending: AsyncDisposableStack;
};

const BYTES_PER_MB = 1024 ** 2;

/**
 * Starts an empty Redis, or a cluster of empty masters, open to this machine only, with a random password, the same for
 * all nodes.
 * @throws ProofloadError PART_NOT_READY, DISK_FULL, PROGRAM_MISSING
 */
export async function startRedis(options: RedisOptions): Promise<{ parts: Part[]; nodes: RedisNode[] }> {
  const { nodes: count, maxMemoryMb } = options;
  const ports = await findFreePorts(count * 2);
  const password = randomBytes(24).toString('base64url');
  const maxMemoryBytes = Math.floor((maxMemoryMb * BYTES_PER_MB) / count);
  const isCluster = count > 1;
  const started = await everyStart(
    Array.from({ length: count }, (_, index) =>
      startNode(options, {
        name: isCluster ? `redis-${index + 1}` : 'redis',
        port: ports[index]!,
        clusterPort: ports[count + index]!,
        isCluster,
        password,
        maxMemoryBytes,
      }),
    ),
  );
  if (isCluster) await formCluster(started);
  return {
    parts: started.map(({ part }) => part),
    nodes: started.map(({ url }) => nodeAt(url)),
  };
}

/** @param redisUrl redis://:password@host:port */
export function nodeAt(redisUrl: string): RedisNode {
  const { hostname, port } = new URL(redisUrl);
  return { url: redisUrl, host: hostname, port: port === '' ? DEFAULT_PORT : Number(port) };
}

const DEFAULT_PORT = 6379;

type NodeOptions = {
  name: string;
  port: number;
  clusterPort: number;
  isCluster: boolean;
  password: string;
  maxMemoryBytes: number;
};

async function startNode(
  { supervisor, program, logsFolder, ending }: RedisOptions,
  { name, port, clusterPort, isCluster, password, maxMemoryBytes }: NodeOptions,
): Promise<LoneNode> {
  const folder = await supervisor.makeWorkFolder();
  ending.defer(() => rm(folder, { recursive: true, force: true }));
  const configFile = join(folder, 'redis.conf');
  const config = redisConfig({
    port,
    password,
    folder,
    maxMemoryBytes,
    clusterPort: isCluster ? clusterPort : null,
  });
  await writingTo(configFile, () => writeFile(configFile, config, { mode: 0o600 }));
  const url = `redis://:${password}@${LOOPBACK}:${port}`;
  const logFile = join(logsFolder, `${name}.log`);
  const part = new Part({
    supervisor,
    program: {
      name,
      command: program.path,
      args: [configFile],
      env: { LC_ALL: 'C' },
      cwd: folder,
      logFile,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 5_000,
    },
    probe: () => withRedis(url, async (redis) => (await redis.ping()) === 'PONG'),
  });
  ending.defer(() => part.discard());
  await part.start();
  return { part, url, port, clusterPort };
}

/** Ignores an error that Redis answered, like NOPERM; throws that of a lost connection. */
function noneWhereForbidden(error: unknown): [] {
  if (error instanceof Error && error.name === 'ReplyError') return [];
  throw error;
}

/** What a Redis server says about itself. */
export type RedisFacts = { version: string; settings: Record<string, string> };

/**
 * Asks a Redis, ours or one that REDIS_URL names, for its version and settings (none if CONFIG is forbidden, as it is on
 * hosted ones).
 * @throws ProofloadError ADDRESS_INVALID; REDIS_UNREACHABLE, which names the address, never the password
 */
export async function describeRedis(redisUrl: string): Promise<RedisFacts> {
  requireRedisUrl(redisUrl);
  try {
    return await withRedis(redisUrl, async (redis) => {
      const info = await redis.info('server');
      const version = /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
      const settings: Record<string, string> = {};
      for (const name of TOLD_SETTINGS) {
        const answer = await redis.config('GET', name).catch(noneWhereForbidden);
        const value = (answer as string[])[1];
        if (value !== undefined) settings[name] = value;
      }
      return { version, settings };
    });
  } catch (error) {
    throw new ProofloadError(
      'REDIS_UNREACHABLE',
      `No Redis can be used at ${placeOf(redisUrl)}: ${reasonOf(error)}.`,
      'Check REDIS_URL (redis://:password@host:port), or leave it out to have a Redis started here.',
      { cause: error },
    );
  }
}
