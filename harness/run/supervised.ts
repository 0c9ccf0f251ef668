import { once } from 'node:events';
import { ProofloadError } from '../model/errors.ts';
import { Supervisor } from '../system/supervision/supervisor.ts';
import { partDiedError } from '../system/supervision/unexpected-exit.ts';

export type SupervisedOptions = {
  /** of the guardian */
  logFile: string;
  /** the user's: Ctrl-C; or the program's own, with an error as its reason */
  signal: AbortSignal;
  /** what the user is told who interrupted it, one sentence */
  interruption: string;
  /** told when a part died that nobody had asked to end; it ends the work too */
  onDeath?(death: ProofloadError): void;
};

/** What the work gets: `ending` is aborted by the user, by a part that died, or by the work itself when it cannot go on. */
export type Supervised = { supervisor: Supervisor; ending: AbortController };

/**
 * Carries out work that starts parts, and stops all of them before it returns, whatever happens.
 * @returns the error that ended it early, or null: why it was ended comes before what failed as a consequence
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

/** Whoever was connected to a part that died may notice it before the guardian has told of it. */
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
