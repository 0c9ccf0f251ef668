import { formatMeasure } from '../harness/model/format.ts';
import type { TargetVerdict } from '../harness/model/verdict.ts';

/** The figure of a target. A percentile that more requests failed than it leaves room for has no end, and is broken. */
export function measured({ actual, status, unit, bound }: TargetVerdict): string {
  return actual === null && status === 'fail' ? 'endless' : formatMeasure(actual, unit, bound);
}

/** Why a result stands although something went wrong with its measurement, a sentence each. */
export function survivedInWords({ survived }: TargetVerdict): string[] {
  return survived.map(
    ({ check, phase, how }) => `Survived ${check}${phase === null ? '' : ` in '${phase}'`}: ${how}`,
  );
}
