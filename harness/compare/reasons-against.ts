import { nothingShownBecause } from '../capacity/staircase.ts';
import type { ClimbedLevel } from '../model/comparison.ts';
import type { Verdict } from '../model/verdict.ts';

/**
 * Why a repetition is not used; empty if it is. At a fixed load every violated check counts. A staircase ends where the system no longer
 * copes, so checks of its phases are violated as a matter of course: they make single levels doubtful (`climbedLevels`), and the
 * repetition is only lost if that leaves nothing.
 */
export function reasonsAgainst({ validity }: Verdict, levels: readonly ClimbedLevel[] | null): string[] {
  const violated = validity.checks.filter(({ status }) => status === 'violated');
  if (levels === null) return violated.map(({ reason }) => reason);
  const ofRun = violated.filter(({ phase }) => phase === null).map(({ reason }) => reason);
  const nothing = nothingShownBecause(levels);
  return nothing === null ? ofRun : [...ofRun, nothing];
}
