import type { MeasuredChange } from './change-checks.ts';
import { type Noise, noiseIn } from './decision/noise-floor.ts';
import { seenInPairs } from './decision/seen-in-pairs.ts';
import { isTrusted, pairsIn } from './pairs-in-turns.ts';
import type { PlannedChange } from './plan-budget.ts';
import type { MeasuredTurn, SideName } from './take-turns.ts';
import { whyTooFewPairs } from './too-few-pairs.ts';

type Missing = NonNullable<MeasuredChange['missing']>;

/** What the turns so far show of each change. */
export function measuredChanges(
  changes: readonly PlannedChange[],
  turns: readonly MeasuredTurn[],
): MeasuredChange[] {
  const tooFew = whyTooFewPairs(changes, turns);
  return changes.map((change) => {
    const { id, measure } = change;
    const seen = seenInPairs(measure.measure, pairsIn(turns, id));
    const valuesOf = (side: SideName) =>
      turns.flatMap((turn) => (turn.side === side && isTrusted(turn) ? (turn.figures[id]!.value ?? []) : []));
    return {
      ...change,
      seen,
      missing: seen === null ? missingBecause(id, turns, tooFew) : null,
      head: valuesOf('head'),
      base: valuesOf('base'),
    };
  });
}

/** Without enough pairs, either measurements could not be trusted, or the figure was not there. */
function missingBecause(id: string, turns: readonly MeasuredTurn[], tooFew: Missing | null): Missing {
  const isMeasured = ({ figures }: MeasuredTurn) => figures[id]!.value !== null;
  const unmeasured = turns.filter((turn) => isTrusted(turn) && !isMeasured(turn));
  if (tooFew !== null && turns.some(isMeasured) && (tooFew.status === 'invalid' || unmeasured.length === 0))
    return tooFew;
  const sides = [...new Set(unmeasured.map(({ side }) => side))];
  return {
    status: 'inconclusive',
    reason: `It was not measured${sides.length === 1 ? ` in the ${sides[0]}` : ''}`,
  };
}

/** Whether a figure has too few pairs because of noise: more of them may show something. */
export function lacksPairs({ id, seen }: MeasuredChange, turns: readonly MeasuredTurn[]): boolean {
  return seen === null && pairsIn(turns, id, ({ isBroken }) => !isBroken).arm.length > 0;
}

/** How much the two sides differ, where both are equal versions; null with too little data. */
export function noiseInTurns(
  changes: readonly PlannedChange[],
  turns: readonly MeasuredTurn[],
): { change: PlannedChange; noise: Noise | null }[] {
  return changes.map((change) => ({
    change,
    noise: noiseIn(change.measure.measure, pairsIn(turns, change.id)),
  }));
}
