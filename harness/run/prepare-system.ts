import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueSessions, type SeedProgress, seedPlatform } from '../../seed/index.ts';
import type { DatasetManifest } from '../model/dataset.ts';
import { formatBytes, formatCount } from '../model/format.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import type { PlantedFaults } from '../model/run.ts';
import type { Topology } from '../model/topology.ts';
import { writingTo } from '../store/disk.ts';
import type { RunFolder } from '../store/index.ts';
import type { OwnStoreLogs } from '../system/own-stores.ts';
import { reachingDatabase } from '../system/postgres/database.ts';
import { findPrograms, type Programs } from '../system/programs/programs.ts';
import { type Primary, type Stores, startStores } from '../system/stores.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import { type System, startSystem } from '../system/system.ts';
import { identityOfDatabase } from '../telemetry/identity-of-database.ts';
import { workersHere } from '../telemetry/machine-limits.ts';
import type { PartSighting } from '../telemetry/part-watch.ts';
import type { OnProgress } from './progress.ts';

/** What the system under test is made of, and where. */
export type SystemPlan = {
  platform: PlacedPlatform;
  topology: Topology;
  plantedFaults: PlantedFaults;
  /** in the unit of the platform's population */
  datasetSize: number;
  randomSeed: number;
  /** port of the balancer; a free one when left out */
  port?: number;
  /** says where programs are, and DATABASE_URL and REDIS_URL if given */
  env: Readonly<Record<string, string | undefined>>;
  /** data that are there already, in a database of their own for this run; left out: they are made */
  dataset?: CopiedDataset;
  signal: AbortSignal;
  onProgress: OnProgress;
};

/** A copy of a data set, on a PostgreSQL that lives on. */
export type CopiedDataset = {
  primary: Primary;
  /** name of the database that holds the copy */
  database: string;
  manifest: DatasetManifest;
  /** what it was copied from, with all of the document's indexes */
  documentedUrl: string;
};

/** A system under test that holds its data and answers, and what the generator must know of it. */
export type Prepared = {
  programs: Programs;
  stores: Stores;
  /** what PostgreSQL was when it was ready: one that crashes while it is filled and comes back is another one */
  databaseAtFirst: PartSighting;
  manifest: DatasetManifest;
  /** secrets of every user, in a work folder: it goes with the system, however that ends */
  worldFile: string;
  system: System;
};

/** How a step of the seed reads, and where in the whole of it one stands. */
const SEED_STEPS: Record<SeedProgress['step'], string> = {
  schema: 'creating tables',
  copy: 'making and loading rows',
  indexes: 'building indexes',
  analyze: 'vacuum and analyze',
};

/**
 * Starts the stores, fills them, and starts the servers behind their balancer, in this order: a server never sees a
 * half-filled database.
 * @throws ProofloadError of whatever could not be had; the supervisor then still has to be stopped
 */
export async function prepare(
  options: SystemPlan,
  folder: RunFolder,
  supervisor: Supervisor,
): Promise<Prepared> {
  const { platform, topology, env, onProgress, signal } = options;
  onProgress({ kind: 'begin', step: 'programs', label: 'looking for programs' });
  const programs = await findPrograms(env, topology);
  onProgress({ kind: 'end', step: 'programs', detail: describePrograms(programs) });

  signal.throwIfAborted();
  onProgress({ kind: 'begin', step: 'stores', label: 'starting PostgreSQL and Redis' });
  const stores = await startStores({
    folder: folder.path,
    supervisor,
    programs,
    topology,
    ...(options.dataset ? { primary: options.dataset.primary, database: options.dataset.database } : {}),
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    ...(env.REDIS_URL ? { redisUrl: env.REDIS_URL } : {}),
  });
  const databaseAtFirst = {
    atMs: Date.now(),
    identity: await reachingDatabase(stores.databaseUrl, () => identityOfDatabase(stores.databaseUrl)),
  };
  onProgress({ kind: 'end', step: 'stores', detail: describeStores(stores) });

  signal.throwIfAborted();
  const manifest = options.dataset?.manifest ?? (await makeDataset(options, stores.databaseUrl));
  await writingTo(folder.datasetFile, () =>
    writeFile(folder.datasetFile, `${JSON.stringify(manifest, null, 2)}\n`),
  );

  signal.throwIfAborted();
  onProgress({ kind: 'begin', step: 'sessions', label: 'logging everyone in' });
  const worldFile = join(await supervisor.makeWorkFolder(), 'world.json');
  await issueSessions({
    platform: platform.folders.seed,
    databaseUrl: stores.databaseUrl,
    redisUrl: stores.redisUrl,
    manifest,
    worldFile,
    onProgress: ({ done, total }) =>
      onProgress({ kind: 'detail', step: 'sessions', detail: 'issuing sessions', fraction: done / total }),
  });
  onProgress({ kind: 'end', step: 'sessions', detail: 'every user has a live session' });

  signal.throwIfAborted();
  onProgress({ kind: 'begin', step: 'servers', label: 'starting the servers' });
  const system = await startSystem({
    stores,
    supervisor,
    programs,
    topology,
    plantedFaults: options.plantedFaults,
    platform: platform.folders.server,
    folder: folder.path,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  onProgress({
    kind: 'end',
    step: 'servers',
    detail: `${formatCount(topology.servers, 'server')} behind nginx at ${system.baseUrl}`,
  });
  return { programs, stores, databaseAtFirst, manifest, worldFile, system };
}

/** Which of a run's stores are Proofload's own, and where they log: of a cluster, the first node. */
export function ownStoreLogs(
  { env, dataset, topology }: Pick<SystemPlan, 'env' | 'dataset' | 'topology'>,
  folder: Pick<RunFolder, 'logsFolder'>,
): OwnStoreLogs {
  const redis = topology.redisNodes > 1 ? 'redis-1.log' : 'redis.log';
  return {
    postgres: env.DATABASE_URL
      ? null
      : (dataset?.primary.own?.part.logFile ?? join(folder.logsFolder, 'postgres.log')),
    redis: env.REDIS_URL ? null : join(folder.logsFolder, redis),
  };
}

/** Fills a database. */
export async function makeDataset(
  { platform, topology, datasetSize, randomSeed, signal, onProgress }: DatasetPlan,
  databaseUrl: string,
): Promise<DatasetManifest> {
  onProgress({ kind: 'begin', step: 'seed', label: 'making the data set' });
  const manifest = await seedPlatform({
    platform: platform.folders.seed,
    databaseUrl,
    size: datasetSize,
    randomSeed,
    workers: workersHere(),
    indexes: topology.indexes,
    signal,
    onProgress: ({ step, done, total }) =>
      onProgress({ kind: 'detail', step: 'seed', detail: SEED_STEPS[step], fraction: done / total }),
  });
  const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
  onProgress({
    kind: 'end',
    step: 'seed',
    detail: `${formatCount(rows, 'row')}, ${formatBytes(manifest.bytes)}`,
  });
  return manifest;
}
export type DatasetPlan = Pick<
  SystemPlan,
  'platform' | 'topology' | 'datasetSize' | 'randomSeed' | 'signal' | 'onProgress'
>;

function describeStores({ serverRole }: Stores): string {
  const who =
    serverRole === null ? '; servers use the role of DATABASE_URL, which may not create one for them' : '';
  return `PostgreSQL and Redis are up${who}`;
}

function describePrograms({ k6, postgresBinDir, redisServer, nginx }: Programs): string {
  const postgres = postgresBinDir ? `PostgreSQL ${postgresBinDir.version}` : 'PostgreSQL by DATABASE_URL';
  const redis = redisServer ? `Redis ${redisServer.version}` : 'Redis by REDIS_URL';
  return `k6 ${k6.version}, ${postgres}, ${redis}, nginx ${nginx.version}`;
}
