import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { driveClosedLoop } from '../load/autocannon/drive.ts';
import { bundleScenario } from '../load/k6/bundle.ts';
import type { CalibratedBehaviour, Calibration, Ceiling, CostOfTelemetry } from '../model/calibration.ts';
import { type EndedBy, endedBy } from '../model/ended-by.ts';
import { formatMeasure, formatNumber } from '../model/format.ts';
import { withoutSecrets } from '../model/secrets.ts';
import { sourceModule } from '../program/source-module.ts';
import type { OnProgress } from '../run/progress.ts';
import { isInterruption, supervised } from '../run/supervised.ts';
import { claimFolder } from '../store/index.ts';
import { findK6 } from '../system/programs/programs.ts';
import { codeState, machineFacts } from '../telemetry/provenance.ts';
import { type Behaviour, COUNTED_BEHAVIOURS } from './behaviours.ts';
import { calibrateCounts, calibrateTimes } from './calibrate-behaviour.ts';
import {
  type CalibrationFolder,
  createCalibrationFolder,
  saveCalibration,
  writeCalibration,
} from './calibration-folder.ts';
import { judgeCalibration } from './judge-calibration.ts';
import { startKnownServer } from './known-server/start.ts';
import { CURVE_SHARES, LEAST_TIME_TOLERANCE_MS, MAX_REPEATED_SHARE, TIME_TOLERANCE_RATIO } from './limits.ts';
import { measureCeiling } from './measure-ceiling.ts';
import { measureCosts } from './measure-cost.ts';
import { type CalibrationPlan, expectedDurationMs } from './plan.ts';
import { Repeats } from './repeats.ts';
import type { Stage } from './stage.ts';

export type CalibrateOptions = {
  plan: CalibrationPlan;
  runsFolder: string;
  /** used to find k6 */
  env: Readonly<Record<string, string | undefined>>;
  commandLine: string[];
  signal: AbortSignal;
  onProgress: OnProgress;
};

export type FinishedCalibration = { folder: CalibrationFolder; calibration: Calibration };

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');
const SCENARIO = sourceModule(join(PROJECT_FOLDER, 'scenarios', 'calibration'), 'journeys');

const SERVER_WARM_UP_MS = 1_000;

type Measured = { behaviours: CalibratedBehaviour[]; ceiling: Ceiling | null; costs: CostOfTelemetry[] };

/**
 * Drives a server whose behaviour is known exactly with our instrument and with a second one, and compares known with reported
 * figures. Everything that was started is stopped before this returns, whatever happens. If the calibration is interrupted, it
 * keeps what it measured in state `aborted`; if it lost its generator or its server, in state `failed`.
 * @throws ProofloadError if nothing had been measured
 */
export async function calibrate(options: CalibrateOptions): Promise<FinishedCalibration> {
  const startedAt = new Date();
  const k6 = await findK6(options.env);
  const folder = await createCalibrationFolder(options.runsFolder, startedAt);
  using claim = await claimFolder(folder.path); // a calibration whose end cannot be written counts as killed: the next command closes it
  const measured: Measured = { behaviours: [], ceiling: null, costs: [] };
  const provenance = {
    ...(await codeState(PROJECT_FOLDER)),
    versions: { node: process.versions.node, k6: k6.version },
    machine: machineFacts(),
    commandLine: withoutSecrets(options.commandLine),
  };
  const calibrationNow = (state: Calibration['state'], ending: EndedBy | null): Calibration => ({
    schemaVersion: 1,
    id: folder.id,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    mode: options.plan.mode,
    state,
    ...(ending && { endedBy: ending }),
    ...judgeCalibration({ ...measured, endedEarly: ending?.message ?? null }),
    tolerance: { ratio: TIME_TOLERANCE_RATIO, leastMs: LEAST_TIME_TOLERANCE_MS },
    shares: [...CURVE_SHARES],
    ...measured,
    provenance,
  });
  const save = () => saveCalibration(folder, calibrationNow('running', null));
  const failure = await carryOut(options, k6.path, folder, { measured, save });
  if (failure !== null && measured.behaviours.length === 0) {
    if (isInterruption(failure)) await rm(folder.path, { recursive: true, force: true });
    await claim.release();
    throw failure;
  }
  const state = failure === null ? 'complete' : isInterruption(failure) ? 'aborted' : 'failed';
  const calibration = calibrationNow(state, failure === null ? null : endedBy(failure));
  await writeCalibration(folder, calibration);
  await claim.release();
  return { folder, calibration };
}

/** Fills `measured` as it goes, and saves it after every step. Returns the error that ended it early, or null. */
function carryOut(
  options: CalibrateOptions,
  k6: string,
  folder: CalibrationFolder,
  { measured, save }: { measured: Measured; save(): Promise<void> },
): Promise<unknown> {
  const { onProgress, plan } = options;
  const supervision = {
    logFile: join(folder.logsFolder, 'guardian.log'),
    signal: options.signal,
    interruption: 'The calibration was interrupted.',
  };
  return supervised(supervision, async ({ supervisor, ending }) => {
    onProgress({ kind: 'begin', step: 'server', label: 'starting the known server' });
    const bundleFile = join(folder.k6Folder, 'scenario.js');
    await bundleScenario(SCENARIO, bundleFile);
    const server = await startKnownServer(supervisor, join(folder.logsFolder, 'known-server.log'));
    ending.signal.throwIfAborted();
    const stage: Stage = {
      supervisor,
      k6,
      bundleFile,
      server,
      repeats: new Repeats({
        mostMs: MAX_REPEATED_SHARE * expectedDurationMs(plan),
        now: () => performance.now(),
        onRepeat: (what) => onProgress({ kind: 'event', what }),
      }),
      folder: folder.k6Folder,
      signal: ending.signal,
      onProgress,
    };
    await warmUpServer(stage);
    onProgress({ kind: 'end', step: 'server', detail: 'of known behaviour' });
    for (const behaviour of plan.timedBehaviours) {
      await step(onProgress, measured, behaviour, () => calibrateTimes(stage, plan, behaviour));
      await save();
    }
    for (const behaviour of plan.countedBehaviours) {
      await step(onProgress, measured, behaviour, () => calibrateCounts(stage, plan, behaviour));
      await save();
    }
    if (plan.ceiling) {
      onProgress({ kind: 'begin', step: 'ceiling', label: 'the limits of the generators' });
      measured.ceiling = await measureCeiling(stage, plan.ceiling);
      await save();
      onProgress({ kind: 'end', step: 'ceiling', detail: describeCeiling(measured.ceiling) });
    }
    if (plan.cost) {
      onProgress({ kind: 'begin', step: 'telemetry', label: 'the cost of telemetry' });
      measured.costs = await measureCosts(stage, plan.cost);
      onProgress({ kind: 'end', step: 'telemetry', detail: describeCosts(measured.costs) });
    }
  });
}

/** Runs the server's code a few thousand times, so that it is compiled: only compiled code answers on time. */
async function warmUpServer({ server, supervisor, folder, signal }: Stage): Promise<void> {
  for (const { name } of COUNTED_BEHAVIOURS) {
    await driveClosedLoop({
      name: 'warm-up',
      url: `${server.url}/${name}`,
      connections: 10,
      startedOverMs: 0,
      warmUpMs: 0,
      durationMs: SERVER_WARM_UP_MS,
      supervisor,
      folder,
      signal,
      onStarted: () => {},
    });
  }
}

async function step(
  onProgress: OnProgress,
  { behaviours }: Measured,
  { name, description }: Behaviour,
  measure: () => Promise<CalibratedBehaviour>,
): Promise<void> {
  onProgress({ kind: 'begin', step: 'behaviour', label: `${name}: ${description}` });
  const behaviour = await measure();
  behaviours.push(behaviour);
  onProgress({ kind: 'end', step: 'behaviour', detail: `${name}: ${tallyOf(behaviour)}` });
}

function tallyOf({ loads }: CalibratedBehaviour): string {
  const statuses = loads.flatMap(({ figures }) => figures.map(({ status }) => status));
  return (['right', 'wrong', 'blind', 'unknown'] as const)
    .map((status) => ({ status, count: statuses.filter((each) => each === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`)
    .join(', ');
}

function describeCeiling({ heldPerSec }: Ceiling): string {
  return heldPerSec === null ? 'no step was held' : `${formatNumber(heldPerSec)} arrivals/s held`;
}

function describeCosts(costs: readonly CostOfTelemetry[]): string {
  const ratio = costs.find(({ load }) => load === 'saturation')?.throughputRatio ?? null;
  return ratio === null ? 'not measured' : `leaves ${formatMeasure(ratio.median, 'ratio')} of the throughput`;
}
