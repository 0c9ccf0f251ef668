import type { EncodedHistogram } from '../model/histogram.ts';
import type { RequestFigures } from '../model/summary.ts';
import type { BucketIncrease } from '../model/timeline.ts';
import type { Evidence } from '../model/verdict.ts';
import type { SecondTimes } from '../stats/block-bootstrap.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { WithEndless } from '../stats/with-endless.ts';

export function mergedTimes(histograms: readonly EncodedHistogram[]): ExponentialHistogram {
  const merged = new ExponentialHistogram();
  for (const histogram of histograms) merged.mergeEncoded(histogram);
  return merged;
}

/** The response times of the requests that were due in the phases, and each phase's seconds for resampling. Failures are endlessly late. */
export function responseTimesOf(phases: readonly Pick<RequestFigures, 'requests'>[]): {
  answered: ExponentialHistogram;
  all: WithEndless;
  bySecond: SecondTimes[][];
} {
  const bySecond = phases.map(({ requests }) =>
    requests.map((second) => ({ times: second.responseTimeMs, endless: second.endless })),
  );
  const answered = mergedTimes(bySecond.flat().map(({ times }) => times));
  const endless = bySecond.flat().reduce((sum, second) => sum + second.endless, 0);
  return { answered, all: new WithEndless(answered, endless), bySecond };
}

export function mergedBuckets(
  upperBoundsMs: readonly number[],
  increases: readonly BucketIncrease[],
): BucketHistogram {
  const merged = new BucketHistogram(upperBoundsMs);
  for (const increase of increases) merged.add(increase);
  return merged;
}

/** Evidence of one percentile; its value is null if nothing was measured. */
export function percentileEvidence(label: string, histogram: ExponentialHistogram, q: number): Evidence {
  return { label, value: histogram.quantile(q)?.value ?? null, unit: 'ms' };
}
