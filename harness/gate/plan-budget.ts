import { measureOf } from '../compare/measures.ts';
import type { Budget, BudgetChange, BudgetMeasure, BudgetTarget, ChangeBound } from '../model/budget.ts';
import { indicatorIds, type Named, named } from '../model/catalogue.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { ProofloadError } from '../model/errors.ts';
import type { Indicator } from '../model/indicator.ts';
import type { Operator, Target } from '../model/target.ts';
import { budgetInvalid } from './budget-file.ts';
import type { PlannedTarget } from './judge-budget.ts';

/** A bound of a change, with its measure looked up. At least one of `error` and `warn` is not null. */
export type PlannedChange = {
  id: string;
  measure: Extract<Named, { indicator: Indicator }>;
  error: ChangeBound | null;
  warn: ChangeBound | null;
};

/** What is compared if the budget does not say. */
const USUAL_CHANGES: BudgetChange[] = [
  { id: 'p95', measure: 'responseTimeP95Ms', error: { relative: 0.1, absolute: 2 } },
  { id: 'correct', measure: 'correctRatio', error: { absolute: 0.005 } },
  { id: 'goodput', measure: 'goodputPerSec', error: { relative: 0.05 } },
];

/**
 * The bounds of a run: those of the budget, or else the targets that the run was made for.
 * @param only ids; null: all
 * @throws ProofloadError BUDGET_INVALID; USAGE if there is no bound at all
 */
export function plannedTargets(
  budget: Budget | null,
  ofRun: readonly Target[],
  only: readonly string[] | null,
): PlannedTarget[] {
  if (budget?.targets !== undefined) return chosen(budget.targets.map(plannedTarget), only);
  if (ofRun.length > 0) return chosen(ofRun.map(asPlanned), only);
  throw new ProofloadError(
    'USAGE',
    'There is nothing to judge: the run was made without targets, and no budget has any.',
    'Give bounds for it: --budget budget.json. docs/ci.md says what a budget holds.',
  );
}

/**
 * The bounds of a change from base to head.
 * @param only ids; null: all
 * @throws ProofloadError BUDGET_INVALID
 */
export function plannedChanges(budget: Budget | null, only: readonly string[] | null): PlannedChange[] {
  return chosen((budget?.changes ?? USUAL_CHANGES).map(plannedChange), only);
}

function plannedTarget(target: BudgetTarget): PlannedTarget {
  const { id, measure, operator, error = null, warn = null, phases = null } = target;
  const found = lookedUp(id, measure);
  if (error === null && warn === null) throw budgetInvalid(`"${id}" has neither an error nor a warn bound`);
  if (error !== null && warn !== null && !isReachedFirst(warn, error, operator)) throw neverWarns(id);
  return {
    id,
    statement: target.statement ?? found.measure.label,
    indicator: found.indicator,
    limit: { operator, errorBound: error, warnBound: warn },
    source: { document: 'budget', section: id },
    phases,
  };
}

function asPlanned({ id, statement, source, indicator, operator, bound, phases }: Target): PlannedTarget {
  return {
    id,
    statement,
    source,
    indicator,
    limit: { operator, errorBound: bound, warnBound: null },
    phases,
  };
}

function plannedChange({ id, measure, ...bounds }: BudgetChange): PlannedChange {
  const [error, warn] = [bounds.error ?? null, bounds.warn ?? null];
  const found = lookedUp(id, measure);
  if (error === null && warn === null) throw budgetInvalid(`"${id}" has neither an error nor a warn bound`);
  if (error !== null && warn !== null && isNeverTighter(warn, error)) throw neverWarns(id);
  if (found.measure.better === 'neither')
    throw budgetInvalid(
      `neither more nor less of "${found.measure.label}" is better, so "${id}" cannot become worse`,
    );
  if (found.indicator.source === 'checks')
    throw budgetInvalid(`"${id}" is a check of the data after a run, by which versions cannot be compared`);
  return { id, measure: found, error, warn };
}

/** Whether a figure that becomes worse is beyond the first bound before it is beyond the second. */
function isReachedFirst(first: number, second: number, operator: Operator): boolean {
  return operator.startsWith('<') ? first < second : first > second;
}

/** Whether a change beyond the first bound is always beyond the second one too. */
function isNeverTighter(first: ChangeBound, second: ChangeBound): boolean {
  return (['relative', 'absolute'] as const).every(
    (each) => second[each] === undefined || (first[each] ?? 0) >= second[each],
  );
}

function neverWarns(id: string): ProofloadError {
  return budgetInvalid(
    `"${id}" would fail before it warns: its warn bound must be tighter than its error bound`,
  );
}

function lookedUp(id: string, measure: BudgetMeasure): PlannedChange['measure'] {
  const found = typeof measure === 'string' ? measureOf(measure) : named(id, measure);
  if (found?.indicator !== undefined) return found;
  if (found !== null) throw budgetInvalid(`"${measure}" needs a staircase load, which a gate does not have`);
  const ids = indicatorIds();
  throw budgetInvalid(`there is no measure "${measure}"; choose one of ${ids.join(', ')}`, {
    suggestion: didYouMean(String(measure), ids),
  });
}

function chosen<T extends { id: string }>(planned: readonly T[], only: readonly string[] | null): T[] {
  const twice = planned.find(({ id }, index) => planned.findIndex((other) => other.id === id) !== index);
  if (twice) throw budgetInvalid(`it has "${twice.id}" twice`);
  const ids = planned.map(({ id }) => id);
  const unknown = only?.find((id) => !ids.includes(id));
  if (unknown !== undefined)
    throw budgetInvalid(`it has no "${unknown}"; it has ${ids.join(', ') || 'nothing'}`, {
      suggestion: didYouMean(unknown, ids),
    });
  const wanted = planned.filter(({ id }) => only?.includes(id) ?? true);
  if (wanted.length === 0) throw budgetInvalid('nothing is left of it to judge');
  return wanted;
}
