import { Compile } from 'typebox/compile';
import { firstProblem } from '../../model/first-problem.ts';
import { Plan } from '../../model/plan.ts';
import { invalid, Prerequisites } from './prerequisites.ts';

const compiled = Compile(Plan);

/**
 * Reads and checks a plan.json.
 * @throws ProofloadError PLAN_INVALID
 */
export function readPlan(text: string): Plan {
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch (error) {
    throw invalid('it is not JSON', error);
  }
  if (!compiled.Check(plan)) throw invalid(firstProblem(Plan, plan));
  new Prerequisites(plan);
  return plan;
}
