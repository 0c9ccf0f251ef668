import { randomBytes } from 'node:crypto';
import { join, relative } from 'node:path';
import type { Comparison } from '../model/comparison.ts';
import type { DatasetManifest } from '../model/dataset.ts';
import { endedBy } from '../model/ended-by.ts';
import { ProofloadError } from '../model/errors.ts';
import type { ExperimentRun, Repetition } from '../model/experiment.ts';
import { formatCount } from '../model/format.ts';
import { proofloadCommand } from '../model/installation.ts';
import { poolConnectionsOf } from '../model/topology.ts';
import { requireOpenFiles } from '../run/files-needed.ts';
import { makeDataset } from '../run/prepare-system.ts';
import { requireRoomForRun, systemNeedsBytes } from '../run/room-for-run.ts';
import { isInterruption, supervised } from '../run/supervised.ts';
import {
  type Claim,
  claimFolder,
  createExperimentFolder,
  type ExperimentFolder,
  openExperimentFolder,
  ownershipOf,
  readExperimentRun,
  writeExperimentRun,
} from '../store/index.ts';
import { blamingOwnStores } from '../system/own-stores.ts';
import { findPrograms } from '../system/programs/programs.ts';
import { type Primary, startPrimary } from '../system/stores.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import { provenanceOf } from '../telemetry/provenance.ts';
import { orderOf } from './design.ts';
import { stopRule } from './differences/stop-rule.ts';
import { judgeComparison } from './judge-comparison.ts';
import { COPY, repeat, type Stage } from './repetition.ts';

export type ExperimentOptions = Omit<Stage, 'folder' | 'run' | 'primary' | 'manifest'> & {
  runsFolder: string;
  randomSeed: number;
  /** the folder of an interrupted experiment to continue; its plan and seed apply */
  resume?: string;
};

export type FinishedComparison = { folder: ExperimentFolder; run: ExperimentRun; comparison: Comparison };

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');

/**
 * Runs an experiment: one PostgreSQL and one data set for all of it, and for every repetition a fresh copy of the data, an empty
 * Redis and the arm's own system, one after the other in the drawn order. Whatever happens, everything that was started is
 * stopped before this returns. Complete repetitions are kept: an interrupted experiment can be resumed.
 * @throws ProofloadError OPEN_FILE_LIMIT, MACHINE_TOO_SMALL before anything starts; EXPERIMENT_FAILED if no repetition was
 * complete; and the errors of what could not be started
 */
export async function runExperiment(options: ExperimentOptions): Promise<FinishedComparison> {
  const { plan } = options;
  for (const { topology } of plan.arms)
    await requireOpenFiles(plan.profile.loads, topology, options.platform);
  const { datasetSize } = plan.experiment.load;
  const largestBytes = Math.max(
    ...plan.arms.map(({ topology }) => systemNeedsBytes(topology, options.platform.population, datasetSize)),
  );
  requireRoomForRun(plan.profile, largestBytes);
  const { folder, run, claim } = await (options.resume === undefined ? begin(options) : goOn(options.resume));
  using _held = claim; // an experiment whose end cannot be written counts as killed: the next command closes it
  const failure = await supervised(
    {
      logFile: join(folder.logsFolder, 'guardian.log'),
      signal: options.signal,
      interruption: `The experiment was interrupted. Continue with: ${proofloadCommand(`compare --resume ${relative('.', folder.path)}`)}`,
    },
    ({ supervisor, ending }) =>
      blamingOwnStores(
        {
          postgres: options.env.DATABASE_URL ? null : join(folder.logsFolder, 'postgres.log'),
          redis: null, // each repetition has its own, and an object store
          'object-store': null,
        },
        () => carryOut({ ...options, signal: ending.signal }, folder, run, supervisor),
      ),
  );
  if (failure !== null) {
    run.state = isInterruption(failure) ? 'aborted' : 'failed';
    run.endedBy = endedBy(failure);
  }
  run.endedAt = new Date().toISOString();
  await writeExperimentRun(folder, run);
  await claim.release();
  const complete = run.repetitions.filter(({ state }) => state === 'complete');
  if (failure !== null && complete.length === 0) throw failure;
  if (complete.length === 0) throw nothingComplete(run);

  options.onProgress({
    kind: 'begin',
    step: 'comparison',
    label: 'comparing the arms and drawing the report',
  });
  const { comparison } = await judgeComparison(folder, run, options.platform);
  options.onProgress({
    kind: 'end',
    step: 'comparison',
    detail: 'comparison.html, comparison.md, comparison.json',
  });
  return { folder, run, comparison };
}

type Begun = { folder: ExperimentFolder; run: ExperimentRun; claim: Claim };

async function begin(options: ExperimentOptions): Promise<Begun> {
  const { plan, randomSeed } = options;
  const startedAt = new Date();
  const folder = await createExperimentFolder(options.runsFolder, {
    startedAt,
    name: plan.experiment.name,
    random: randomBytes(3).toString('hex'),
  });
  const claim = await claimFolder(folder.path);
  const order = orderOf(plan.arms, plan.repetitions, randomSeed);
  const run: ExperimentRun = {
    schemaVersion: 3,
    id: folder.id,
    startedAt: startedAt.toISOString(),
    endedAt: null,
    state: 'running',
    experiment: plan.experiment,
    randomSeed,
    arms: plan.arms,
    repetitions: order.flatMap((block, index) =>
      block.map(
        (arm, position): Repetition => ({
          block: index,
          position,
          arm,
          folder: null,
          state: 'planned',
          attempt: 0,
          reason: null,
        }),
      ),
    ),
    provenance: await provenanceOf(PROJECT_FOLDER, options),
  };
  try {
    await writeExperimentRun(folder, run);
  } catch (error) {
    claim.abandon();
    throw error;
  }
  return { folder, run, claim };
}

/** Continues an experiment. A repetition that was interrupted runs again. */
async function goOn(path: string): Promise<Begun> {
  const folder = await openExperimentFolder(path);
  const claim = await claimFolder(folder.path);
  if ((await ownershipOf(folder.path, claim)) === 'live') {
    await claim.release();
    throw new ProofloadError(
      'INVALID_OPTION',
      `The experiment in ${relative('.', folder.path)} is already running.`,
      'Wait until it ends, or stop the command that runs it.',
    );
  }
  const run = await readExperimentRun(folder);
  run.state = 'running';
  delete run.endedBy;
  for (const each of run.repetitions)
    if (each.state !== 'complete') Object.assign(each, { state: 'planned', attempt: 0 });
  return { folder, run, claim };
}

async function carryOut(
  options: ExperimentOptions,
  folder: ExperimentFolder,
  run: ExperimentRun,
  supervisor: Supervisor,
): Promise<void> {
  const { onProgress, platform, plan, signal, env } = options;
  onProgress({ kind: 'begin', step: 'stores', label: 'starting PostgreSQL' });
  const programs = await findPrograms(env);
  const primary = await startPrimary({
    folder: folder.path,
    supervisor,
    programs,
    poolConnections: Math.max(...run.arms.map(({ topology }) => poolConnectionsOf(topology))),
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
  });
  await using leftovers = new AsyncDisposableStack();
  if (primary.own === null) leftovers.defer(() => leavePrimary(primary));
  onProgress({ kind: 'end', step: 'stores', detail: `PostgreSQL ${primary.version}, for all arms` });
  signal.throwIfAborted();
  const manifest = await makeDataset(
    {
      platform,
      topology: { ...run.arms[0]!.topology, indexes: true },
      datasetSize: plan.experiment.load.datasetSize,
      randomSeed: run.randomSeed,
      signal,
      onProgress,
    },
    primary.databaseUrl,
  );
  requireSameDataset(run, manifest);
  Object.assign(run.provenance, {
    datasetFingerprint: manifest.fingerprint,
    datasetRows: manifest.rows,
    serverSettings: primary.settings,
    versions: { ...run.provenance.versions, postgres: primary.version },
  });

  const rule = stopRule(run.experiment);
  for (const [index, repetition] of run.repetitions.entries()) {
    if (repetition.state === 'complete') continue;
    signal.throwIfAborted();
    const arm = run.arms.find(({ name }) => name === repetition.arm)!;
    onProgress({
      kind: 'begin',
      step: 'repetition',
      label: `${index + 1} of ${run.repetitions.length} · ${arm.label}`,
    });
    let isComplete = false;
    while (!isComplete && repetition.attempt < options.plan.mostAttempts) {
      isComplete = await repeat({ ...options, folder, run, primary, manifest }, repetition, arm);
    }
    onProgress({
      kind: 'end',
      step: 'repetition',
      detail: `${index + 1} of ${run.repetitions.length} · ${arm.label}${repetition.reason === null ? '' : ` · ${repetition.reason}`}`,
    });
    const isBlockComplete = run.repetitions[index + 1]?.block !== repetition.block;
    if (isBlockComplete && rule.looks.includes(repetition.block + 1) && index + 1 < run.repetitions.length) {
      const { comparison } = await judgeComparison(folder, run, platform);
      if (rule.mayStop(comparison)) {
        run.state = 'stopped-early';
        return;
      }
    }
  }
  run.state = 'complete';
}

/** Leaves only the data set in a PostgreSQL that was given. */
async function leavePrimary(primary: Primary): Promise<void> {
  await primary.dropDatabase(COPY).catch(() => {}); // its server is gone, or was never reached
  await primary.stop();
}

function requireSameDataset({ provenance }: ExperimentRun, { fingerprint }: DatasetManifest): void {
  const before = provenance.datasetFingerprint;
  if (before === null || before === fingerprint) return;
  throw new ProofloadError(
    'EXPERIMENT_FAILED',
    'The data set is not the one this experiment began with, so its repetitions cannot be compared.',
    'The code of the seed has changed since then. Start the experiment again.',
  );
}

function nothingComplete({ repetitions }: ExperimentRun): ProofloadError {
  const reason = repetitions.find(({ reason: each }) => each !== null)?.reason ?? 'none was started';
  return new ProofloadError(
    'EXPERIMENT_FAILED',
    `None of ${formatCount(repetitions.length, 'repetition')} succeeded: ${reason}`,
    'Fix what the message names, then continue the experiment with --resume.',
  );
}
