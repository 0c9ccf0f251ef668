import { join } from 'node:path';
import type { FirstAnswer } from '../../model/first-answer.ts';
import { lastLogLines } from '../../system/supervision/log-tail.ts';
import { firstAddress, planOnce } from '../plan.ts';
import { type AskOptions, askWithK6, taskFailed } from './ask.ts';
import { hasOwnAddresses } from './client.ts';

/** `bundleFile` is that of the platform's first request (scenarios/lib/first-request.ts). */
export type FirstRequestOptions = Omit<AskOptions, 'name' | 'plan' | 'consoleFile' | 'task'>;

/**
 * Makes k6 send the platform's first request the way it will send those of the load, and returns what came back. `from`: its source
 * address, if users have their own.
 * @throws ProofloadError GENERATOR_FAILED, TARGET_NOT_ALLOWED; the signal's reason when it aborts
 */
export async function sendFirstRequest(
  options: FirstRequestOptions,
): Promise<{ answer: FirstAnswer; from: string | null }> {
  // What was sent may hold secrets, and what came back too.
  const consoleFile = join(await options.supervisor.makeWorkFolder(), 'answer.json');
  const plan = planOnce('first-request', 1, 1);
  const task = 'send its first request';
  const logFile = await askWithK6({ ...options, name: 'first-request', plan, consoleFile, task });
  const written = (await lastLogLines(consoleFile)).at(-1);
  if (written === undefined) throw await taskFailed(task, logFile);
  return { answer: JSON.parse(written), from: hasOwnAddresses(options) ? firstAddress(0) : null };
}
