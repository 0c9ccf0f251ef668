import type { EncodedHistogram } from '../model/histogram.ts';
import type { BucketIncrease } from '../model/timeline.ts';
import type { Evidence } from '../model/verdict.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';

export function mergedTimes(histograms: readonly EncodedHistogram[]): ExponentialHistogram {
  const merged = new ExponentialHistogram();
  for (const histogram of histograms) merged.mergeEncoded(histogram);
  return merged;
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
