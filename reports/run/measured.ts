import { formatMeasure } from '../../harness/model/format.ts';
import type { TargetVerdict } from '../../harness/model/verdict.ts';

/** The figure of a target. What has an interval and no figure is a percentile that more requests failed than it leaves room for. */
export function measured({ actual, interval, unit, bound }: TargetVerdict): string {
  return actual === null && interval !== null ? 'endless' : formatMeasure(actual, unit, bound);
}

/** Why a result stands although something went wrong with its measurement, a sentence each. */
export function survivedInWords({ survived }: TargetVerdict): string[] {
  return survived.map(
    ({ check, phase, how }) => `Survived ${check}${phase === null ? '' : ` in '${phase}'`}: ${how}`,
  );
}
