import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bundleScenario } from '../load/k6/bundle.ts';
import { endedBy } from '../model/ended-by.ts';
import type { ProofloadError } from '../model/errors.ts';
import type { Indicator } from '../model/indicator.ts';
import type { LoadProfile } from '../model/load.ts';
import type { CodeIdentity, DatasetState, Integrity, Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import { serverNames } from '../model/topology.ts';
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
import { firstRequestFileOf, scenarioFileOf } from './load-platform.ts';
import { connectToSystem, type OutsideTarget } from './outside-system.ts';
import { withPlantedDefects } from './planted-profile.ts';
import { ownStoreLogs, prepare, type SystemPlan } from './prepare-system.ts';
import { requireRoomForRun, systemNeedsBytes } from './room-for-run.ts';
import { isInterruption, supervised } from './supervised.ts';
import type { SystemUnderTest } from './system-under-test.ts';
import { untilAborted } from './until-aborted.ts';

/** Everything that determines a run. Two runs with equal options differ only in time and chance. */
export type RunOptions = SystemPlan & {
  profile: LoadProfile;
  runsFolder: string;
  commandLine: string[];
  /** indicators that are recorded in addition to those of the targets */
  measures?: readonly Indicator[];
  /** a system that exists already; default: one is built from `topology` */
  target?: OutsideTarget;
};

export type FinishedRun = { folder: RunFolder; run: Run; summary: Summary; verdict: Verdict };

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');

/**
 * Builds the system, fills it, loads it, takes it down, and judges what was measured. Whatever happens, everything that was
 * started is stopped before this returns, and what was measured is in the run folder: an interrupted run is
 * `aborted`, one that lost a part is `failed`, and both are still judged if a load had begun.
 * @throws ProofloadError TARGETS_CONTRADICT, FAULT_IMPOSSIBLE, OPEN_FILE_LIMIT, MACHINE_TOO_SMALL before anything else; any error if no
 * load had begun
 */
export async function runOnce(planned: RunOptions): Promise<FinishedRun> {
  const { platform, onProgress, plantedDefects, topology } = planned;
  const profile = withPlantedDefects(planned.profile, plantedDefects, serverNames(topology));
  const options = { ...planned, profile, gated: gatedPartsIn(profile.loads) };
  refuseContradictions(contradictionsIn(options));
  if (!planned.target) requirePossibleFaults(profile, plannedParts(topology, givenStoresIn(planned.env)));
  requireRoomForRun(
    profile,
    planned.target ? 0 : systemNeedsBytes(topology, platform.population, planned.datasetSize),
  );
  await requireOpenFiles(profile.loads, planned.target ? null : topology);
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
    await bundleScenario(scenarioFileOf(platform), bundleFileOf(folder));
    await bundleScenario(firstRequestFileOf(platform), firstRequestBundleOf(folder));
    return await supervised(supervision, ({ supervisor, ending }) =>
      blamingOwnStores(ownStoreLogs(options, folder), () =>
        buildAndMeasure({ ...options, signal: ending.signal }, folder, supervisor, journal),
      ),
    );
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
    ? connectToSystem(options, options.target)
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
    await reachingDatabase(databaseUrl, () => rehearseChecks(databaseUrl, platform.dataChecks));
  }
  await rehearseStoredFiles(platform, system);
  const before = await lookAtIntegrity(options, folder, system);
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
function contradictionsIn({
  platform,
  profile,
  datasetSize,
  target,
  topology,
  randomSeed,
}: RunOptions): string[] {
  const { targets, userLimits, dataChecks, storedFiles, sizes, population } = platform;
  const platformChecks = [...dataChecks, ...(storedFiles ? [{ name: STORED_FILES }] : [])];
  const { full } = sizes;
  const documented = platform.profileFor({
    users: full.users,
    ratePerSec: full.ratePerSec,
    quick: false,
    servers: serverNames(topology),
    randomSeed,
  });
  return [
    ...contradictionsOf({
      targets,
      profile: documented,
      userLimits,
      dataChecks: platformChecks,
      users: population.usersIn(full.dataset),
    }),
    ...exceededLimits(profile, userLimits, target?.userCount ?? population.usersIn(datasetSize)),
  ];
}

type IntegrityLook = { dataset: DatasetState | null; code: CodeIdentity };

/** Without a data set of ours, only the tables that a load does not change are known by name. */
async function lookAtIntegrity(
  { platform }: RunOptions,
  folder: RunFolder,
  { observed, dataset }: SystemUnderTest,
): Promise<IntegrityLook> {
  const databaseUrl = observed.database?.databaseUrl;
  const { unchangedTables } = platform;
  const tables = dataset ? Object.keys(dataset.rows) : unchangedTables;
  return {
    dataset:
      databaseUrl === undefined
        ? null
        : await reachingDatabase(databaseUrl, () => datasetState({ databaseUrl, tables, unchangedTables })),
    code: await codeIdentity(PROJECT_FOLDER, platform.folders, bundleFileOf(folder)),
  };
}

/** `after` is null until the load is over. */
function integrityOf(before: IntegrityLook, after: IntegrityLook | null): Integrity {
  return {
    dataset: before.dataset && { before: before.dataset, after: after?.dataset ?? null },
    code: { before: before.code, after: after?.code ?? null },
  };
}

async function newRun(options: RunOptions, id: string, startedAt: Date): Promise<Run> {
  const { slowStatementMs } = options.platform;
  return {
    schemaVersion: 5,
    id,
    platform: options.platform.slug,
    title: options.platform.title,
    scenario: relative(PROJECT_FOLDER, scenarioFileOf(options.platform)),
    target: options.target?.baseUrl ?? null,
    topology: options.target ? null : options.topology,
    targets: options.platform.targets,
    sessionFamily: options.platform.caches.session,
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
