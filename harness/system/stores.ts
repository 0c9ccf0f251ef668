import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import type { ObjectStoreAddress } from '../model/object-store.ts';
import { poolConnectionsOf, type Topology } from '../model/topology.ts';
import { makeFolders } from '../store/disk.ts';
import { type Gate, startGate } from './gate/gate.ts';
import type { Part } from './part.ts';
import { OBJECT_STORE } from './planned-parts.ts';
import { startPgbouncer } from './postgres/pgbouncer.ts';
import { type Primary, startPrimary } from './postgres/primary.ts';
import { startReplica } from './postgres/replica.ts';
import { urlFor } from './postgres/server-role.ts';
import type { Programs } from './programs/programs.ts';
import { describeRedis, nodeAt, type RedisNode, startRedis } from './redis/redis.ts';
import { startObjectStore } from './storage/object-store.ts';
import { emptyPrefix, requireBucket } from './storage/store-client.ts';
import { everyStart } from './supervision/every-start.ts';
import type { Supervisor } from './supervision/supervisor.ts';

export { type Primary, startPrimary } from './postgres/primary.ts';

export type StoresOptions = {
  /** the run's folder; logs go to logs/ in it */
  folder: string;
  supervisor: Supervisor;
  programs: Programs;
  topology: Topology;
  /** a running primary to use; it is not stopped with the stores. Default: a new one, or the one of `databaseUrl` */
  primary?: Primary;
  /** the database of the primary to use; default: the one that its URL names */
  database?: string;
  /** a running PostgreSQL or Redis to use instead of one of our own */
  databaseUrl?: string;
  redisUrl?: string;
  /** a running object store to use instead of one of our own: only keys of this system's own are used, and removed at the end */
  objectStore?: ObjectStoreAddress;
  /** an existing, empty folder in which PostgreSQL's data stays after the end */
  keepDataIn?: string;
  /** names of the parts that get a gate in front of them; default: none */
  gated?: readonly string[];
};

/** PostgreSQL, Redis and the object store, ready for use. The URLs hold passwords. */
export type Stores = {
  /** the primary itself: for seeding, telemetry and checks */
  databaseUrl: string;
  /** the role of the servers, once it has been given its rights (`grantRows` of the seed); null: the role of databaseUrl */
  serverRole: string | null;
  /** for servers: the primary's or PgBouncer's, with their role, through a gate if there is one */
  serverDatabaseUrl: string;
  /** the replicas, if there are any, for telemetry */
  replicaUrls: string[];
  /** where servers read: not through PgBouncer, which is only in front of the primary */
  serverReplicaUrls: string[];
  /** the first node's */
  redisUrl: string;
  /** one, or the masters of a cluster: for telemetry */
  redisNodes: RedisNode[];
  /** the same, at the addresses that servers use */
  serverRedisNodes: RedisNode[];
  /** for files that the seed makes, and for checks; null: the system has none */
  objectStore: ObjectStoreAddress | null;
  /** the same, at the address that servers and their clients use */
  serverObjectStore: ObjectStoreAddress | null;
  /** PgBouncer's admin console */
  bouncerUrl: string | null;
  /**
   * only those that we started, the primary among them: "postgres", "postgres-replica-1", "redis" or "redis-1", "pgbouncer", "object-store",
   * and their gates
   */
  parts: Part[];
  gates: Gate[];
  /** of "postgres", "redis", "pgbouncer" and "versitygw" */
  versions: Record<string, string>;
  /** in force, e.g. `"postgres.shared_buffers": "2GB"`, `"redis.maxmemory": "2147483648"` (of each node) */
  serverSettings: Record<string, string>;
  /** stops what we started, except a given primary, and removes its data */
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL, Redis and the object store at the same time, or makes sure that the given ones can be used, then the replicas and PgBouncer.
 * If one fails, what was started is stopped again.
 * @throws ProofloadError DATABASE_UNREACHABLE, REDIS_UNREACHABLE, OBJECT_STORE_UNREACHABLE, INVALID_OPTION, PART_NOT_READY, DISK_FULL, PORT_IN_USE
 */
export async function startStores(options: StoresOptions): Promise<Stores> {
  requireThatItCanBe(options);
  const logsFolder = join(options.folder, 'logs');
  await makeFolders(logsFolder);
  await using ending = new AsyncDisposableStack();
  const gates: Gate[] = [];
  const context = { ...options, logsFolder, ending, gates };
  const [database, cache, objects] = await everyStart([
    provideDatabase(context),
    provideRedis(context),
    provideObjectStore(context),
  ]);
  const started = ending.move();
  return {
    ...database.urls,
    redisUrl: cache.nodes[0]!.url,
    redisNodes: cache.nodes,
    serverRedisNodes: cache.serverNodes,
    objectStore: objects.store,
    serverObjectStore: objects.serverStore,
    parts: [...database.parts, ...cache.parts, ...objects.parts, ...gates.map(({ part }) => part)],
    gates,
    versions: { ...database.versions, redis: cache.version, ...objects.versions },
    serverSettings: { ...database.settings, ...withPrefix('redis', cache.settings) },
    stop: () => started.disposeAsync(),
  };
}

type Context = StoresOptions & { logsFolder: string; ending: AsyncDisposableStack; gates: Gate[] };

/** The URL through a gate in front of the part, if it is to have one. */
async function throughGate(context: Context, of: string, url: string): Promise<string> {
  const { supervisor, logsFolder, ending, gated = [], gates } = context;
  if (!gated.includes(of)) return url;
  const { hostname, port } = new URL(url);
  const gate = await startGate({ supervisor, of, targetPort: Number(port), logsFolder, ending });
  gates.push(gate);
  return Object.assign(new URL(url), { host: `${hostname}:${gate.port}` }).href;
}

async function provideDatabase(context: Context) {
  const { supervisor, programs, topology, logsFolder, ending } = context;
  const poolConnections = poolConnectionsOf(topology);
  const primary = context.primary ?? (await startPrimary({ ...context, poolConnections }));
  if (!context.primary) ending.defer(() => primary.stop());
  const databaseUrl = context.database === undefined ? primary.databaseUrl : primary.urlOf(context.database);
  const gatedUrl = await throughGate(context, 'postgres', databaseUrl);
  const { serverRole } = primary;
  const forServers = (url: string) => (serverRole ? urlFor(serverRole, url) : url);
  const [bouncer, ...replicas] = await everyStart([
    topology.pgbouncer
      ? startPgbouncer({
          supervisor,
          program: required(programs.pgbouncer, 'PgBouncer'),
          databaseUrl: gatedUrl,
          role: serverRole,
          poolConnections,
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
  const serverReplicaUrls: string[] = [];
  for (const { part, replicaUrl } of replicas)
    serverReplicaUrls.push(await throughGate(context, part.name, forServers(replicaUrl)));
  return {
    urls: {
      databaseUrl,
      serverRole: serverRole?.name ?? null,
      serverDatabaseUrl: bouncer
        ? await throughGate(context, 'pgbouncer', bouncer.serverDatabaseUrl)
        : forServers(gatedUrl),
      replicaUrls: replicas.map(({ replicaUrl }) => replicaUrl),
      serverReplicaUrls,
      bouncerUrl: bouncer?.bouncerUrl ?? null,
    },
    parts: [...primary.parts, ...replicas.map(({ part }) => part), ...(bouncer ? [bouncer.part] : [])],
    versions: { postgres: primary.version, ...(bouncer && { pgbouncer: programs.pgbouncer!.version }) },
    settings: {
      ...withPrefix('postgres', primary.settings),
      ...withPrefix('pgbouncer', bouncer?.settings ?? {}),
    },
  };
}

async function provideRedis(context: Context) {
  const { redisUrl, supervisor, programs, topology, logsFolder, ending } = context;
  if (redisUrl !== undefined) {
    const facts = await describeRedis(redisUrl);
    if (facts.settings['cluster-enabled'] === 'yes') throw notOneRedis();
    const nodes = [nodeAt(redisUrl)];
    return { ...facts, nodes, serverNodes: nodes, parts: [] };
  }
  const started = await startRedis({
    supervisor,
    program: required(programs.redisServer, 'Redis'),
    logsFolder,
    nodes: topology.redisNodes,
    maxMemoryMb: topology.redisMaxMemoryMb,
    ending,
  });
  const serverNodes: RedisNode[] = [];
  for (const [index, { url }] of started.nodes.entries())
    serverNodes.push(nodeAt(await throughGate(context, started.parts[index]!.name, url)));
  return { ...started, serverNodes, ...(await describeRedis(started.nodes[0]!.url)) };
}

type ProvidedObjectStore = {
  store: ObjectStoreAddress | null;
  serverStore: ObjectStoreAddress | null;
  parts: Part[];
  versions: Record<string, string>;
};

async function provideObjectStore(context: Context): Promise<ProvidedObjectStore> {
  const { objectStore: given, supervisor, programs, topology, logsFolder, ending } = context;
  if (topology.objectStorage === 'none') return { store: null, serverStore: null, parts: [], versions: {} };
  if (given) {
    const store = { ...given, prefix: `proofload-${randomBytes(8).toString('hex')}/` };
    await requireBucket(store);
    ending.defer(() => emptyPrefix(store));
    return { store, serverStore: store, parts: [], versions: {} };
  }
  const program = required(programs.objectStore, 'versitygw');
  const { part, store } = await startObjectStore({ supervisor, program, logsFolder, ending });
  const endpoint = new URL(await throughGate(context, OBJECT_STORE, store.endpoint)).origin;
  return {
    store,
    serverStore: { ...store, endpoint },
    parts: [part],
    versions: { versitygw: program.version },
  };
}

/** A store that is given by URL is one PostgreSQL or one Redis, and stays as it is. */
function requireThatItCanBe({ topology, primary, databaseUrl, redisUrl }: StoresOptions): void {
  const isGiven = primary ? primary.own === null : databaseUrl !== undefined;
  if (topology.replicas > 0 && isGiven)
    throw new ProofloadError(
      'INVALID_OPTION',
      'Only a PostgreSQL that is started here can have replicas.',
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
      'REDIS_URL names a single Redis, but this system has a Redis cluster.',
      'Leave REDIS_URL out, or set "redisNodes" to 1.',
    );
}

/** Servers would be redirected for every key that another node holds. */
function notOneRedis(): ProofloadError {
  return new ProofloadError(
    'INVALID_OPTION',
    'REDIS_URL names a node of a cluster, but a run needs a standalone Redis.',
    'Name a standalone Redis, or leave REDIS_URL out to have a Redis, or a cluster, started here.',
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
