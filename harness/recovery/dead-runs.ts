import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { openCalibrationFolder, readCalibration, writeCalibration } from '../calibrate/calibration-folder.ts';
import { judgeCalibration } from '../calibrate/judge-calibration.ts';
import { judgeComparison } from '../compare/judge-comparison.ts';
import { endedBy } from '../model/ended-by.ts';
import { ProofloadError } from '../model/errors.ts';
import { proofloadCommand } from '../model/installation.ts';
import { judgeRun } from '../run/judge-run.ts';
import { loadPlatform } from '../run/load-platform.ts';
import { phasesUntil, recordedUntilMs } from '../run/recorded-time.ts';
import {
  claimFolder,
  isOwnFolder,
  ownershipOf,
  removeClaimedFolder,
  removeDeadClaims,
  removePartials,
} from '../store/claim.ts';
import { isMissing } from '../store/disk.ts';
import {
  CALIBRATION_PREFIX,
  EXPERIMENT_PREFIX,
  GATE_PREFIX,
  openExperimentFolder,
  openRunFolder,
  readExperimentRun,
  readRun,
  writeExperimentRun,
  writeRun,
} from '../store/index.ts';
import { isThere } from '../store/validation.ts';

/** What was done with the folder of a killed run, experiment or calibration. */
export type ClosedRun = {
  path: string;
  /** `removed`: nothing had been measured. `problem`: why it could not be judged; if it can be read, it is still marked */
  outcome: 'judged' | 'marked' | 'removed';
  problem: ProofloadError | null;
};

/**
 * Closes killed runs, experiments, calibrations and gates in a folder: marks each as failed by RUN_KILLED and judges what is on the
 * disk. Leaves alone those that are or may be in use.
 */
export async function closeDeadRuns(runsFolder: string): Promise<ClosedRun[]> {
  const closed: ClosedRun[] = [];
  for (const name of await namesIn(runsFolder)) {
    const one = await closeIfDead(join(runsFolder, name));
    if (one) closed.push(one);
  }
  return closed;
}

/** The same for one folder; null if there is nothing to close. */
export async function closeIfDead(path: string): Promise<ClosedRun | null> {
  if (!(await isOwnFolder(path)) || (await ownershipOf(path)) !== 'dead') return null;
  const claim = await claimFolder(path);
  try {
    if ((await ownershipOf(path, claim)) !== 'dead') return null; // another command closes it
    return await closeDead(path);
  } finally {
    await claim.release();
  }
}

async function closeDead(path: string): Promise<ClosedRun> {
  const name = basename(path);
  const closers: [prefix: string, typeof closeRun][] = [
    [EXPERIMENT_PREFIX, closeExperiment],
    [CALIBRATION_PREFIX, closeCalibration],
    [GATE_PREFIX, closeGate],
  ];
  const close = closers.find(([prefix]) => name.startsWith(prefix))?.[1] ?? closeRun;
  await removePartials(path);
  try {
    const outcome = await close(path);
    if (outcome === 'removed') await removeClaimedFolder(path);
    else await removeDeadClaims(path);
    return { path, outcome, problem: null };
  } catch (error) {
    if (!(error instanceof ProofloadError)) throw error;
    // What cannot be read now will not be readable later. What cannot be written to a full disk may be, later.
    if (error.code !== 'DISK_FULL') await removeDeadClaims(path);
    return { path, outcome: 'marked', problem: error };
  }
}

async function closeRun(path: string): Promise<ClosedRun['outcome']> {
  if (!(await isThere(join(path, 'run.json')))) return 'removed';
  const folder = await openRunFolder(path);
  const run = await readRun(folder);
  if (run.state === 'running') {
    run.state = 'failed';
    run.endedBy = endedBy(killed('this run', 'Run it again.'));
    try {
      if (run.phases.length > 0) run.phases = phasesUntil(run.phases, await recordedUntilMs(folder));
    } finally {
      await writeRun(folder, run); // even if the recording is damaged
    }
  }
  if (run.phases.length === 0) return 'marked';
  await judgeRun(folder);
  return 'judged';
}

async function closeExperiment(path: string): Promise<ClosedRun['outcome']> {
  const file = join(path, 'experiment.json');
  if (!(await isThere(file))) return 'removed';
  const folder = await openExperimentFolder(path);
  for (const arm of await namesIn(folder.armsFolder)) await closeDeadRuns(join(folder.armsFolder, arm));
  const run = await readExperimentRun(folder);
  if (run.state === 'running') {
    for (const each of run.repetitions)
      if (each.state === 'running') Object.assign(each, { state: 'planned', attempt: 0 });
    run.state = 'failed';
    run.endedAt = (await stat(file)).mtime.toISOString(); // written after every repetition
    const goOn = `Continue with: ${proofloadCommand(`compare --resume ${relative('.', path)}`)}`;
    run.endedBy = endedBy(killed('this experiment', goOn));
    await writeExperimentRun(folder, run);
  }
  if (!run.repetitions.some(({ state }) => state === 'complete')) return 'marked';
  await judgeComparison(folder, run, await loadPlatform(run.experiment.platform));
  return 'judged';
}

/** A gate judges at its end, so one that was killed only leaves runs. */
async function closeGate(path: string): Promise<ClosedRun['outcome']> {
  const arms = join(path, 'arms');
  const sides = await namesIn(arms);
  for (const side of sides) await closeDeadRuns(join(arms, side));
  return sides.length === 0 ? 'removed' : 'marked';
}

async function closeCalibration(path: string): Promise<ClosedRun['outcome']> {
  const folder = openCalibrationFolder(path);
  if (!(await isThere(folder.calibrationFile))) return 'removed';
  const calibration = await readCalibration(folder);
  if (calibration.state === 'running') {
    const ending = endedBy(killed('this calibration', 'Calibrate again.'));
    const conclusion = judgeCalibration({ ...calibration, endedEarly: ending.message });
    Object.assign(calibration, { state: 'failed', endedBy: ending, ...conclusion });
  }
  await writeCalibration(folder, calibration);
  return 'judged';
}

function killed(what: string, next: string): ProofloadError {
  return new ProofloadError(
    'RUN_KILLED',
    `Proofload was killed during ${what}.`,
    `${next} If Linux killed it for lack of memory, \`dmesg\` says so.`,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}
