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
 * Null without a run of the head, or with fewer than four of the baseline.
 */
export function seenAgainstBaseline(
  measure: Measure,
  head: readonly number[],
  baseline: readonly number[],
): SeenChange | null {
  if (head.length === 0 || baseline.length < LEAST_BASELINES) return null;
  const isRatio = measure.scale === 'ratio' && [...head, ...baseline].every((value) => value > 0);
  const onScale = (values: readonly number[]) => (isRatio ? values.map(Math.log) : values);
  const base = new SortedSample(baseline).median()!;
  const tested = pooledT(
    onScale(head),
    onScale(baseline),
    isRatio ? RESOLUTION : RESOLUTION * Math.abs(base),
  );
  const { low, high, method } = pooledTInterval(tested, CONFIDENCE);
  const intervals: ContrastIntervals = isRatio
    ? {
        ratio: {
          low: Math.exp(low),
          high: Math.exp(high),
          confidence: CONFIDENCE,
          method: `${method} of logarithms`,
        },
        ratioEstimate: Math.exp(tested.mean),
        difference: null,
        differenceEstimate: base * Math.expm1(tested.mean),
      }
    : {
        ratio: null,
        ratioEstimate: null,
        difference: { low, high, confidence: CONFIDENCE, method },
        differenceEstimate: tested.mean,
      };
  return {
    measure,
    scale: isRatio ? 'ratio' : 'difference',
    intervals,
    pValue: oneSided(measure, Math.sign(tested.mean) as -1 | 0 | 1, tested.pValue),
    base,
    sampleCount: head.length + baseline.length,
  };
}
