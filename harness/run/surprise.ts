import { FAULT_KINDS, faultSpellsOf } from '../model/fault.ts';
import type { PartRestart, Run, RunEvent } from '../model/run.ts';

/** Whether a part was restarted, before the load or under it, and not because a fault of the run had it so. */
export function isSurprise(restart: PartRestart, { events }: Pick<Run, 'events'>): boolean {
  return !isByFault(restart, events);
}

/**
 * A part that was killed or stopped by a fault comes back as another one: it was last seen before it was back. Once it has been seen
 * after its return, another restart is a surprise. A paused one must be the same as before.
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
