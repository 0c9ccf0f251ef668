import exec from 'k6/execution';
import { type Phase, phaseAt } from './phases.ts';

let tags: typeof exec.vu.metrics.tags | null = null;
let env: typeof __ENV | null = null;
let phase: Phase;

/**
 * Tags whatever this VU records from now on with the phase in which its request was due. `dueMs` is on `elapsedMs`.
 *
 * Called for every request, and nearly always done after three comparisons, for k6 keeps the tags of a VU: a tag of each sample's
 * own costs k6 a microsecond. When k6 activates a VU for another schedule it takes its tags away and gives it another `__ENV`.
 */
export function tagDuePhase(dueMs: number): void {
  if (__ENV === env && dueMs >= phase.startMs && dueMs < phase.endMs) return;
  env = __ENV;
  phase = phaseAt(JSON.parse(env.PHASES as string), dueMs);
  tags ??= exec.vu.metrics.tags;
  tags.phase = phase.name;
}
