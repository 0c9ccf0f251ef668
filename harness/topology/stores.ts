import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Topology } from '../model/run.ts';
import { writingTo } from '../store/disk.ts';
import { describeDatabase } from './database.ts';
import { startPostgres } from './postgres.ts';
import type { Programs } from './programs.ts';
import { describeRedis, startRedis } from './redis.ts';
import type { Part, Supervisor } from './supervisor.ts';

export type StoresOptions = {
  /** the run's folder; logs go to logs/ in it */
  folder: string;
  supervisor: Supervisor;
  programs: Programs;
  topology: Topology;
  /** a running PostgreSQL or Redis to use instead of one of our own */
  databaseUrl?: string;
  redisUrl?: string;
  /** an existing, empty folder in which PostgreSQL's data stays after the end */
  keepDataIn?: string;
};

/** A running process of the system under test; telemetry adds its children to it. */
export type NamedProcess = { name: string; pid: number };

/** PostgreSQL and Redis, ready for use. The URLs hold passwords. */
export type Stores = {
  databaseUrl: string;
  redisUrl: string;
  /** only those that we started */
  processes: NamedProcess[];
  /** of "postgres" and "redis" */
  versions: Record<string, string>;
  /** in force, e.g. `"postgres.shared_buffers": "2GB"`, `"redis.maxmemory": "2147483648"` */
  serverSettings: Record<string, string>;
  /** stops what we started; the data are removed when the supervisor has stopped everything */
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL and Redis at the same time, or makes sure that the given ones can be used.
 * When one of them fails the other may still be starting: the supervisor's stopAll ends both.
 * @throws ProofloadError DATABASE_UNREACHABLE, REDIS_UNREACHABLE, PART_NOT_READY, DISK_FULL, PORT_IN_USE
 */
export async function startStores(options: StoresOptions): Promise<Stores> {
  const logsFolder = join(options.folder, 'logs');
  await writingTo(logsFolder, () => mkdir(logsFolder, { recursive: true }));
  const [database, redis] = await Promise.all([
    provideDatabase(options, logsFolder),
    provideRedis(options, logsFolder),
  ]);
  const parts = [database.part, redis.part].filter((part) => part !== null);
  return {
    databaseUrl: database.url,
    redisUrl: redis.url,
    processes: parts.map(({ name, pid }) => ({ name, pid })),
    versions: { postgres: database.version, redis: redis.version },
    serverSettings: {
      ...withPrefix('postgres', database.settings),
      ...withPrefix('redis', redis.settings),
    },
    stop: async () => {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}

type Provided = { url: string; part: Part | null; version: string; settings: Record<string, string> };

async function provideDatabase(options: StoresOptions, logsFolder: string): Promise<Provided> {
  const { databaseUrl, supervisor, programs, topology, keepDataIn } = options;
  if (databaseUrl !== undefined)
    return { url: databaseUrl, part: null, ...(await describeDatabase(databaseUrl)) };
  const started = await startPostgres({
    supervisor,
    binDir: required(programs.postgresBinDir, 'PostgreSQL'),
    logsFolder,
    poolConnections: topology.servers * topology.poolMax,
    ...(keepDataIn === undefined ? {} : { keepDataIn }),
  });
  return {
    url: started.databaseUrl,
    part: started.part,
    ...(await describeDatabase(started.databaseUrl)),
  };
}

async function provideRedis(options: StoresOptions, logsFolder: string): Promise<Provided> {
  const { redisUrl, supervisor, programs } = options;
  if (redisUrl !== undefined) return { url: redisUrl, part: null, ...(await describeRedis(redisUrl)) };
  const started = await startRedis({
    supervisor,
    program: required(programs.redisServer, 'Redis'),
    logsFolder,
  });
  return { url: started.redisUrl, part: started.part, ...(await describeRedis(started.redisUrl)) };
}

function required<T>(program: T | null, name: string): T {
  if (program === null) throw new Error(`${name} was not looked for, yet no URL of a running one is given`);
  return program;
}

function withPrefix(prefix: string, settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`${prefix}.${name}`, value]));
}
