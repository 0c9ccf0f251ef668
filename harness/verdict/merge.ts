import type { EncodedHistogram } from '../model/histogram.ts';
import type { PhaseSummary } from '../model/summary.ts';
import type { BucketIncrease } from '../model/timeline.ts';
import type { Evidence } from '../model/verdict.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';

export function mergedTimes(histograms: readonly EncodedHistogram[]): ExponentialHistogram {
  const merged = new ExponentialHistogram();
  for (const histogram of histograms) merged.mergeEncoded(histogram);
  return merged;
}

/**
 * Response times of phases and the seconds of each phase that they can be resampled from, or why they are not known. `problem` is one sentence
 * without the names of what rests on it.
 */
export function responseTimesOf(
  phases: readonly PhaseSummary[],
): { times: ExponentialHistogram; bySecond: EncodedHistogram[][] } | { problem: string } {
  const times = new ExponentialHistogram();
  for (const { responseTimeMs, intendedStartUnknown } of phases) {
    if (responseTimeMs === null) return { problem: intendedStartUnknown ?? 'Intended starts are unknown.' };
    times.mergeEncoded(responseTimeMs);
  }
  return { times, bySecond: phases.map(({ series }) => series.responseTimeMs) };
}

export function mergedBuckets(
  upperBoundsMs: readonly number[],
  increases: readonly BucketIncrease[],
): BucketHistogram {
  const merged = new BucketHistogram(upperBoundsMs);
  for (const increase of increases) merged.add(increase);
  return merged;
}

/** Evidence of one percentile, null where nothing was measured. */
export function percentileEvidence(label: string, histogram: ExponentialHistogram, q: number): Evidence {
  return { label, value: histogram.quantile(q)?.value ?? null, unit: 'ms' };
}
