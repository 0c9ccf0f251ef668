import type { Interval } from '../../model/verdict.ts';
import { ratioOfSumsInterval, type SecondSums, totalOf } from '../../stats/ratio-of-sums.ts';
import { decide, sideOf } from '../decide.ts';
import type { Estimate } from '../estimate.ts';
import type { Case } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { sumsInterval } from '../over-phases.ts';
import { LONGER_PHASE, MORE_SECONDS } from '../reason.ts';
import { widest } from '../resampled.ts';

/**
 * A ratio of two sums: the mean of a time, a gauge over seconds, queries per request, CPU per response. In this run it is known to within
 * the interval for independent seconds; for the system, also to within the interval from resampled seconds. `worst`: the same sums plus
 * everything that may belong to them, each as bad as possible; a pass must hold in it too. Null if the denominator is 0.
 */
export function estimateRatioOfSums(
  { target, random }: Pick<Case, 'target' | 'random'>,
  phases: readonly (readonly SecondSums[])[],
  worst: readonly (readonly SecondSums[])[] = phases,
): Pick<Estimate, 'actual' | 'interval' | 'decision' | 'settledBy'> | null {
  const { sum, count } = totalOf(phases.flat());
  if (count === 0) return null;
  const { operator, bound } = target;
  const side = (of: Interval) => sideOf(of, operator, bound);
  const realised = ratioOfSumsInterval(phases.flat(), CONFIDENCE);
  const resampled = sumsInterval(worst, CONFIDENCE, random);
  const system = widest(
    resampled,
    worst === phases ? realised : ratioOfSumsInterval(worst.flat(), CONFIDENCE),
  );
  return {
    actual: sum / count,
    ...decide({ realised, system }, side),
    settledBy: system === null ? MORE_SECONDS : LONGER_PHASE,
  };
}
