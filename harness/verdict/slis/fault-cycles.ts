import type { Run, RunEvent } from '../../model/run.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import { wholeSeconds } from '../load-window.ts';

type Share = PhaseSummary['series']['answers'][number];

/** With these a fault begins, and with these it is over. */
const BEGINS: readonly RunEvent['kind'][] = ['server-killed'];
const ENDS: readonly RunEvent['kind'][] = ['server-restored'];

/**
 * The answers of a fault phase from each fault to the next; what came before the first is left out. Faults that begin in the same
 * second are one.
 */
export function cyclesOf({ events }: Pick<Run, 'events'>, phase: PhaseSummary): Share[] {
  const { first } = wholeSeconds(phase);
  const starts = eventsIn(events, phase)
    .filter(({ kind }) => BEGINS.includes(kind))
    .map(({ atMs }) => Math.max(0, Math.floor(atMs / 1000) - first))
    .sort((a, b) => a - b)
    .filter((second, index, all) => second !== all[index - 1]);
  return starts.map((start, index) =>
    phase.series.answers.slice(start, starts[index + 1]).reduce(
      (sum, { successes, trials }) => ({
        successes: sum.successes + successes,
        trials: sum.trials + trials,
      }),
      { successes: 0, trials: 0 },
    ),
  );
}

/** Where nothing was due nothing failed. */
export function shareOf({ successes, trials }: Share): number {
  return trials === 0 ? 1 : successes / trials;
}

/** A fault phase in which nothing went wrong shows nothing: its faults must have happened in it, and their parts have come back. */
export function missingFault({ events }: Run, phase: PhaseSummary): string | null {
  const inPhase = eventsIn(events, phase);
  const begun = inPhase.filter(({ kind }) => BEGINS.includes(kind));
  if (begun.length === 0)
    return `No server was killed in '${phase.name}', so it shows nothing about availability.`;
  const last = Math.max(...begun.map(({ atMs }) => atMs));
  const ended = inPhase.filter(({ kind }) => ENDS.includes(kind));
  if (ended.length >= begun.length && ended.some(({ atMs }) => atMs > last)) return null;
  return `A server that was killed in '${phase.name}' did not come back within the phase.`;
}

function eventsIn(events: readonly RunEvent[], { startMs, endMs }: PhaseSummary): RunEvent[] {
  return events.filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
}
