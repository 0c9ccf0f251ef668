import { once } from 'node:events';
import { ProofloadError } from '../model/errors.ts';
import { Supervisor } from '../system/supervision/supervisor.ts';
import { partDiedError } from '../system/supervision/unexpected-exit.ts';

export type SupervisedOptions = {
  /** of the guardian */
  logFile: string;
  /** the user's: Ctrl-C; or the program's own, with an error as its reason */
  signal: AbortSignal;
  /** the message for the user who interrupted it, one sentence */
  interruption: string;
  /** called when a part died unexpectedly, which also ends the work */
  onDeath?(death: ProofloadError): void;
};

/** Passed to the work: `ending` is aborted by the user, by a part that died, or by the work itself if it cannot go on. */
export type Supervised = { supervisor: Supervisor; ending: AbortController };

/**
 * Carries out work that starts parts, and stops all of them before it returns, whatever happens.
 * @returns the error that ended it early, or null; the reason for the end takes precedence over failures that it caused
 */
export async function supervised(
  { logFile, signal, interruption, onDeath }: SupervisedOptions,
  work: (given: Supervised) => Promise<void>,
): Promise<unknown> {
  const ending = new AbortController();
  const interrupt = () =>
    ending.abort(signal.reason instanceof Error ? signal.reason : interrupted(interruption));
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  let supervisor: Supervisor | null = null;
  try {
    supervisor = await Supervisor.start({ logFile });
    supervisor.onUnexpectedExit((exit) => {
      const death = partDiedError(exit);
      onDeath?.(death);
      ending.abort(death);
    });
    await work({ supervisor, ending });
    return null;
  } catch (error) {
    await abortWithin(ending.signal, DEATH_NOTICE_MS);
    return ending.signal.aborted ? ending.signal.reason : error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    await supervisor?.stopAll();
  }
}

/** A client of a part that died may notice the death before the guardian has reported it. */
const DEATH_NOTICE_MS = 500;

async function abortWithin(signal: AbortSignal, timeoutMs: number): Promise<void> {
  if (signal.aborted) return;
  await once(signal, 'abort', { signal: AbortSignal.timeout(timeoutMs) }).catch(() => {}); // it does not come
}

export function isInterruption(failure: unknown): boolean {
  return failure instanceof ProofloadError && failure.code === 'INTERRUPTED';
}

function interrupted(sentence: string): ProofloadError {
  return new ProofloadError('INTERRUPTED', sentence, 'Start it again when you are ready.');
}
