import type { ChangeBound } from '../../model/budget.ts';
import type { GateStatus } from '../../model/gate.ts';
import { holmAdjusted } from '../../stats/holm.ts';
import { FALSE_ALARM_RATE } from './limits.ts';
import { allowedIn, type SeenChange, worseningIn } from './worsening.ts';

/** A figure of the gate with its bounds; `seen` is null if there is too little data. */
export type JudgedChange = { seen: SeenChange | null; error: ChangeBound | null; warn: ChangeBound | null };

/**
 * Whether the first look settles a gate: each figure's interval rules out that it became worse by more than is allowed. If any does not, a
 * regression as well as too much noise, everything is measured once more. A figure without any data stays without, so it settles nothing and asks for
 * nothing.
 */
export function isClearAtFirst(changes: readonly JudgedChange[]): boolean {
  return changes.every(
    ({ seen, error, warn }) => seen === null || isRuledOut(seen, decidingBound(error, warn)),
  );
}

/**
 * Judges the figures of a gate by everything that was measured, in the order given. A figure fails if Holm's rule rejects, at 1% over all figures,
 * that it did not become worse, and its estimate is beyond the bound. It passes if its interval rules out a change beyond the bound. Otherwise
 * it is inconclusive. Stopping after a clear first look can only turn a fail into a pass, so at most 1% of gates without a regression
 * fail, however the two looks depend on each other.
 * Source: C. Jennison and B. Turnbull (2000), "Group Sequential Methods with Applications to Clinical Trials", 4.2, on stopping only for the
 * absence of an effect; Holm (1979); for passing, the test of non-inferiority of D. Schuirmann (1987), J. Pharmacokinetics and
 * Biopharmaceutics 15, one of its two one-sided tests.
 */
export function judgeChanges(changes: readonly JudgedChange[]): GateStatus[] {
  const adjusted = holmAdjusted(changes.flatMap(({ seen }) => (seen === null ? [] : [seen.pValue])));
  let next = 0;
  return changes.map(({ seen, error, warn }) => {
    if (seen === null) return 'inconclusive';
    const isWorse = adjusted[next++]! < FALSE_ALARM_RATE;
    if (isWorse && error !== null && isBeyond(seen, error)) return 'fail';
    if (isWorse && warn !== null && isBeyond(seen, warn)) return 'warn';
    return isRuledOut(seen, decidingBound(error, warn)) ? 'pass' : 'inconclusive';
  });
}

/** A figure that has both bounds passes by that of an error: a warning does not hold anything up. */
function decidingBound(error: ChangeBound | null, warn: ChangeBound | null): ChangeBound {
  return (error ?? warn)!;
}

function isBeyond(seen: SeenChange, bound: ChangeBound): boolean {
  return worseningIn(seen).estimate > allowedIn(bound, seen);
}

function isRuledOut(seen: SeenChange, bound: ChangeBound): boolean {
  return worseningIn(seen).atMost <= allowedIn(bound, seen);
}
