import { type FaultAction, faultSpellsOf } from '../../model/fault.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary, SecondShare } from '../../model/summary.ts';
import { wholeSeconds } from '../../summary/load-window.ts';

/**
 * Sums the answers of a fault phase, given by second, from each fault to the next. Those before the first fault are left out. Faults that
 * begin in the same second count as one.
 */
export function cyclesOf(
  { events }: Pick<Run, 'events'>,
  phase: PhaseSummary,
  answers: readonly SecondShare[],
): SecondShare[] {
  const { first } = wholeSeconds(phase);
  const starts = faultSpellsOf(events)
    .filter(({ startMs }) => startMs >= phase.startMs && startMs <= phase.endMs)
    .map(({ startMs }) => Math.max(0, Math.floor(startMs / 1000) - first))
    .sort((a, b) => a - b)
    .filter((second, index, all) => second !== all[index - 1]);
  return starts.map((start, index) =>
    answers.slice(start, starts[index + 1]).reduce(
      (sum, { successes, trials }) => ({
        successes: sum.successes + successes,
        trials: sum.trials + trials,
      }),
      { successes: 0, trials: 0 },
    ),
  );
}

/** 1 if no request was due: then none failed. */
export function shareOf({ successes, trials }: SecondShare): number {
  return trials === 0 ? 1 : successes / trials;
}

/**
 * A fault phase without faults shows nothing: each planned fault must have happened in it, and the part must have come back. Returns what
 * is missing, or null.
 */
export function missingFault(
  { profile, events }: Run,
  { name, startMs, endMs }: PhaseSummary,
): string | null {
  const planned = profile.loads.flatMap(({ phases }) => phases).find((phase) => phase.name === name);
  const faults = (planned?.faults ?? []).toSorted((a, b) => a.atMs - b.atMs);
  if (faults.length === 0)
    return `No fault was planned in '${name}', so it shows nothing about availability.`;
  const spells = faultSpellsOf(events);
  const backAtMs = new Map<string, number>();
  for (const { part, action } of faults) {
    const afterMs = backAtMs.get(part) ?? startMs;
    const spell = spells.find(
      (each) =>
        each.part === part && each.action === action && each.startMs >= afterMs && each.startMs <= endMs,
    );
    const was = FAULT_WORDS[action];
    if (!spell)
      return `${part} was not ${was} in '${name}' as planned, so it shows too little about availability.`;
    if (spell.endMs > endMs) return `${part} was ${was} in '${name}' and did not come back within the phase.`;
    backAtMs.set(part, spell.endMs);
  }
  return null;
}

const FAULT_WORDS: Record<FaultAction, string> = {
  kill: 'killed',
  stop: 'stopped',
  pause: 'paused',
  refuse: 'made to refuse connections',
  slow: 'made slow',
};
