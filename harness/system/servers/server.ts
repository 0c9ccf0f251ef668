import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { PlantedFaults } from '../../model/run.ts';
import type { Topology } from '../../model/topology.ts';
import { BALANCER_ADDRESS } from '../nginx/nginx-config.ts';
import type { Stores } from '../stores.ts';
import { LOOPBACK } from '../supervision/ports.ts';
import { awaitReady } from '../supervision/readiness.ts';
import type { Part, Supervisor } from '../supervision/supervisor.ts';

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..', '..');
export const REFERENCE_SERVER = join(PROJECT_FOLDER, 'reference-server', 'server.ts');

/** What a server is told of the stores. */
export type ServerStores = Pick<
  Stores,
  'serverDatabaseUrl' | 'serverReplicaUrls' | 'redisUrl' | 'redisNodes'
>;

export type ServerOptions = {
  supervisor: Supervisor;
  /** e.g. "server-1" */
  name: string;
  port: number;
  /** the file that Node runs */
  entry: string;
  platform: string;
  stores: ServerStores;
  topology: Topology;
  plantedFaults: PlantedFaults;
  metricsToken: string;
  logFile: string;
};

export function newMetricsToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The environment of an application server: all that it is told. */
export function serverEnvironment(options: Omit<ServerOptions, 'supervisor' | 'entry' | 'logFile'>) {
  const { stores, topology, plantedFaults } = options;
  const { poolMax = topology.poolMax, slowStatement, heavyStatement } = plantedFaults;
  const { failedResponseRatio, blockedEventLoop } = plantedFaults;
  const ownFaults = { slowStatement, heavyStatement, failedResponseRatio, blockedEventLoop };
  return {
    NODE_ENV: 'production',
    HOST: LOOPBACK,
    PORT: String(options.port),
    SERVER_NAME: options.name,
    PLATFORM: options.platform,
    DATABASE_URL: stores.serverDatabaseUrl,
    DATABASE_BOUNCER: String(topology.pgbouncer),
    DATABASE_REPLICA_URLS: stores.serverReplicaUrls.join(','),
    REDIS_URL: stores.redisUrl,
    REDIS_CLUSTER:
      stores.redisNodes.length > 1
        ? stores.redisNodes.map(({ host, port }) => `${host}:${port}`).join(',')
        : '',
    POOL_MAX: String(poolMax),
    POOL_MIN: String(Math.min(topology.poolMin, poolMax)),
    CACHE: topology.cache,
    CACHE_MEMORY_ENTRIES: String(topology.memoryCacheEntries),
    CACHE_MEMORY_TTL_SEC: String(topology.memoryCacheTtlSec),
    CACHE_TTL_FACTOR: String(topology.cacheTtlFactor),
    CACHE_GZIP: String(topology.cacheGzip),
    SINGLE_FLIGHT: String(topology.singleFlight),
    PLATFORM_SETTINGS: JSON.stringify(topology.platform),
    METRICS_TOKEN: options.metricsToken,
    PLANTED_FAULTS: JSON.stringify(ownFaults),
    TRUST_PROXY: BALANCER_ADDRESS, // only from there is X-Forwarded-For believed
  };
}

/**
 * Starts one application server and waits until it says that it is healthy.
 * @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL
 */
export async function startServer(options: ServerOptions): Promise<Part> {
  const part = await options.supervisor.spawn({
    name: options.name,
    lifetime: 'service',
    command: process.execPath,
    args: [options.entry],
    env: serverEnvironment(options),
    cwd: PROJECT_FOLDER,
    logFile: options.logFile,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 12_000, // longer than the server's own limit for a graceful end
  });
  await awaitReady(part, () => isHealthy(`http://${LOOPBACK}:${options.port}`));
  return part;
}

/** GET /health answers 200, on a connection of its own. Rejects with what it answered instead. */
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
