import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProofloadError } from '../../model/errors.ts';
import type { FirstAnswer } from '../../model/first-answer.ts';
import { writingTo } from '../../store/disk.ts';
import { lastLogLines } from '../../system/supervision/log-tail.ts';
import type { Supervisor } from '../../system/supervision/supervisor.ts';
import { lastWords } from '../generator-failed.ts';
import { planFirstRequest } from '../plan.ts';
import { hasOwnAddresses, type K6Client, partOf, requireAllowedTargets } from './client.ts';

export type FirstRequestOptions = K6Client & {
  supervisor: Supervisor;
  /** of the platform's first request (scenarios/lib/first-request.ts) */
  bundleFile: string;
  signal: AbortSignal;
};

/**
 * Makes k6 send the platform's first request the way it will send those of the load, and returns what came back. The request is in no
 * figure: k6 does not export it. `from`: its source address, if users have their own. No process is left when this returns.
 * @throws ProofloadError GENERATOR_FAILED, TARGET_NOT_ALLOWED; the signal's reason when it aborts
 */
export async function sendFirstRequest(
  options: FirstRequestOptions,
): Promise<{ answer: FirstAnswer; from: string | null }> {
  const { folder, supervisor, bundleFile, signal } = options;
  requireAllowedTargets(options);
  signal.throwIfAborted();
  const plan = planFirstRequest();
  const fileOf = (suffix: string) => join(folder, `first-request${suffix}`);
  const optionsFile = fileOf('-options.json');
  const consoleFile = fileOf('-answer.json');
  await writingTo(optionsFile, () => writeFile(optionsFile, `${JSON.stringify(plan.options, null, 2)}\n`));
  const part = await supervisor.spawn(
    partOf(options, {
      name: 'k6-first-request',
      bundleFile,
      optionsFile,
      localIps: plan.address,
      consoleFile,
      logFile: fileOf('.log'),
      args: ['--address', ''],
      env: {},
    }),
  );
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const { code, signal: endedBy } = await Promise.race([part.exited, aborted]);
    const written = (await lastLogLines(consoleFile)).at(-1);
    if (code === 0 && written !== undefined) {
      return { answer: JSON.parse(written), from: hasOwnAddresses(options) ? plan.address : null };
    }
    const lines = await lastLogLines(part.logFile);
    const reason = lastWords(lines) ?? 'it gave no reason';
    throw new ProofloadError(
      'GENERATOR_FAILED',
      `k6 could not send its first request and ended with ${endedBy ?? `exit code ${code}`}: ${reason}`,
      `Its log is ${part.logFile}.`,
    );
  } finally {
    signal.removeEventListener('abort', onAbort);
    await part.stop();
  }
}
