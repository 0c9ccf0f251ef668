import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Edge } from '../../../reference-server/core/edge-url.ts';
import { objectStoreVariables } from '../../model/object-store.ts';
import type { PlantedDefects } from '../../model/run.ts';
import type { ServerGroup, Topology } from '../../model/topology.ts';
import { sourceModule } from '../../program/source-module.ts';
import { BALANCER_ADDRESS } from '../nginx/nginx-config.ts';
import { Part } from '../part.ts';
import { compileCacheVariable } from '../programs/compile-cache.ts';
import type { Stores } from '../stores.ts';
import { LOOPBACK } from '../supervision/ports.ts';
import type { Supervisor } from '../supervision/supervisor.ts';

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..', '..');
export const REFERENCE_SERVER = sourceModule(join(PROJECT_FOLDER, 'reference-server'), 'server');

/** What a server is told about the stores. */
export type ServerStores = Pick<
  Stores,
  'serverDatabaseUrl' | 'serverReplicaUrls' | 'serverRedisNodes' | 'serverObjectStore'
>;

export type ServerOptions = {
  supervisor: Supervisor;
  /** e.g. "server-1" */
  name: string;
  group: ServerGroup;
  port: number;
  /** the file that Node runs, and its arguments */
  entry: readonly [string, ...string[]];
  platform: string;
  stores: ServerStores;
  topology: Topology;
  /** where signed downloads go; null: to the object store */
  edge: Edge | null;
  plantedDefects: PlantedDefects;
  metricsToken: string;
  logFile: string;
};

export function newMetricsToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The environment of an application server: everything that it is told. */
export function serverEnvironment(options: Omit<ServerOptions, 'supervisor' | 'entry' | 'logFile'>) {
  const { stores, topology, plantedDefects, group, edge } = options;
  const files = stores.serverObjectStore;
  const { poolMax = group.poolMax ?? topology.poolMax, slowStatement, heavyStatement } = plantedDefects;
  const { poolMin = topology.poolMin } = group;
  const { failedResponseRatio, failsWithoutCache, blockedEventLoop } = plantedDefects;
  const failures = { failedResponseRatio, failsWithoutCache };
  const ownDefects = { slowStatement, heavyStatement, ...failures, blockedEventLoop };
  return {
    NODE_ENV: 'production',
    HOST: LOOPBACK,
    PORT: String(options.port),
    SERVER_NAME: options.name,
    SERVER_KIND: group.kind,
    PLATFORM: options.platform,
    DATABASE_URL: stores.serverDatabaseUrl,
    DATABASE_BOUNCER: String(topology.pgbouncer),
    DATABASE_REPLICA_URLS: stores.serverReplicaUrls.join(','),
    REDIS_URL: stores.serverRedisNodes[0]!.url,
    REDIS_CLUSTER:
      stores.serverRedisNodes.length > 1
        ? stores.serverRedisNodes.map(({ host, port }) => `${host}:${port}`).join(',')
        : '',
    POOL_MAX: String(poolMax),
    POOL_MIN: String(Math.min(poolMin, poolMax)),
    CACHE: topology.cache,
    CACHE_MEMORY_ENTRIES: String(topology.memoryCacheEntries),
    CACHE_MEMORY_TTL_SEC: String(topology.memoryCacheTtlSec),
    CACHE_TTL_FACTOR: String(topology.cacheTtlFactor),
    CACHE_GZIP: String(topology.cacheGzip),
    SINGLE_FLIGHT: String(topology.singleFlight),
    PLATFORM_SETTINGS: JSON.stringify(topology.platform),
    ...(files && {
      ...objectStoreVariables(files),
      ...(edge && { EDGE_URL: edge.url, EDGE_SECRET: edge.secret }),
    }),
    METRICS_TOKEN: options.metricsToken,
    PLANTED_DEFECTS: JSON.stringify(ownDefects),
    TRUST_PROXY: BALANCER_ADDRESS, // X-Forwarded-For is trusted only from there
  };
}

/** One application server, not started yet. It is ready when it reports that it is healthy. */
export function serverPart(options: ServerOptions): Part {
  const { supervisor, name, logFile } = options;
  return new Part({
    supervisor,
    program: {
      name,
      command: process.execPath,
      args: [...options.entry],
      env: { ...compileCacheVariable(), ...serverEnvironment(options) },
      cwd: PROJECT_FOLDER,
      logFile,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 12_000, // longer than the server's own limit for a graceful end
    },
    probe: () => isHealthy(`http://${LOOPBACK}:${options.port}`),
  });
}

/** Whether GET /health answers 200, on a connection of its own. Rejects with what it answered instead. */
export async function isHealthy(baseUrl: string): Promise<boolean> {
  const response = await fetch(`${baseUrl}/health`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(2_000),
  });
  const body = await response.text();
  if (response.status === 200) return true;
  throw new Error(`GET /health was answered ${response.status} ${body.slice(0, MOST_QUOTED)}`);
}

/** Characters of a body: the state of a server is shorter, and an error page need not be quoted. */
const MOST_QUOTED = 300;
