import { FAULT_KINDS, faultSpellsOf } from '../model/fault.ts';
import type { PartRestart, Run, RunEvent } from '../model/run.ts';

/** Whether a restart of a part, before or during the load, was not caused by a fault of the run. */
export function isSurprise(restart: PartRestart, { events }: Pick<Run, 'events'>): boolean {
  return !isByFault(restart, events);
}

/**
 * A part that a fault killed or stopped comes back as a new process, and was last seen before it was back. Once it has been seen after
 * its return, another restart is a surprise. A paused part must be the same process as before.
 */
function isByFault({ part, sinceMs, atMs }: PartRestart, events: readonly RunEvent[]): boolean {
  return faultSpellsOf(events).some(
    (spell) =>
      spell.part === part &&
      FAULT_KINDS[spell.action].comesBackAnew &&
      spell.startMs <= atMs &&
      spell.endMs >= sinceMs,
  );
}
