import { asProofloadError } from '../model/any-error.ts';
import type { ProofloadError } from '../model/errors.ts';

/** What one piece of work returned, or the error that it ended with, and how long it took. */
export type Turn<T> = { durationMs: number } & ({ result: T } | { failure: ProofloadError });

/**
 * Carries out one piece of work after the other. One that fails does not keep the others from their turn; an interruption does.
 * @param clock milliseconds
 * @param onTurn called after each with all turns so far
 * @returns the turns, fewer than pieces of work after an interruption
 */
export async function inTurn<T>(
  works: readonly (() => Promise<T>)[],
  of: { signal: AbortSignal; clock: () => number; onTurn: (turns: readonly Turn<T>[]) => Promise<void> },
): Promise<Turn<T>[]> {
  const turns: Turn<T>[] = [];
  for (const work of works) {
    if (of.signal.aborted) break;
    const startedMs = of.clock();
    const end = await work().then(
      (result) => ({ result }),
      (error: unknown) => ({ failure: asProofloadError(error) }),
    );
    turns.push({ ...end, durationMs: of.clock() - startedMs });
    await of.onTurn(turns);
  }
  return turns;
}
