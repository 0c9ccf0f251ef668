import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { PlantedFaults, Topology } from '../model/run.ts';
import { LOOPBACK } from './ports.ts';
import { awaitReady } from './readiness.ts';
import type { Part, Supervisor } from './supervisor.ts';

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');
export const REFERENCE_SERVER = join(PROJECT_FOLDER, 'reference-server', 'server.ts');

export type ServerOptions = {
  supervisor: Supervisor;
  /** e.g. "server-1" */
  name: string;
  port: number;
  /** the file that Node runs */
  entry: string;
  platform: string;
  databaseUrl: string;
  redisUrl: string;
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
  const { topology, plantedFaults } = options;
  const { poolMax = topology.poolMax, tableLock: _, slowCache: __, ...ownFaults } = plantedFaults;
  return {
    NODE_ENV: 'production',
    HOST: LOOPBACK,
    PORT: String(options.port),
    SERVER_NAME: options.name,
    PLATFORM: options.platform,
    DATABASE_URL: options.databaseUrl,
    REDIS_URL: options.redisUrl,
    POOL_MAX: String(poolMax),
    POOL_MIN: String(Math.min(topology.poolMin, poolMax)),
    CACHE: topology.cache,
    CACHE_GZIP: String(topology.cacheGzip),
    METRICS_TOKEN: options.metricsToken,
    PLANTED_FAULTS: JSON.stringify(ownFaults),
    TRUST_PROXY: LOOPBACK, // the balancer's address: only from there is X-Forwarded-For believed
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

/** Whether GET /health answers 200, on a connection of its own. */
export async function isHealthy(baseUrl: string): Promise<boolean> {
  const response = await fetch(`${baseUrl}/health`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(2_000),
  });
  await response.body?.cancel();
  return response.status === 200;
}
