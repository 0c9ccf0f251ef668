import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bundleScenario } from '../load/k6/bundle.ts';
import { endedBy } from '../model/ended-by.ts';
import type { ProofloadError } from '../model/errors.ts';
import type { Indicator } from '../model/indicator.ts';
import type { LoadProfile } from '../model/load.ts';
import type { LoadedPlatform, PlacedPlatform } from '../model/platform.ts';
import type { CodeIdentity, DatasetState, Integrity, Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import { serverNames, type Topology } from '../model/topology.ts';
import type { Verdict } from '../model/verdict.ts';
import { claimFolder, createRunFolder, newRunId, type RunFolder, RunJournal } from '../store/index.ts';
import { requirePossibleFaults } from '../system/faults/impossible-faults.ts';
import { blamingOwnStores } from '../system/own-stores.ts';
import { gatedPartsIn, givenStoresIn, plannedParts } from '../system/planned-parts.ts';
import { reachingDatabase } from '../system/postgres/database.ts';
import { findK6 } from '../system/programs/programs.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import { rehearseChecks } from '../telemetry/acknowledgements.ts';
import { codeIdentity } from '../telemetry/code-identity.ts';
import { datasetState } from '../telemetry/dataset-state.ts';
import { provenanceOf } from '../telemetry/provenance.ts';
import { STORED_FILES } from '../telemetry/stored-files.ts';
import { contradictionsOf, exceededLimits, refuseContradictions } from '../verdict/contradictions.ts';
import { checkData, rehearseStoredFiles } from './check-data.ts';
import { bundleFileOf, driveLoads } from './drive-loads.ts';
import { requireOpenFiles } from './files-needed.ts';
import { firstRequestBundleOf, requireFirstAnswer } from './first-request.ts';
import { judgeRun } from './judge-run.ts';
import { connectToSystem, type OutsideTarget } from './outside-system.ts';
import { withPlantedDefects } from './planted-profile.ts';
import { ownStoreLogs, prepare, type RunContext, type SystemPlan } from './prepare-system.ts';
import { requireRoomForRun, systemNeedsBytes } from './room-for-run.ts';
import { isInterruption, supervised } from './supervised.ts';
import type { SystemUnderTest } from './system-under-test.ts';
import { untilAborted } from './until-aborted.ts';

/** Everything that determines a run. Two runs with equal options differ only in time and chance. */
export type RunOptions = RunContext & {
  profile: LoadProfile;
  runsFolder: string;
  commandLine: string[];
  /** indicators that are recorded in addition to those of the targets */
  measures?: readonly Indicator[];
} & ((SystemPlan & { target?: undefined }) | OnOutsideSystem);

/** A system that exists already, instead of one that is built here. */
export type OnOutsideSystem = { platform: LoadedPlatform; target: OutsideTarget };

export type FinishedRun = { folder: RunFolder; run: Run; summary: Summary; verdict: Verdict };

/** of users, where everyone is the same client */
const ANY_NUMBER = Number.POSITIVE_INFINITY;

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');

/**
 * Builds the system, fills it, loads it, takes it down, and judges what was measured. Whatever happens, everything that was
 * started is stopped before this returns, and what was measured is in the run folder: an interrupted run is
 * `aborted`, one that lost a part is `failed`, and both are still judged if a load had begun.
 * @throws ProofloadError TARGETS_CONTRADICT, FAULT_IMPOSSIBLE, OPEN_FILE_LIMIT, MACHINE_TOO_SMALL before anything else; any error if no
 * load had begun
 */
export async function runOnce(planned: RunOptions): Promise<FinishedRun> {
  const { platform, onProgress, plantedDefects } = planned;
  const profile = withPlantedDefects(planned.profile, plantedDefects, serversOf(planned));
  const options = { ...planned, profile, gated: gatedPartsIn(profile.loads) };
  refuseContradictions(contradictionsIn(options), platform);
  if (options.target) {
    requireRoomForRun(profile, 0);
  } else {
    const { topology, datasetSize, env } = options;
    requirePossibleFaults(profile, plannedParts(topology, givenStoresIn(env)));
    requireRoomForRun(profile, systemNeedsBytes(topology, options.platform.population, datasetSize));
  }
  await requireOpenFiles(profile.loads, topologyOf(options), platform);
  const startedAt = new Date();
  const id = newRunId({ startedAt, platform: platform.slug, random: randomBytes(3).toString('hex') });
  const folder = await createRunFolder(options.runsFolder, id);
  using claim = await claimFolder(folder.path); // a run whose end cannot be written counts as killed: the next command closes it
  const run = await newRun(options, id, startedAt);
  const journal = new RunJournal(folder, run);
  await journal.save().catch(async (error: unknown) => {
    await rm(folder.path, { recursive: true, force: true }); // no run began, so none is left
    throw error;
  });

  onProgress({ kind: 'recording', folder });
  const failure = await carryOut(options, folder, journal);
  run.state = failure === null ? 'complete' : isInterruption(failure) ? 'aborted' : 'failed';
  if (failure !== null) run.endedBy = endedBy(failure);
  await journal.save().catch((error: unknown) => {
    throw failure ?? error;
  });
  await claim.release();
  if (failure !== null && run.phases.length === 0) throw failure;

  onProgress({ kind: 'begin', step: 'verdict', label: 'judging and drawing the report' });
  const { summary, verdict } = await judgeRun(folder);
  onProgress({ kind: 'end', step: 'verdict', detail: 'report.html, report.md, junit.xml' });
  return { folder, run, summary, verdict };
}

/** Fills the journal's run as it goes. Returns the error that ended it early, or null. */
async function carryOut(options: RunOptions, folder: RunFolder, journal: RunJournal): Promise<unknown> {
  const { onProgress, platform } = options;
  const supervision = {
    logFile: join(folder.logsFolder, 'guardian.log'),
    signal: options.signal,
    interruption: 'The run was interrupted; what had been measured is in its folder.',
    onDeath: ({ message }: ProofloadError) => {
      journal.note({ atMs: Date.now(), kind: 'part-died', what: message });
      onProgress({ kind: 'event', what: message });
    },
  };
  try {
    await bundleScenario(platform.scenario.loadFile, bundleFileOf(folder));
    await bundleScenario(platform.scenario.firstRequestFile, firstRequestBundleOf(folder));
    return await supervised(supervision, ({ supervisor, ending }) => {
      const work = () => buildAndMeasure({ ...options, signal: ending.signal }, folder, supervisor, journal);
      return options.target ? work() : blamingOwnStores(ownStoreLogs(options, folder), work);
    });
  } catch (error) {
    return error; // the scenario does not compile: nothing was started
  }
}

async function buildAndMeasure(
  options: RunOptions,
  folder: RunFolder,
  supervisor: Supervisor,
  journal: RunJournal,
): Promise<void> {
  const { platform } = options;
  const { run } = journal;
  const k6 = await findK6(options.env);
  const preparing = options.target
    ? connectToSystem(options, { folder, supervisor, k6: k6.path })
    : prepare(options, folder, supervisor);
  const system = await untilAborted(preparing, options.signal);
  run.provenance = {
    ...run.provenance,
    versions: { ...run.provenance.versions, ...system.versions, k6: k6.version },
    serverSettings: system.serverSettings,
    datasetFingerprint: system.dataset?.fingerprint ?? null,
    datasetRows: system.dataset?.rows ?? {},
  };
  await using leftovers = new AsyncDisposableStack();
  leftovers.defer(() => system.leave?.());
  await requireFirstAnswer(options, folder, supervisor, system, k6.path);
  const { database } = system.observed;
  if (database) {
    const { databaseUrl } = database;
    const { dataChecks = [] } = platform;
    if (dataChecks.length > 0)
      await reachingDatabase(databaseUrl, () => rehearseChecks(databaseUrl, dataChecks));
  }
  await rehearseStoredFiles(platform, system);
  const before = await lookAtIntegrity(options, folder, system);
  run.observed = observedSources(system, before);
  run.integrity = integrityOf(before, null);
  await journal.save();

  await driveLoads(options, folder, supervisor, system, k6.path, journal);
  const facts = await system.facts?.();
  if (facts) run.facts = facts;

  run.dataChecks = await checkData(options, folder, system);
  run.integrity = integrityOf(before, await lookAtIntegrity(options, folder, system));
}

/**
 * The platform's own load must be able to show its targets. A load that was made smaller on purpose need not: it leaves targets
 * inconclusive. No load may ask more of a user than the system allows.
 */
function contradictionsIn(options: RunOptions): string[] {
  const { platform, profile, randomSeed } = options;
  const { targets, userLimits = [], dataChecks = [], storedFiles, sizes, population } = platform;
  const platformChecks = [...dataChecks, ...(storedFiles ? [{ name: STORED_FILES }] : [])];
  const { full } = sizes;
  const documented = platform.profileFor({
    users: full.users,
    ratePerSec: full.ratePerSec,
    quick: false,
    servers: platform.documented ? serverNames(platform.documented) : [],
    randomSeed,
  });
  const users = options.target
    ? (options.target.world.userCount ?? ANY_NUMBER)
    : options.platform.population.usersIn(options.datasetSize);
  return [
    ...contradictionsOf({
      targets,
      profile: documented,
      userLimits,
      dataChecks: platformChecks,
      users: population?.usersIn(full.dataset) ?? users,
    }),
    ...exceededLimits(profile, userLimits, users),
  ];
}

/** null for a system that was not started here */
function topologyOf(options: RunOptions): Topology | null {
  return options.target ? null : options.topology;
}

/** Names of the servers that were started here. */
function serversOf(options: RunOptions): string[] {
  const topology = topologyOf(options);
  return topology ? serverNames(topology) : [];
}

type IntegrityLook = { dataset: DatasetState | null; code: CodeIdentity };

/** Without a data set of ours, only the tables that a load does not change are known by name. */
async function lookAtIntegrity(
  { platform }: RunOptions,
  folder: RunFolder,
  { observed, dataset }: SystemUnderTest,
): Promise<IntegrityLook> {
  const databaseUrl = observed.database?.databaseUrl;
  const { unchangedTables = [] } = platform;
  const tables = dataset ? Object.keys(dataset.rows) : unchangedTables;
  return {
    dataset:
      databaseUrl === undefined || tables.length === 0
        ? null
        : await reachingDatabase(databaseUrl, () => datasetState({ databaseUrl, tables, unchangedTables })),
    code: await codeIdentity(PROJECT_FOLDER, foldersOf(platform), bundleFileOf(folder)),
  };
}

function observedSources(
  { observed }: SystemUnderTest,
  { dataset }: IntegrityLook,
): NonNullable<Run['observed']> {
  const { servers, database, cacheUrls, edgeStatusUrl, processes } = observed;
  return {
    servers: servers.map(({ name }) => name),
    database: database !== undefined,
    cache: cacheUrls.length > 0,
    edge: edgeStatusUrl !== undefined,
    processes: processes().length > 0,
    data: dataset !== null,
  };
}

/** Of a documented platform, those of its server, seed and scenario. The scenario of a system of one's own is all in the bundle. */
function foldersOf(platform: LoadedPlatform | PlacedPlatform): string[] {
  return 'folders' in platform ? Object.values(platform.folders) : [];
}

/** `after` is null until the load is over. */
function integrityOf(before: IntegrityLook, after: IntegrityLook | null): Integrity {
  return {
    dataset: before.dataset && { before: before.dataset, after: after?.dataset ?? null },
    code: { before: before.code, after: after?.code ?? null },
  };
}

/** How a run calls the scenario of its load. */
export function scenarioNameOf({ scenario }: Pick<LoadedPlatform, 'scenario'>): string {
  return relative(PROJECT_FOLDER, scenario.loadFile);
}

async function newRun(options: RunOptions, id: string, startedAt: Date): Promise<Run> {
  const { slowStatementMs } = options.platform;
  return {
    schemaVersion: 5,
    id,
    platform: options.platform.slug,
    title: options.platform.title,
    scenario: scenarioNameOf(options.platform),
    target: options.target?.baseUrl ?? null,
    topology: topologyOf(options),
    ...(options.platform.documented ? {} : { promisedBy: 'config' }),
    ...(options.target?.sentParts && { sentParts: options.target.sentParts }),
    ...(options.target?.dataLabel && { dataLabel: options.target.dataLabel }),
    targets: options.platform.targets,
    sessionFamily: options.platform.caches?.session ?? null,
    plantedDefects: options.plantedDefects,
    profile: options.profile,
    startedAt: startedAt.toISOString(),
    phases: [],
    events: [],
    state: 'running',
    dataChecks: [],
    statements: [],
    ...(slowStatementMs !== undefined && { slowStatementMs }),
    provenance: await provenanceOf(PROJECT_FOLDER, options),
  };
}
