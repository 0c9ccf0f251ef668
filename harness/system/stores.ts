import { join } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import type { Topology } from '../model/topology.ts';
import { makeFolders } from '../store/disk.ts';
import { startPgbouncer } from './postgres/pgbouncer.ts';
import { type Primary, startPrimary } from './postgres/primary.ts';
import { startReplica } from './postgres/replica.ts';
import { urlFor } from './postgres/server-role.ts';
import type { Programs } from './programs/programs.ts';
import { describeRedis, nodeAt, type RedisNode, startRedis } from './redis/redis.ts';
import { everyStart } from './supervision/every-start.ts';
import type { NamedProcess, Supervisor } from './supervision/supervisor.ts';

export { type Primary, startPrimary } from './postgres/primary.ts';
export type { NamedProcess } from './supervision/supervisor.ts';

export type StoresOptions = {
  /** the run's folder; logs go to logs/ in it */
  folder: string;
  supervisor: Supervisor;
  programs: Programs;
  topology: Topology;
  /** a running primary to stand around; it is not stopped with the stores. Left out: one of their own, or the one of `databaseUrl` */
  primary?: Primary;
  /** which database of the primary is meant; left out: the one that its URL names */
  database?: string;
  /** a running PostgreSQL or Redis to use instead of one of our own */
  databaseUrl?: string;
  redisUrl?: string;
  /** an existing, empty folder in which PostgreSQL's data stays after the end */
  keepDataIn?: string;
};

/** PostgreSQL and Redis, ready for use. The URLs hold passwords. */
export type Stores = {
  /** the primary itself: for seeding, looking and checking */
  databaseUrl: string;
  /** what servers log in with, once they were given rights (`grantRows` of the seed); null: the role of databaseUrl */
  serverRole: string | null;
  /** what servers get: the primary's or PgBouncer's, for their role */
  serverDatabaseUrl: string;
  /** the replicas, if there are any, for looking */
  replicaUrls: string[];
  /** where servers read: past PgBouncer, which stands before the primary alone */
  serverReplicaUrls: string[];
  /** the first node's */
  redisUrl: string;
  /** one, or the masters of a cluster */
  redisNodes: RedisNode[];
  /** PgBouncer's admin console */
  bouncerUrl: string | null;
  /** only those that we started, the primary among them: "postgres", "postgres-replica-1", "redis" or "redis-1", "pgbouncer" */
  processes: NamedProcess[];
  /** of "postgres", "redis" and "pgbouncer" */
  versions: Record<string, string>;
  /** in force, e.g. `"postgres.shared_buffers": "2GB"`, `"redis.maxmemory": "2147483648"` (of each node) */
  serverSettings: Record<string, string>;
  /** stops what we started, a given primary excepted, and removes its data */
  stop(): Promise<void>;
};

/** The most connections that the pools of a system's servers open to the primary. */
export function poolConnectionsOf({ servers, poolMax }: Topology): number {
  return servers * poolMax;
}

/**
 * Starts PostgreSQL and Redis at the same time, or makes sure that the given ones can be used, then the replicas and PgBouncer.
 * When one fails, what was started is stopped again.
 * @throws ProofloadError DATABASE_UNREACHABLE, REDIS_UNREACHABLE, INVALID_OPTION, PART_NOT_READY, DISK_FULL, PORT_IN_USE
 */
export async function startStores(options: StoresOptions): Promise<Stores> {
  requireThatItCanBe(options);
  const logsFolder = join(options.folder, 'logs');
  await makeFolders(logsFolder);
  await using ending = new AsyncDisposableStack();
  const context = { ...options, logsFolder, ending };
  const [database, cache] = await everyStart([provideDatabase(context), provideRedis(context)]);
  const started = ending.move();
  return {
    ...database.urls,
    redisUrl: cache.nodes[0]!.url,
    redisNodes: cache.nodes,
    processes: [...database.processes, ...cache.processes],
    versions: { ...database.versions, redis: cache.version },
    serverSettings: { ...database.settings, ...withPrefix('redis', cache.settings) },
    stop: () => started.disposeAsync(),
  };
}

type Context = StoresOptions & { logsFolder: string; ending: AsyncDisposableStack };

async function provideDatabase(context: Context) {
  const { supervisor, programs, topology, logsFolder, ending } = context;
  const primary =
    context.primary ?? (await startPrimary({ ...context, poolConnections: poolConnectionsOf(topology) }));
  if (!context.primary) ending.defer(() => primary.stop());
  const databaseUrl = context.database === undefined ? primary.databaseUrl : primary.urlOf(context.database);
  const { serverRole } = primary;
  const forServers = (url: string) => (serverRole ? urlFor(serverRole, url) : url);
  const [bouncer, ...replicas] = await everyStart([
    topology.pgbouncer
      ? startPgbouncer({
          supervisor,
          program: required(programs.pgbouncer, 'PgBouncer'),
          databaseUrl,
          role: serverRole,
          poolConnections: poolConnectionsOf(topology),
          logsFolder,
          ending,
        })
      : Promise.resolve(null),
    ...Array.from({ length: topology.replicas }, (_, index) =>
      startReplica({
        supervisor,
        primary: primary.own!,
        databaseUrl,
        name: `postgres-replica-${index + 1}`,
        logsFolder,
        ending,
      }),
    ),
  ]);
  const parts = [...replicas.map(({ part }) => part), ...(bouncer ? [bouncer.part] : [])];
  return {
    urls: {
      databaseUrl,
      serverRole: serverRole?.name ?? null,
      serverDatabaseUrl: bouncer?.serverDatabaseUrl ?? forServers(databaseUrl),
      replicaUrls: replicas.map(({ replicaUrl }) => replicaUrl),
      serverReplicaUrls: replicas.map(({ replicaUrl }) => forServers(replicaUrl)),
      bouncerUrl: bouncer?.bouncerUrl ?? null,
    },
    processes: [...primary.processes, ...parts.map(({ name, pid }) => ({ name, pid }))],
    versions: { postgres: primary.version, ...(bouncer && { pgbouncer: programs.pgbouncer!.version }) },
    settings: {
      ...withPrefix('postgres', primary.settings),
      ...withPrefix('pgbouncer', bouncer?.settings ?? {}),
    },
  };
}

async function provideRedis({ redisUrl, supervisor, programs, topology, logsFolder, ending }: Context) {
  if (redisUrl !== undefined) {
    const facts = await describeRedis(redisUrl);
    if (facts.settings['cluster-enabled'] === 'yes') throw notOneRedis();
    return { ...facts, nodes: [nodeAt(redisUrl)], processes: [] };
  }
  const started = await startRedis({
    supervisor,
    program: required(programs.redisServer, 'Redis'),
    logsFolder,
    nodes: topology.redisNodes,
    maxMemoryMb: topology.redisMaxMemoryMb,
    ending,
  });
  return { ...started, ...(await describeRedis(started.nodes[0]!.url)) };
}

/** What is given by URL is one PostgreSQL and one Redis, and stays as it is. */
function requireThatItCanBe({ topology, primary, databaseUrl, redisUrl }: StoresOptions): void {
  const isGiven = primary ? primary.own === null : databaseUrl !== undefined;
  if (topology.replicas > 0 && isGiven)
    throw new ProofloadError(
      'INVALID_OPTION',
      'Replicas can only be made of a PostgreSQL that is started here.',
      'Leave DATABASE_URL out, or set "replicas" to 0.',
    );
  const sslMode = databaseUrl === undefined ? null : URL.parse(databaseUrl)?.searchParams.get('sslmode');
  if (topology.pgbouncer && sslMode && sslMode !== 'disable')
    throw new ProofloadError(
      'INVALID_OPTION',
      'PgBouncer is started here, and would not keep the sslmode of DATABASE_URL.',
      'Leave sslmode out, or set "pgbouncer" to false.',
    );
  if (topology.redisNodes > 1 && redisUrl !== undefined)
    throw new ProofloadError(
      'INVALID_OPTION',
      'REDIS_URL names one Redis, and this system has a cluster of them.',
      'Leave REDIS_URL out, or set "redisNodes" to 1.',
    );
}

/** Servers would be sent from one node to the next, for every key that another one holds. */
function notOneRedis(): ProofloadError {
  return new ProofloadError(
    'INVALID_OPTION',
    'REDIS_URL names one node of a cluster, and a run needs a Redis that is alone.',
    'Name such a one, or leave REDIS_URL out: then a Redis, or a cluster, is started here.',
  );
}

function required<T>(program: T | null, name: string): T {
  if (program === null) throw new Error(`${name} was not looked for, yet no URL of a running one is given`);
  return program;
}

/** `shared_buffers` as `postgres.shared_buffers`. */
export function withPrefix(prefix: string, settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`${prefix}.${name}`, value]));
}
