import { join } from 'node:path';
import { forward } from '../compare/repetition.ts';
import { ProofloadError } from '../model/errors.ts';
import type { OnProgress } from '../run/progress.ts';
import { type OnOutsideSystem, type RunOptions, runOnce } from '../run/run.ts';
import { supervised } from '../run/supervised.ts';
import { claimFolder, type GateFolder } from '../store/index.ts';
import { LOOKS } from './decision/limits.ts';
import type { PlannedChange } from './plan-budget.ts';
import { type MeasuredTurn, type SideName, takeTurns } from './take-turns.ts';
import { startVersion, type Version } from './version.ts';

export type BaseHeadOptions = {
  /** what is sent; its target says how the system is reached, but for its address */
  system: OnOutsideSystem & Pick<RunOptions, 'profile' | 'plantedDefects'>;
  versions: Readonly<Record<SideName, Version>>;
  changes: readonly PlannedChange[];
  /** of a look */
  pairs: number;
  /** default: two */
  looks?: number;
  randomSeed: number;
  folder: GateFolder;
  env: Readonly<Record<string, string | undefined>>;
  commandLine: string[];
  signal: AbortSignal;
  onProgress: OnProgress;
};

/**
 * Measures base and head in this job, one after the other, in the order of an experiment with two arms. Each run has a version that was just
 * started, and the versions of a pair get the same traffic. Whatever happens, everything that was started is stopped before this returns.
 * @throws ProofloadError what kept a version from being started or measured, INTERRUPTED
 */
export async function measureBaseAndHead(
  options: BaseHeadOptions,
): Promise<{ turns: MeasuredTurn[]; looks: number }> {
  const { folder, signal } = options;
  const claim = await claimFolder(folder.path); // if this process is killed, the next command closes the runs in it
  let result: { turns: MeasuredTurn[]; looks: number } | null = null;
  try {
    const failure = await supervised(
      {
        logFile: join(folder.logsFolder, 'guardian.log'),
        signal,
        interruption: 'The gate was interrupted; the runs that had ended are in its folder.',
      },
      async ({ supervisor, ending }) => {
        result = await takeTurns({
          ...options,
          measure: (turn) => measureOne({ ...options, signal: ending.signal }, supervisor, turn),
        });
      },
    );
    if (failure !== null) throw failure;
    return result!;
  } finally {
    await claim.release();
  }
}

type Spawning = Parameters<typeof startVersion>[1]['supervisor'];
type OneTurn = Parameters<Parameters<typeof takeTurns>[0]['measure']>[0];

async function measureOne(options: BaseHeadOptions, supervisor: Spawning, { side, block, turn }: OneTurn) {
  const { system, versions, changes, pairs, folder, env, commandLine, signal, onProgress, randomSeed } =
    options;
  signal.throwIfAborted();
  const ofLook = `${turn} of ${2 * pairs * (turn <= 2 * pairs ? 1 : LOOKS)}`;
  const label = `${turn === 0 ? 'run-in' : ofLook} · ${side}`;
  onProgress({ kind: 'begin', step: 'repetition', label });
  const stop = await startVersion(versions[side], {
    supervisor,
    logFile: join(folder.logsFolder, `${side}.log`),
    env,
    signal,
  });
  try {
    const finished = await runOnce({
      ...system,
      platform: { ...system.platform, targets: [] },
      target: { ...system.target, baseUrl: versions[side].url },
      measures: changes.map(({ measure }) => measure.indicator),
      randomSeed: randomSeed + block, // the same traffic for both sides of a pair
      runsFolder: join(folder.armsFolder, side),
      env,
      commandLine,
      signal,
      onProgress: (event) => forward(event, onProgress),
    });
    signal.throwIfAborted();
    onProgress({ kind: 'end', step: 'repetition', detail: label });
    return finished;
  } catch (error) {
    throw named(error, side);
  } finally {
    await stop();
  }
}

/** The error says which side it is about. */
function named(error: unknown, side: SideName): unknown {
  if (!(error instanceof ProofloadError) || error.code === 'INTERRUPTED') return error;
  return new ProofloadError(error.code, `The ${side} could not be measured: ${error.message}`, error.hint, {
    cause: error,
  });
}
