import type { RunPhase } from '../model/run.ts';
import { type RunFolder, readHistograms, readTimeline } from '../store/index.ts';

/** Removes the part of the phases after `nowMs`, which a load that ended early did not have. */
export function phasesUntil(phases: readonly RunPhase[], nowMs: number): RunPhase[] {
  return phases
    .filter(({ startMs }) => startMs < nowMs)
    .map((phase) => ({ ...phase, endMs: Math.min(phase.endMs, nowMs) }));
}

/**
 * Until when a run that is running or was killed is recorded completely, in epoch milliseconds. The last second does not count: a killed
 * writer may have written only some of its histograms. 0: nothing is recorded.
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
