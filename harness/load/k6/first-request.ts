import { join } from 'node:path';
import { ProofloadError } from '../../model/errors.ts';
import type { FirstAnswer } from '../../model/first-answer.ts';
import { lastLogLines } from '../../system/supervision/log-tail.ts';
import { firstAddress, planOnce } from '../plan.ts';
import { type AskOptions, askWithK6 } from './ask.ts';
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
  await askWithK6({ ...options, name: 'first-request', plan, consoleFile, task: 'send its first request' });
  const written = (await lastLogLines(consoleFile)).at(-1);
  if (written === undefined) {
    throw new ProofloadError(
      'GENERATOR_FAILED',
      'k6 ended without a word about its first request.',
      `Its log is ${join(options.folder, 'first-request.log')}.`,
    );
  }
  return { answer: JSON.parse(written), from: hasOwnAddresses(options) ? firstAddress(0) : null };
}
