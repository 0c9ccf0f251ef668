import { formatMeasure } from '../../harness/model/format.ts';
import type { TargetVerdict } from '../../harness/model/verdict.ts';

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
    ({ check, phase, how }) => `Survived ${check}${phase === null ? '' : ` in '${phase}'`}: ${how}`,
  );
}
