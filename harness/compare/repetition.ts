import { join, relative } from 'node:path';
import { climbedLevels } from '../capacity/staircase.ts';
import type { DatasetManifest } from '../model/dataset.ts';
import { ProofloadError } from '../model/errors.ts';
import type { Arm, ExperimentRun, Repetition } from '../model/experiment.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import type { PlantedDefects } from '../model/run.ts';
import { dropDocumentedIndexes } from '../run/documented-indexes.ts';
import type { OnProgress, ProgressEvent } from '../run/progress.ts';
import { runOnce } from '../run/run.ts';
import { type ExperimentFolder, writeExperimentRun } from '../store/index.ts';
import { blamingOwnStores } from '../system/own-stores.ts';
import { databaseNameOf } from '../system/postgres/database.ts';
import type { Primary } from '../system/stores.ts';
import type { PlannedExperiment } from './plan-experiment.ts';
import { reasonsAgainst } from './reasons-against.ts';

/** Name of the database that holds the copy of the data. */
export const COPY = 'proofload_arm';

/** What all repetitions of an experiment share. */
export type Stage = {
  plan: PlannedExperiment;
  platform: PlacedPlatform;
  /** what is planted in an arm, to prove that a comparison notices it */
  plantedDefects?: (arm: Arm) => PlantedDefects;
  /** used to find programs */
  env: Readonly<Record<string, string | undefined>>;
  commandLine: string[];
  signal: AbortSignal;
  onProgress: OnProgress;
  folder: ExperimentFolder;
  run: ExperimentRun;
  primary: Primary;
  manifest: DatasetManifest;
};

/**
 * Makes one attempt at one repetition and records its outcome in `repetition`. Only an error that ends the whole experiment is
 * thrown. Returns whether the repetition is complete.
 */
export async function repeat(stage: Stage, repetition: Repetition, arm: Arm): Promise<boolean> {
  const { folder, run, primary, manifest, signal, onProgress, plan, platform, env, commandLine } = stage;
  Object.assign(repetition, { state: 'running', attempt: repetition.attempt + 1, reason: null });
  await writeExperimentRun(folder, run);
  try {
    onProgress({ kind: 'detail', step: 'repetition', detail: 'restoring the data', fraction: null });
    const logs = { postgres: primary.own?.part.logFile ?? null, redis: null, 'object-store': null };
    await blamingOwnStores(logs, async () => {
      await primary.dropDatabase(COPY);
      await primary.copyDatabase(databaseNameOf(primary.databaseUrl), COPY);
      if (!arm.topology.indexes) await dropDocumentedIndexes(primary.urlOf(COPY));
    });
    const finished = await runOnce({
      platform: { ...platform, targets: [] },
      topology: arm.topology,
      plantedDefects: stage.plantedDefects?.(arm) ?? {},
      datasetSize: plan.experiment.load.datasetSize,
      randomSeed: run.randomSeed + repetition.block, // the same traffic for all arms of a block
      profile: plan.profile,
      measures: plan.measures.flatMap(({ indicator }) => indicator ?? []),
      dataset: {
        primary,
        database: COPY,
        manifest,
        documentedUrl: primary.databaseUrl,
      },
      runsFolder: join(folder.armsFolder, arm.name),
      env,
      commandLine,
      signal,
      onProgress: (event) => forward(event, onProgress),
    });
    signal.throwIfAborted();
    repetition.folder = relative(folder.path, finished.folder.path);
    const { run: done, summary, verdict } = finished;
    const [against] = reasonsAgainst(verdict, climbedLevels(done, summary, verdict.validity.checks));
    const isLast = repetition.attempt >= plan.mostAttempts;
    // What ended it early explains what speaks against it, not the other way round.
    repetition.reason = done.endedBy?.message ?? against ?? null;
    // The last attempt is kept even if invalid: the comparison says why it is not used.
    const isComplete = done.state === 'complete' && (against === undefined || isLast);
    repetition.state = isComplete ? 'complete' : 'failed';
    return isComplete;
  } catch (error) {
    if (signal.aborted) {
      Object.assign(repetition, { state: 'planned', attempt: 0 });
      throw error;
    }
    if (!(error instanceof ProofloadError)) throw error;
    Object.assign(repetition, { state: 'failed', reason: error.message });
    return false;
  } finally {
    await writeExperimentRun(folder, run);
  }
}

/** A run reports its steps; for a repetition only its current step and its events matter. */
export function forward(event: ProgressEvent, onProgress: OnProgress): void {
  if (event.kind === 'begin')
    onProgress({ kind: 'detail', step: 'repetition', detail: event.label, fraction: null });
  else if (event.kind !== 'end') onProgress(event);
}
