import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProofloadError } from '../../model/errors.ts';
import { writingTo } from '../../store/disk.ts';
import { lastLogLines } from '../../system/supervision/log-tail.ts';
import type { Supervisor } from '../../system/supervision/supervisor.ts';
import { lastWords } from '../generator-failed.ts';
import type { K6Once } from '../plan.ts';
import { type K6Client, partOf, requireAllowedTargets } from './client.ts';

export type AskOptions = K6Client & {
  supervisor: Supervisor;
  bundleFile: string;
  /** what k6 calls itself in logs and files, e.g. "first-request" */
  name: string;
  plan: K6Once;
  /** what the scenario writes to its console */
  consoleFile: string;
  /** what it does, to follow "k6 could not" */
  task: string;
  signal: AbortSignal;
};

/**
 * Runs a bundle whose requests count in no figure: k6 does not export them. What they were answered is in the console file: whether all is
 * there, the caller has to see, because k6 logs an exception and goes on. No process is left when this returns.
 * @returns k6's log
 * @throws ProofloadError GENERATOR_FAILED, TARGET_NOT_ALLOWED; the signal's reason when it aborts
 */
export async function askWithK6(options: AskOptions): Promise<string> {
  const { folder, supervisor, bundleFile, name, plan, consoleFile, task, signal } = options;
  requireAllowedTargets(options);
  signal.throwIfAborted();
  const optionsFile = join(folder, `${name}-options.json`);
  await writingTo(optionsFile, () => writeFile(optionsFile, `${JSON.stringify(plan.options, null, 2)}\n`));
  const part = await supervisor.spawn(
    partOf(options, {
      name: `k6-${name}`,
      bundleFile,
      optionsFile,
      localIps: plan.localIps,
      consoleFile,
      logFile: join(folder, `${name}.log`),
      args: ['--address', ''],
      env: {},
    }),
  );
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const { code, signal: endedBy } = await Promise.race([part.exited, aborted]);
    if (code === 0) return part.logFile;
    throw await taskFailed(`${task} and ended with ${endedBy ?? `exit code ${code}`}`, part.logFile);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await part.stop();
  }
}

/** The error of a k6 that did not do what it was asked for. @param task to follow "k6 could not" */
export async function taskFailed(task: string, logFile: string): Promise<ProofloadError> {
  const reason = lastWords(await lastLogLines(logFile)) ?? 'it gave no reason';
  return new ProofloadError('GENERATOR_FAILED', `k6 could not ${task}: ${reason}`, `Its log is ${logFile}.`);
}
