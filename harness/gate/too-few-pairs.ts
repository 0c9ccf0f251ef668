import { LEAST_PAIRS } from '../compare/differences/limits.ts';
import { formatCount, formatList } from '../model/format.ts';
import { withoutStop } from '../model/without-stop.ts';
import { binomialTails } from '../stats/binomial.ts';
import type { MeasuredChange } from './change-checks.ts';
import { judgeChanges } from './decision/judge-changes.ts';
import { HEAD_SUSPECTED_BELOW } from './decision/limits.ts';
import { seenInPairs } from './decision/seen-in-pairs.ts';
import { isTrusted, pairsIn } from './pairs-in-turns.ts';
import type { PlannedChange } from './plan-budget.ts';
import type { MeasuredTurn } from './take-turns.ts';

type Missing = NonNullable<MeasuredChange['missing']>;

/**
 * What it means that too few pairs of runs can be trusted; null if there are enough. A machine that is too noisy settles nothing: inconclusive. But the
 * gate is invalid, and so never let pass, if runs are broken, or if the head may be the cause: runs that cannot be trusted are its own more often than chance
 * explains, or show a regression if they are taken as they are.
 */
export function whyTooFewPairs(
  changes: readonly PlannedChange[],
  turns: readonly MeasuredTurn[],
): Missing | null {
  const pairs = [...Map.groupBy(turns, ({ block }) => block).values()];
  const trusted = pairs.filter((pair) => pair.every(isTrusted)).length;
  const distrusted = turns.filter((turn) => !isTrusted(turn));
  if (trusted >= LEAST_PAIRS || distrusted.length === 0) return null;

  const broken = distrusted.find(({ isBroken }) => isBroken);
  if (broken) return invalid(`Too few runs can be trusted: ${reasonOf(broken)}`);

  const onlyOf = (side: MeasuredTurn['side']) =>
    pairs.filter((pair) => pair.every((turn) => isTrusted(turn) === (turn.side !== side))).length;
  const [ofHead, ofBase] = [onlyOf('head'), onlyOf('base')];
  const pValue = binomialTails(ofHead - 1, ofHead + ofBase, 0.5).upper;
  if (pValue < HEAD_SUSPECTED_BELOW)
    return invalid(
      `The head may be why its runs cannot be trusted: in ${formatCount(ofHead, 'pair')} only its run cannot be, in ${ofBase} only that of the base (${reasonOf(distrusted.find(({ side }) => side === 'head')!)})`,
    );

  const regressions = regressionsIn(changes, turns);
  if (regressions.length > 0)
    return invalid(
      `Too few runs can be trusted, and as they are they show a regression of ${formatList(regressions)}: ${reasonOf(distrusted[0]!)}`,
    );

  return {
    status: 'inconclusive',
    reason: `The measurement could not be trusted in enough pairs of runs (${trusted} of ${pairs.length}, and ${LEAST_PAIRS} are needed): ${reasonOf(distrusted[0]!)}. A quieter machine or a lighter load would settle it`,
  };
}

/** The ids of the figures that would fail if every run counted. */
function regressionsIn(changes: readonly PlannedChange[], turns: readonly MeasuredTurn[]): string[] {
  const asTheyAre = changes.map((change) => ({
    ...change,
    seen: seenInPairs(
      change.measure.measure,
      pairsIn(turns, change.id, () => true),
    ),
  }));
  const statuses = judgeChanges(asTheyAre);
  return changes.filter((_, index) => statuses[index] === 'fail').map(({ id }) => id);
}

function invalid(reason: string): Missing {
  return { status: 'invalid', reason };
}

/** Why a run does not count, without a full stop. */
function reasonOf({ reasons }: MeasuredTurn): string {
  return withoutStop(reasons[0]!);
}
