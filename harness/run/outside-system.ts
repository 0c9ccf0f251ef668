import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { hasLoopbackAddresses, requireAllowedTarget } from '../load/allowed-target.ts';
import { certificatesOf } from '../load/k6/environment.ts';
import { reasonOf } from '../model/connection-reason.ts';
import { ProofloadError } from '../model/errors.ts';
import { formatCount } from '../model/format.ts';
import { objectStoreIn } from '../model/object-store.ts';
import type { LoadedPlatform, WorldHeader } from '../model/platform.ts';
import { whyUnreadable } from '../store/disk.ts';
import type { RunFolder } from '../store/index.ts';
import { describeDatabase } from '../system/postgres/database.ts';
import { describeRedis } from '../system/redis/redis.ts';
import { requireBucket } from '../system/storage/store-client.ts';
import { withPrefix } from '../system/stores.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import { processesByName } from '../telemetry/processes-by-name.ts';
import { readMetrics, type ScrapedServer } from '../telemetry/prometheus.ts';
import { makeOwnWorld, OWN_SYSTEM, type OwnWorld } from './own-world.ts';
import type { RunContext } from './prepare-system.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const ADDRESS_TIMEOUT_MS = 3_000;
/** The first address that the generator gives its users. */
const OTHER_LOOPBACK_ADDRESS = '127.1.0.1';

/** A system that was not started here, and what the user told about it. */
export type OutsideTarget = {
  /** without a slash at its end */
  baseUrl: string;
  /** its users: those that the seed of a documented platform has logged in, in a file that stays where it is; or what is sent to a system of one's own */
  world: { file: string; userCount: number } | OwnWorld;
  /** of a system of one's own: hashes of what is sent, by name */
  sentParts?: Readonly<Record<string, string>>;
  /** of a system of one's own: what data it holds, as its config says */
  dataLabel?: string;
  /** those of its servers whose metrics may be read */
  metrics: ScrapedServer[];
  /** names of programs of the system that run on this machine */
  processes?: readonly string[];
  /** to which a load may go besides the loopback */
  allowedHosts: string[];
};

function seenInWords(seen: readonly (string | false)[]): string {
  const named = seen.filter((each) => each !== false);
  return named.length === 0
    ? 'only its responses are observed'
    : `besides its responses, observed: ${named.join(', ')}`;
}

export type ConnectOptions = Pick<RunContext, 'env' | 'signal' | 'onProgress'> & {
  platform: Pick<LoadedPlatform, 'slug'>;
  target: OutsideTarget;
};

/**
 * Makes sure that a load may go to a system, and that everything that was asked for can be observed. Whether it answers is checked later,
 * with its first request (first-request.ts). DATABASE_URL, REDIS_URL and S3_ENDPOINT, if set, are where the system keeps its data.
 * @throws ProofloadError TARGET_NOT_ALLOWED, TARGET_UNREACHABLE, WORLD_UNUSABLE, LOGIN_FAILED, DATABASE_UNREACHABLE, REDIS_UNREACHABLE,
 * OBJECT_STORE_UNREACHABLE
 */
export async function connectToSystem(
  { platform, target, env, signal, onProgress }: ConnectOptions,
  { folder, supervisor, k6 }: { folder: RunFolder; supervisor: Supervisor; k6: string },
): Promise<SystemUnderTest> {
  const { baseUrl, world, metrics, processes = [], allowedHosts } = target;
  requireAllowedTarget(baseUrl, allowedHosts);
  onProgress({ kind: 'begin', step: 'servers', label: `looking for the system at ${baseUrl}` });
  if ('file' in world) await readWorld(world.file, platform.slug);
  for (const each of metrics) await requireMetrics(each, signal);
  requireProcesses(processes);
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = env;
  const database = databaseUrl ? await describeDatabase(databaseUrl) : null;
  const redis = redisUrl ? await describeRedis(redisUrl) : null;
  const objectStore = objectStoreIn(env);
  if (objectStore) await requireBucket(objectStore);
  onProgress({
    kind: 'end',
    step: 'servers',
    detail: seenInWords([
      metrics.length > 0 && `metrics of ${formatCount(metrics.length, 'server')}`,
      database !== null && 'the database',
      redis !== null && 'the cache',
      processes.length > 0 && `processes (${processes.join(', ')})`,
    ]),
  });
  const access = { allowedHosts, ownAddresses: await answersAnyLoopbackAddress(baseUrl) };
  const client = { k6, baseUrl, ...access, certificates: certificatesOf(env), folder: folder.k6Folder };
  const own =
    'file' in world ? null : await makeOwnWorld(world, { ...client, supervisor, signal, onProgress });
  return {
    baseUrl,
    worldFile: 'file' in world ? world.file : own!.worldFile,
    access,
    ...(own && { named: { ...OWN_SYSTEM, hide: own.hide } }),
    versions: { ...(database && { postgres: database.version }), ...(redis && { redis: redis.version }) },
    serverSettings: {
      ...withPrefix('postgres', database?.settings ?? {}),
      ...withPrefix('redis', redis?.settings ?? {}),
    },
    observed: {
      processes: () => processesByName(processes),
      servers: metrics,
      ...(databaseUrl && { database: { databaseUrl, replicaUrls: [], hasOwnStatistics: false } }),
      cacheUrls: redisUrl ? [redisUrl] : [],
    },
    ...(objectStore && { objectStore: { address: objectStore, clientOrigin: objectStore.endpoint } }),
    wrongAnswer: ({ sentence, hint }) => new ProofloadError('TARGET_UNREACHABLE', sentence, hint),
  };
}

/**
 * Reads the fields that the harness uses from the file that a platform's seed wrote.
 * @throws ProofloadError WORLD_UNUSABLE
 */
export async function readWorld(worldFile: string, slug: string): Promise<WorldHeader> {
  let world: Partial<WorldHeader> | null;
  try {
    world = JSON.parse(await readFile(worldFile, 'utf8')) as Partial<WorldHeader> | null;
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : whyUnreadable(error);
    throw worldUnusable(worldFile, reason);
  }
  if (typeof world !== 'object' || world === null) throw worldUnusable(worldFile, 'it is not an object');
  const { platform, userCount, examples, today, password } = world;
  if (platform !== slug) throw worldUnusable(worldFile, `it is not for ${slug}`);
  if (!Array.isArray(examples) || examples.length === 0 || !(Number(userCount) > 0))
    throw worldUnusable(worldFile, 'it has no users');
  if (typeof today !== 'string' || typeof password !== 'string')
    throw worldUnusable(worldFile, 'it has no day or no password');
  return world as WorldHeader;
}

/**
 * Reads a server's metrics once, the way telemetry will read them every second.
 * @throws ProofloadError TARGET_UNREACHABLE
 */
async function requireMetrics(server: ScrapedServer, signal: AbortSignal) {
  const { url, path = '/metrics', mapping } = server;
  try {
    const metrics = await readMetrics(server, ANSWER_TIMEOUT_MS);
    // Some servers report a metric only once it has a value, so one that is mapped may still be missing.
    if (!mapping && metrics.size === 0) throw new Error('it has no metric of a server');
  } catch (error) {
    signal.throwIfAborted();
    throw new ProofloadError(
      'TARGET_UNREACHABLE',
      `The metrics of a server cannot be read at ${url}${path}: ${reasonOf((error as Error).cause ?? error)}.`,
      mapping
        ? 'Check telemetry.metrics of the config: the address and the token.'
        : 'Check --metrics: the address of each server itself, and its token.',
      { cause: error },
    );
  }
}

/** @throws ProofloadError TARGET_UNREACHABLE when no process has one of the names */
function requireProcesses(names: readonly string[]): void {
  const found = processesByName(names).map(({ name }) => name);
  const missing = names.find((name) => !found.includes(name));
  if (missing === undefined) return;
  throw new ProofloadError(
    'TARGET_UNREACHABLE',
    `No process called "${missing}" runs on this machine.`,
    'Check telemetry.processes of the config: the name of a program such as "postgres", or of the file that an interpreter runs.',
  );
}

/**
 * Whether every user can have an address of its own. A port that a container engine publishes on the loopback may answer only 127.0.0.1,
 * because responses to other addresses are not routed back.
 */
export async function answersAnyLoopbackAddress(baseUrl: string): Promise<boolean> {
  if (!hasLoopbackAddresses(baseUrl)) return false;
  const { hostname, port, protocol } = new URL(baseUrl);
  const socket = connect({
    host: hostname,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    localAddress: OTHER_LOOPBACK_ADDRESS,
    family: 4,
    signal: AbortSignal.timeout(ADDRESS_TIMEOUT_MS),
  });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function worldUnusable(worldFile: string, reason: string): ProofloadError {
  return new ProofloadError(
    'WORLD_UNUSABLE',
    `The users cannot be read from ${worldFile}: ${reason}.`,
    "Give the file that the system's own seed wrote: --world world.json",
  );
}
