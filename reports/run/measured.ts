import { formatMeasure } from '../../harness/model/format.ts';
import type { TargetVerdict, ValidityCheckName } from '../../harness/model/verdict.ts';
import { CHECK_WORDS } from './trust.ts';

/** The figure of a target. An interval without a figure means a percentile with more failures than it leaves room for. */
export function measured({
  actual,
  interval,
  unit,
  bound,
}: Pick<TargetVerdict, 'actual' | 'interval' | 'unit' | 'bound'>): string {
  return actual === null && interval !== null ? 'endless' : formatMeasure(actual, unit, bound);
}

/** Why a result is valid although checks of its measurement were violated, one sentence each. */
export function survivedInWords({ survived }: TargetVerdict): string[] {
  return survived.map(
    ({ check, phase, how }) =>
      `This holds although a check was violated${phase === null ? '' : ` in '${phase}'`} (${inWords(check)}): ${how}`,
  );
}

/** What must hold, in the middle of a sentence. */
function inWords(check: string): string {
  const words = CHECK_WORDS[check as ValidityCheckName] ?? check;
  return words.charAt(0).toLowerCase() + words.slice(1);
}
