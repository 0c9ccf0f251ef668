import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceModule } from '../../program/source-module.ts';
import type { RunningProgram, Supervisor } from '../../system/supervision/supervisor.ts';
import { requireAllowedTarget } from '../allowed-target.ts';
import { generatorFailed } from '../generator-failed.ts';
import { GENERATOR_NICENESS } from '../generator-niceness.ts';
import type { WorkerResult, WorkerSettings } from './settings.ts';

const WORKER = sourceModule(import.meta.dirname, 'worker');

export type ClosedLoopOptions = WorkerSettings & {
  /** names its files */
  name: string;
  supervisor: Supervisor;
  folder: string;
  signal: AbortSignal;
  /** called when the process exists, so that telemetry can observe it */
  onStarted(part: RunningProgram): void;
};

/**
 * Requests one route over a number of connections, each again as soon as it is answered: a closed loop without think time.
 * autocannon's rate limiter is not used, because it sends the requests of a second in one burst. No process is left when
 * this returns.
 * @throws ProofloadError GENERATOR_FAILED, TARGET_NOT_ALLOWED; the signal's reason when it aborts
 */
export async function driveClosedLoop(options: ClosedLoopOptions): Promise<WorkerResult> {
  const { name, supervisor, folder, signal, onStarted, ...settings } = options;
  requireAllowedTarget(settings.url);
  signal.throwIfAborted();
  const settingsFile = join(folder, `${name}-autocannon.json`);
  const resultFile = join(folder, `${name}-autocannon-result.json`);
  await writeFile(settingsFile, JSON.stringify(settings satisfies WorkerSettings));
  const part = await supervisor.spawn({
    name: 'autocannon',
    lifetime: 'task',
    command: process.execPath,
    niceness: GENERATOR_NICENESS,
    args: [WORKER, settingsFile, resultFile],
    env: { NODE_ENV: 'production' },
    logFile: join(folder, `${name}-autocannon.log`),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 2_000,
  });
  const stop = () => void part.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    onStarted(part);
    const exit = await part.exited;
    signal.throwIfAborted();
    if (exit.code !== 0) throw await generatorFailed('autocannon', name, part, exit);
    return JSON.parse(await readFile(resultFile, 'utf8')) as WorkerResult;
  } finally {
    signal.removeEventListener('abort', stop);
    await part.stop();
  }
}
