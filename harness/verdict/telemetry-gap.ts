import { formatCount } from '../model/format.ts';
import type { PhaseSummary, Summary, SummarySecond } from '../model/summary.ts';
import { MAX_TELEMETRY_GAP_SEC } from './limits.ts';
import { wholeSeconds } from './phase-accumulator.ts';

/**
 * Says so in one sentence when a source of figures was silent in a phase for longer than a verdict can bear; else null.
 * `source` begins the sentence: "The generator". A second that is missing altogether counts as silent.
 */
export function telemetryGap(
  source: string,
  phase: PhaseSummary,
  summary: Summary,
  isHeard: (second: SummarySecond) => boolean,
): string | null {
  const heard = new Set(summary.seconds.filter(isHeard).map(({ second }) => second));
  const { first, end } = wholeSeconds(phase);
  let [longest, current] = [0, 0];
  for (let second = first; second < end; second++) {
    current = heard.has(second) ? 0 : current + 1;
    longest = Math.max(longest, current);
  }
  if (longest <= MAX_TELEMETRY_GAP_SEC) return null;
  return `${source} reported nothing for ${formatCount(longest, 'second')} of '${phase.name}'.`;
}

/** The same for the metrics of the servers, over the phases of a target: the first gap found. */
export function serverTelemetryGap(phases: readonly PhaseSummary[], summary: Summary): string | null {
  for (const phase of phases) {
    const gap = telemetryGap('The servers', phase, summary, ({ poolInUse }) => poolInUse !== null);
    if (gap !== null) return gap;
  }
  return null;
}
