import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Compile } from 'typebox/compile';
import { Budget } from '../model/budget.ts';
import { ProofloadError } from '../model/errors.ts';
import { firstProblem } from '../model/first-problem.ts';
import { whyUnreadable } from '../store/disk.ts';

const compiled = Compile(Budget);

/**
 * Reads a budget file. Only checks its shape; `plannedTargets` and `plannedChanges` check whether it makes sense.
 * @throws ProofloadError BUDGET_INVALID
 */
export async function readBudget(file: string): Promise<Budget> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw budgetInvalid(`${basename(file)} cannot be read (${whyUnreadable(error)})`, { cause: error });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw budgetInvalid(`${basename(file)} is not JSON (${(error as Error).message})`, { cause: error });
  }
  if (compiled.Check(value)) return value;
  throw budgetInvalid(firstProblem(Budget, value));
}

/**
 * @param reason completes the sentence "The budget cannot be used: ..."
 * @param suggestion a sentence that precedes the hint
 */
export function budgetInvalid(
  reason: string,
  { cause, suggestion = '' }: { cause?: unknown; suggestion?: string } = {},
): ProofloadError {
  return new ProofloadError(
    'BUDGET_INVALID',
    `The budget cannot be used: ${reason}.`,
    `${suggestion}Correct the file; docs/ci.md says what each field means. Nothing was started.`,
    { cause },
  );
}
