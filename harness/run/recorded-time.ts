import type { RunPhase } from '../model/run.ts';
import { type RunFolder, readHistograms, readTimeline } from '../store/index.ts';

/** A load that ended early did not have the rest of its phases. */
export function phasesUntil(phases: readonly RunPhase[], nowMs: number): RunPhase[] {
  return phases
    .filter(({ startMs }) => startMs < nowMs)
    .map((phase) => ({ ...phase, endMs: Math.min(phase.endMs, nowMs) }));
}

/**
 * Until when a run that has not ended, or was killed, is recorded whole, in epoch milliseconds. The last second does not count: a killed writer may have written
 * only some of its histograms. 0: nothing is.
 * @throws ProofloadError RUN_UNREADABLE
 */
export async function recordedUntilMs(folder: RunFolder): Promise<number> {
  const ends = await Promise.all([lastSecond(readTimeline(folder)), lastSecond(readHistograms(folder))]);
  return Math.min(...ends) * 1000;
}

async function lastSecond(series: Promise<{ lines: AsyncIterable<{ second: number }> }>): Promise<number> {
  let last = 0;
  for await (const { second } of (await series).lines) last = second;
  return last;
}
