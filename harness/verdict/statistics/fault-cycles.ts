import type { Run, RunEvent } from '../../model/run.ts';
import type { PhaseSummary, SecondShare } from '../../model/summary.ts';
import { wholeSeconds } from '../../summary/load-window.ts';

/**
 * The answers of a fault phase, given by second, from each fault to the next; what came before the first is left out. Faults that begin in the same
 * second are one.
 */
export function cyclesOf(
  { events }: Pick<Run, 'events'>,
  phase: PhaseSummary,
  answers: readonly SecondShare[],
): SecondShare[] {
  const { first } = wholeSeconds(phase);
  const starts = events
    .filter(({ kind, atMs }) => kind === 'server-killed' && atMs >= phase.startMs && atMs <= phase.endMs)
    .map(({ atMs }) => Math.max(0, Math.floor(atMs / 1000) - first))
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

/** Where nothing was due nothing failed. */
export function shareOf({ successes, trials }: SecondShare): number {
  return trials === 0 ? 1 : successes / trials;
}

/** A fault phase in which nothing went wrong shows nothing: each planned kill must have happened in it, and the server have come back. */
export function missingFault(
  { profile, events }: Run,
  { name, startMs, endMs }: PhaseSummary,
): string | null {
  const planned = profile.loads.flatMap(({ phases }) => phases).find((phase) => phase.name === name);
  const kills = (planned?.faults ?? [])
    .filter(({ action }) => action === 'kill')
    .toSorted((a, b) => a.atMs - b.atMs);
  if (kills.length === 0) return `No kill was planned in '${name}', so it shows nothing about availability.`;
  const backAtMs = new Map<string, number>();
  for (const { part } of kills) {
    const happened = (kind: RunEvent['kind'], afterMs: number) =>
      events.find((event) => {
        const isTimely = event.atMs >= afterMs && event.atMs <= endMs;
        return event.kind === kind && event.part === part && isTimely;
      });
    const killed = happened('server-killed', backAtMs.get(part) ?? startMs);
    if (!killed)
      return `${part} was not killed in '${name}' as planned, so it shows too little about availability.`;
    const restored = happened('server-restored', killed.atMs);
    if (!restored) return `${part} was killed in '${name}' and did not come back within the phase.`;
    backAtMs.set(part, restored.atMs);
  }
  return null;
}
