import type { ContrastIntervals } from '../../compare/differences/contrast.ts';
import { RESOLUTION } from '../../compare/differences/limits.ts';
import type { Measure } from '../../model/comparison.ts';
import { pooledT, pooledTInterval } from '../../stats/pooled-t.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { CONFIDENCE } from '../../verdict/limits.ts';
import { LEAST_BASELINES } from './limits.ts';
import { oneSided } from './seen-in-pairs.ts';
import type { SeenChange } from './worsening.ts';

/**
 * The change from the baseline's runs to those of the head, which were made at other times: the spread between runs is part of the interval.
 * Null without a run of the head, or with fewer than four of the baseline. An endless figure counts as what it exceeds, so its interval has no
 * end on that side.
 * @param given figures of the runs; infinite: endless
 * @param exceeded by every endless figure
 */
export function seenAgainstBaseline(
  measure: Measure,
  given: { head: readonly number[]; baseline: readonly number[] },
  exceeded: number | null = null,
): SeenChange | null {
  const isHeadEndless = given.head.some((value) => !Number.isFinite(value));
  const isBaselineEndless = given.baseline.some((value) => !Number.isFinite(value));
  if ((isHeadEndless || isBaselineEndless) && exceeded === null) return null;
  const atLeast = (values: readonly number[]) =>
    values.map((value) => (Number.isFinite(value) ? value : exceeded!));
  const [head, baseline] = [atLeast(given.head), atLeast(given.baseline)];
  if (head.length === 0 || baseline.length < LEAST_BASELINES) return null;
  const isRatio = measure.scale === 'ratio' && [...head, ...baseline].every((value) => value > 0);
  const onScale = (values: readonly number[]) => (isRatio ? values.map(Math.log) : values);
  const base = new SortedSample(baseline).median()!;
  const tested = pooledT(
    onScale(head),
    onScale(baseline),
    isRatio ? RESOLUTION : RESOLUTION * Math.abs(base),
  );
  const { method, ...ends } = pooledTInterval(tested, CONFIDENCE);
  const low = isBaselineEndless ? null : ends.low;
  const high = isHeadEndless ? null : ends.high;
  const estimate = isHeadEndless || isBaselineEndless ? null : tested.mean;
  const intervals: ContrastIntervals = isRatio
    ? {
        ratio: {
          low: low === null ? null : Math.exp(low),
          high: high === null ? null : Math.exp(high),
          confidence: CONFIDENCE,
          method: `${method} of logarithms`,
        },
        ratioEstimate: estimate === null ? null : Math.exp(estimate),
        difference: null,
        differenceEstimate: estimate === null ? null : base * Math.expm1(estimate),
      }
    : {
        ratio: null,
        ratioEstimate: null,
        difference: { low, high, confidence: CONFIDENCE, method },
        differenceEstimate: estimate,
      };
  return {
    measure,
    scale: isRatio ? 'ratio' : 'difference',
    intervals,
    // What is less than an endless figure by an unknown amount may be less by any.
    pValue: isBaselineEndless ? 1 : oneSided(measure, Math.sign(tested.mean) as -1 | 0 | 1, tested.pValue),
    base,
    sampleCount: head.length + baseline.length,
  };
}
