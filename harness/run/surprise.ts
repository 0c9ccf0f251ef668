import type { PartRestart, Run } from '../model/run.ts';

/** Whether a part was restarted under the load, and not because the run itself killed it. */
export function isSurprise(
  { part, sinceMs, atMs }: PartRestart,
  { phases, events }: Pick<Run, 'phases' | 'events'>,
): boolean {
  const isPlanned = events.some(
    (event) =>
      event.kind === 'server-killed' && event.part === part && event.atMs >= sinceMs && event.atMs <= atMs,
  );
  return !isPlanned && phases.some(({ startMs }) => startMs <= atMs);
}
