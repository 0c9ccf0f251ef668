import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { ProofloadError } from '../model/errors.ts';
import { writingTo } from '../store/disk.ts';
import { placeOf, reasonOf, requireScheme } from './database.ts';
import { findFreePorts, LOOPBACK } from './ports.ts';
import type { Program } from './programs.ts';
import { awaitReady } from './readiness.ts';
import type { Part, Supervisor } from './supervisor.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Settings of the Redis that we start: section 4 of the document, and a cache's usual rest. Nothing is kept on disk,
 * because all that is cached is in PostgreSQL too.
 */
const SETTINGS = {
  maxmemory: '2gb',
  'maxmemory-policy': 'allkeys-lru',
  save: '""',
  appendonly: 'no',
} as const;

/** The text of redis.conf. The password is in it, so that it is in no process list: keep the file to its owner. */
export function redisConfig({ port, password, folder }: { port: number; password: string; folder: string }) {
  return [
    `bind ${LOOPBACK}`,
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${folder}"`,
    'daemonize no',
    'logfile ""',
    // A server that starts opens its connections at once; the kernel's own limit applies too.
    'tcp-backlog 4096',
    ...Object.entries(SETTINGS).map(([name, value]) => `${name} ${value}`),
    '',
  ].join('\n');
}

/**
 * Starts an empty Redis, open to this machine only, with a random password.
 * @throws ProofloadError PART_NOT_READY, DISK_FULL, PROGRAM_MISSING
 */
export async function startRedis(options: {
  supervisor: Supervisor;
  program: Program;
  logsFolder: string;
}): Promise<{ part: Part; redisUrl: string }> {
  const { supervisor, program, logsFolder } = options;
  const [folder, [port]] = await Promise.all([supervisor.makeWorkFolder(), findFreePorts(1)]);
  const password = randomBytes(24).toString('base64url');
  const configFile = join(folder, 'redis.conf');
  const config = redisConfig({ port: port!, password, folder });
  await writingTo(configFile, () => writeFile(configFile, config, { mode: 0o600 }));
  const part = await supervisor.spawn({
    name: 'redis',
    lifetime: 'service',
    command: program.path,
    args: [configFile],
    env: { LC_ALL: 'C' },
    cwd: folder,
    logFile: join(logsFolder, 'redis.log'),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5_000,
  });
  const redisUrl = `redis://:${password}@${LOOPBACK}:${port}`;
  await awaitReady(part, () => answersPing(redisUrl));
  return { part, redisUrl };
}

/** What a Redis server says about itself. */
export type RedisFacts = { version: string; settings: Record<string, string> };

/**
 * Asks a Redis, ours or one that REDIS_URL names, for its version and settings (none where CONFIG is forbidden, as
 * hosted ones have it).
 * @throws ProofloadError REDIS_UNREACHABLE, which tells where it was looked for, never the password
 */
export async function describeRedis(redisUrl: string): Promise<RedisFacts> {
  try {
    requireScheme(redisUrl, ['redis://', 'rediss://']);
    return await withRedis(redisUrl, async (redis) => {
      const info = await redis.info('server');
      const version = /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
      const settings: Record<string, string> = {};
      for (const name of Object.keys(SETTINGS)) {
        const answer = await redis.config('GET', name).catch(() => []);
        const value = (answer as string[])[1];
        if (value !== undefined) settings[name] = value;
      }
      return { version, settings };
    });
  } catch (error) {
    throw new ProofloadError(
      'REDIS_UNREACHABLE',
      `No Redis can be used at ${placeOf(redisUrl)}: ${reasonOf(error)}.`,
      'Check REDIS_URL (redis://:password@host:port), or leave it out: then a Redis is started here.',
      { cause: error },
    );
  }
}

async function answersPing(redisUrl: string): Promise<boolean> {
  return withRedis(redisUrl, async (redis) => (await redis.ping()) === 'PONG');
}

async function withRedis<T>(redisUrl: string, action: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let connectionError: Error | null = null;
  redis.on('error', (error) => {
    connectionError ??= error;
  });
  try {
    await redis.connect();
    return await action(redis);
  } catch (error) {
    throw connectionError ?? error; // "Connection is closed." says less than what closed it
  } finally {
    redis.disconnect();
  }
}
