import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFolder } from '../store/index.ts';
import { type Standing, standingsOf } from '../verdict/standing.ts';
import { summarizeSoFar } from './summarize-and-judge.ts';

const LOOK_EVERY_MS = 3000;
const LONGEST_PAUSE_MS = 30_000;
/** A look takes longer the longer a run has lasted. It should take no more than this share of the time, because it uses the machine that is measured. */
const MOST_TIME_SHARE = 0.05;

/**
 * Tells every few seconds where the targets of a run stand that is going on, from what is recorded in its folder.
 * @param onProblem called if the folder cannot be read; the next look may succeed
 */
export async function followStandings(
  folder: RunFolder,
  {
    signal,
    onStandings,
    onProblem,
  }: {
    signal: AbortSignal;
    onStandings: (standings: Standing[]) => void;
    onProblem: (error: unknown) => void;
  },
): Promise<void> {
  while (!signal.aborted) {
    const startedMs = performance.now();
    try {
      const seen = await summarizeSoFar(folder);
      if (signal.aborted) return;
      if (seen) onStandings(standingsOf(seen.run, seen.summary));
    } catch (error) {
      onProblem(error);
    }
    const tookMs = performance.now() - startedMs;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(LOOK_EVERY_MS, tookMs / MOST_TIME_SHARE));
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
}
