import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueSessions, putFiles, type SeedProgress, seedPlatform } from '../../seed/index.ts';
import { requireAllowedTarget } from '../load/allowed-target.ts';
import type { DatasetManifest } from '../model/dataset.ts';
import { ProofloadError } from '../model/errors.ts';
import { formatBytes, formatCount } from '../model/format.ts';
import { type ObjectStoreAddress, objectStoreIn } from '../model/object-store.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import type { PlantedDefects } from '../model/run.ts';
import { serverCount, type Topology } from '../model/topology.ts';
import { writingTo } from '../store/disk.ts';
import type { RunFolder } from '../store/index.ts';
import { plantDefects } from '../system/defects/planted-defects.ts';
import { faultInjector } from '../system/faults/fault-injector.ts';
import type { OwnStoreLogs } from '../system/own-stores.ts';
import { givenStoresIn, type PartProgram, plannedParts } from '../system/planned-parts.ts';
import { reachingDatabase } from '../system/postgres/database.ts';
import { findPrograms, type Programs } from '../system/programs/programs.ts';
import { reachingObjectStore } from '../system/storage/store-client.ts';
import { type Primary, type Stores, startStores } from '../system/stores.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import { startSystem } from '../system/system.ts';
import { identityOfDatabase } from '../telemetry/identity-of-database.ts';
import { workersHere } from '../telemetry/machine-limits.ts';
import { observedOf } from './observed.ts';
import type { OnProgress } from './progress.ts';
import { lookAtSystem } from './system-facts.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** What every system under test is given. */
export type RunContext = {
  plantedDefects: PlantedDefects;
  randomSeed: number;
  /** used to find programs, and holds DATABASE_URL, REDIS_URL and S3_ENDPOINT if given */
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  onProgress: OnProgress;
};

/** What a system that is built here is made of, and where. */
export type SystemPlan = RunContext & {
  platform: PlacedPlatform;
  topology: Topology;
  /** in the unit of the platform's population */
  datasetSize: number;
  /** port of the edge; default: a free one */
  port?: number;
  /** names of the parts that get a gate in front of them, for a load's faults; default: none */
  gated?: readonly string[];
  /** data that exist already, in a separate database for this run; default: they are made */
  dataset?: CopiedDataset;
};

/** A copy of a data set, on a PostgreSQL that outlives the run. */
export type CopiedDataset = {
  primary: Primary;
  /** name of the database that holds the copy */
  database: string;
  manifest: DatasetManifest;
  /** what it was copied from, with all of the document's indexes */
  documentedUrl: string;
};

/** The steps of the seed, as shown to the user. */
const SEED_STEPS: Record<SeedProgress['step'], string> = {
  schema: 'creating tables',
  copy: 'making and loading rows',
  indexes: 'building indexes',
  analyze: 'vacuum and analyze',
};

/**
 * Starts the stores, fills them, and starts the servers behind their balancer, in this order: a server never sees a
 * half-filled database.
 * @throws ProofloadError of whatever could not be found or started; the supervisor then still has to be stopped
 */
export async function prepare(
  options: SystemPlan,
  folder: RunFolder,
  supervisor: Supervisor,
): Promise<SystemUnderTest> {
  const { platform, topology, env, onProgress, signal, dataset, gated = [] } = options;
  onProgress({ kind: 'begin', step: 'programs', label: 'looking for programs' });
  const programs = await findPrograms(env, topology);
  onProgress({ kind: 'end', step: 'programs', detail: describePrograms(programs) });

  signal.throwIfAborted();
  onProgress({ kind: 'begin', step: 'stores', label: `starting ${storesIn(topology)}` });
  const givenObjectStore = objectStoreIn(env);
  if (givenObjectStore) requireAllowedTarget(givenObjectStore.endpoint); // clients send their files there

  const stores = await startStores({
    folder: folder.path,
    supervisor,
    programs,
    topology,
    gated,
    ...(dataset ? { primary: dataset.primary, database: dataset.database } : {}),
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    ...(env.REDIS_URL ? { redisUrl: env.REDIS_URL } : {}),
    ...(givenObjectStore ? { objectStore: givenObjectStore } : {}),
  });
  const databaseAtFirst = {
    atMs: Date.now(),
    identity: await reachingDatabase(stores.databaseUrl, () => identityOfDatabase(stores.databaseUrl)),
  };
  onProgress({ kind: 'end', step: 'stores', detail: describeStores(stores, topology) });

  signal.throwIfAborted();
  const rows = dataset?.manifest ?? (await makeDataset(options, stores.databaseUrl));
  const { objectStore, serverObjectStore } = stores;
  const manifest = objectStore ? { ...rows, files: await makeFiles(options, rows, objectStore) } : rows;
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
    plantedDefects: options.plantedDefects,
    platform: platform.folders.server,
    folder: folder.path,
    gated,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  onProgress({
    kind: 'end',
    step: 'servers',
    detail: `${formatCount(serverCount(topology), 'server')} behind nginx at ${system.baseUrl}`,
  });
  return {
    baseUrl: system.baseUrl,
    worldFile,
    versions: { ...stores.versions, nginx: programs.nginx.version },
    serverSettings: stores.serverSettings,
    observed: observedOf(stores, system, databaseAtFirst),
    ...(objectStore &&
      serverObjectStore && {
        objectStore: { address: objectStore, clientOrigin: serverObjectStore.endpoint },
      }),
    dataset: manifest,
    faults: faultInjector([...stores.parts, ...system.parts], [...stores.gates, ...system.gates]),
    plant: (planted) => plantDefects(planted, stores),
    ...(dataset && {
      facts: () =>
        lookAtSystem(
          stores,
          dataset.documentedUrl,
          [...Object.keys(platform.caches.ttlSec), platform.caches.session],
          system.filesLog,
        ),
    }),
    // A PostgreSQL that outlives the run keeps only the data set, and an object store nothing.
    ...((dataset || env.DATABASE_URL || givenObjectStore) && {
      leave: async () => {
        await system.stop();
        await stores.stop();
      },
    }),
    wrongAnswer: ({ sentence }) =>
      new ProofloadError(
        'PART_NOT_READY',
        sentence,
        `Its parts were started; their logs are in ${folder.logsFolder}.`,
      ),
  };
}

/** The logs of those of a run's stores that are Proofload's own; for a cluster, that of the first node. */
export function ownStoreLogs(
  { env, dataset, topology }: Pick<SystemPlan, 'env' | 'dataset' | 'topology'>,
  { logsFolder }: Pick<RunFolder, 'logsFolder'>,
): OwnStoreLogs {
  const parts = plannedParts(topology, givenStoresIn(env));
  const logOf = (wanted: PartProgram) => {
    const part = parts.find(({ program }) => program === wanted);
    return part ? join(logsFolder, `${part.name}.log`) : null;
  };
  return {
    postgres: dataset?.primary.own?.part.logFile ?? logOf('postgres'),
    redis: logOf('redis'),
    'object-store': logOf('versitygw'),
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

/** Puts the files of the data set into an empty object store. */
async function makeFiles(
  { platform, datasetSize, signal, onProgress }: DatasetPlan,
  { randomSeed }: DatasetManifest,
  store: ObjectStoreAddress,
): Promise<NonNullable<DatasetManifest['files']>> {
  onProgress({ kind: 'begin', step: 'seed', label: 'storing files' });
  const files = await reachingObjectStore(store, () =>
    putFiles({
      platform: platform.folders.seed,
      store,
      size: datasetSize,
      randomSeed,
      signal,
      onProgress: (done) =>
        onProgress({ kind: 'detail', step: 'seed', detail: formatCount(done, 'file'), fraction: null }),
    }),
  );
  onProgress({
    kind: 'end',
    step: 'seed',
    detail: `${formatCount(files.count, 'file')}, ${formatBytes(files.bytes)}`,
  });
  return files;
}

export type DatasetPlan = Pick<
  SystemPlan,
  'platform' | 'topology' | 'datasetSize' | 'randomSeed' | 'signal' | 'onProgress'
>;

function storesIn({ objectStorage }: Topology): string {
  return objectStorage === 'none' ? 'PostgreSQL and Redis' : 'PostgreSQL, Redis and the object store';
}

function describeStores({ serverRole }: Stores, topology: Topology): string {
  const who =
    serverRole === null ? '; servers use the role of DATABASE_URL, which may not create one for them' : '';
  return `${storesIn(topology)} are up${who}`;
}

function describePrograms({ postgresBinDir, redisServer, objectStore, nginx }: Programs): string {
  const postgres = postgresBinDir ? `PostgreSQL ${postgresBinDir.version}` : 'PostgreSQL by DATABASE_URL';
  const redis = redisServer ? `Redis ${redisServer.version}` : 'Redis by REDIS_URL';
  const files = objectStore ? `, versitygw ${objectStore.version}` : '';
  return `${postgres}, ${redis}${files}, nginx ${nginx.version}`;
}
