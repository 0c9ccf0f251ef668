import type { ContrastIntervals } from '../../compare/differences/contrast.ts';
import type { ChangeBound } from '../../model/budget.ts';
import type { Measure } from '../../model/comparison.ts';

/** A change of a measure, as it was seen. */
export type SeenChange = {
  measure: Measure;
  /** on which it was compared: that of the measure, or 'difference' if a value has no logarithm */
  scale: Measure['scale'];
  /** the interval has the confidence of every other interval, 95% */
  intervals: ContrastIntervals;
  /** one-sided, for the hypothesis that the head is not worse than the base */
  pValue: number;
  /** median of the base */
  base: number;
  /** pairs of runs, or runs */
  sampleCount: number;
};

/**
 * How much worse a figure of the head is, by the estimate and at the worse end of the interval: as a share of the base on a ratio scale, in the
 * measure's unit on a difference scale. Below 0: better.
 */
export function worseningIn({ measure, intervals }: Pick<SeenChange, 'measure' | 'intervals'>): {
  estimate: number;
  atMost: number;
} {
  const isLowerBetter = measure.better !== 'higher';
  const [interval, given, same] =
    intervals.ratio === null
      ? [intervals.difference, intervals.differenceEstimate, 0]
      : [intervals.ratio, intervals.ratioEstimate, 1];
  const { low, high } = bounded(interval);
  const estimate = given ?? (interval.high === null ? high : low); // of endless figures: at the end that has no bound
  const worse = (change: number) => (isLowerBetter ? change - same : same - change);
  return { estimate: worse(estimate), atMost: worse(isLowerBetter ? high : low) };
}

function bounded({ low, high }: { low: number | null; high: number | null }): { low: number; high: number } {
  return { low: low ?? Number.NEGATIVE_INFINITY, high: high ?? Number.POSITIVE_INFINITY };
}

/** How much worse a figure may be, in the same terms: the larger of the two bounds, for a change must be beyond both. */
export function allowedIn(
  { relative = 0, absolute = 0 }: ChangeBound,
  { scale, base }: { scale: Measure['scale']; base: number },
): number {
  const level = Math.abs(base);
  return scale === 'ratio' ? Math.max(relative, absolute / level) : Math.max(relative * level, absolute);
}
