import { measureOf } from '../compare/measures.ts';
import type { Budget, BudgetChange, BudgetMeasure, BudgetTarget, ChangeBound } from '../model/budget.ts';
import { indicatorIds, type Named, named } from '../model/catalogue.ts';
import type { Indicator } from '../model/indicator.ts';
import type { Target } from '../model/target.ts';
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
 * @throws ProofloadError BUDGET_INVALID
 */
export function plannedTargets(
  budget: Budget | null,
  ofRun: readonly Target[],
  only: readonly string[] | null,
): PlannedTarget[] {
  const planned = budget?.targets?.map(plannedTarget) ?? ofRun.map(asPlanned);
  return chosen(planned, only);
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
  return {
    id,
    statement: target.statement ?? found.measure.label,
    indicator: found.indicator,
    limit: { operator, error, warn },
    source: { document: 'budget', section: id },
    phases,
  };
}

function asPlanned({ id, statement, source, indicator, operator, bound, phases }: Target): PlannedTarget {
  return { id, statement, source, indicator, limit: { operator, error: bound, warn: null }, phases };
}

function plannedChange({ id, measure, ...bounds }: BudgetChange): PlannedChange {
  const [error, warn] = [bounds.error ?? null, bounds.warn ?? null];
  const found = lookedUp(id, measure);
  if (error === null && warn === null) throw budgetInvalid(`"${id}" has neither an error nor a warn bound`);
  if (found.measure.better === 'neither')
    throw budgetInvalid(
      `neither more nor less of "${found.measure.label}" is better, so "${id}" cannot become worse`,
    );
  if (found.indicator.source === 'checks')
    throw budgetInvalid(`"${id}" is a check of the data after a run, by which versions cannot be compared`);
  return { id, measure: found, error, warn };
}

function lookedUp(id: string, measure: BudgetMeasure): PlannedChange['measure'] {
  const found = typeof measure === 'string' ? measureOf(measure) : named(id, measure);
  if (found?.indicator !== undefined) return found;
  throw budgetInvalid(
    found === null
      ? `there is no measure "${measure}"; choose one of ${indicatorIds().join(', ')}`
      : `"${measure}" needs a staircase load, which a gate does not have`,
  );
}

function chosen<T extends { id: string }>(planned: readonly T[], only: readonly string[] | null): T[] {
  const twice = planned.find(({ id }, index) => planned.findIndex((other) => other.id === id) !== index);
  if (twice) throw budgetInvalid(`it has "${twice.id}" twice`);
  if (only === null) return [...planned];
  const unknown = only.find((id) => !planned.some((each) => each.id === id));
  if (unknown !== undefined)
    throw budgetInvalid(
      `it has no "${unknown}"; it has ${planned.map(({ id }) => id).join(', ') || 'nothing'}`,
    );
  return planned.filter(({ id }) => only.includes(id));
}
