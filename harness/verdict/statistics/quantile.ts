import { formatCount, formatPercent } from '../../model/format.ts';
import type { Target } from '../../model/target.ts';
import type { Interval } from '../../model/verdict.ts';
import { trialsToSettle } from '../../stats/proportion.ts';
import { leastSampleCount, quantileInterval } from '../../stats/quantile-interval.ts';
import type { Counted } from '../../stats/with-endless.ts';
import { type Decision, decide, type Side } from '../decide.ts';
import { CONFIDENCE, LONGEST_WAIT_MS } from '../limits.ts';
import { LONGER_PHASE, MORE_SECONDS, moreWouldSettle } from '../reason.ts';
import { widest } from '../resampled.ts';

/** What one value of a sample is called. */
export type Noun = { one: string; many: string };

export type QuantileCase = {
  /** what was measured in this run */
  sample: Counted;
  /** the sample plus everything that may belong to it, each as bad as possible; a pass must hold in it too */
  worst: Counted;
  /** interval of `worst` from resampled seconds; null if it cannot be made */
  resampled: Interval | null;
  q: number;
  promise: Pick<Target, 'operator' | 'bound'>;
  side: (interval: Interval) => Side;
  noun: Noun;
};

/**
 * Decides whether the q-quantile of a sample is on the right side of a bound, and if that is open, what would settle it. In this run it is
 * known to within its ranks and buckets; for the system, also to within the interval from resampled seconds.
 */
export function decideQuantile({ sample, worst, resampled, q, promise, side, noun }: QuantileCase): {
  decision: Decision;
  interval: Interval | null;
  settledBy: string;
} {
  const realised = quantileInterval(sample, q, CONFIDENCE);
  const system = widest(resampled, quantileInterval(worst, q, CONFIDENCE));
  const { decision, interval } = decide({ realised, system }, side);
  if (realised === null) {
    const missing = leastSampleCount(q, CONFIDENCE) - sample.count;
    const settledBy = `${formatCount(missing, `more ${noun.one}`, `more ${noun.many}`)} would give it an interval`;
    return { decision, interval, settledBy };
  }
  return {
    decision,
    interval: interval && asFarAsKnown(interval, sample),
    settledBy: settledByOf(),
  };

  function settledByOf(): string {
    if (realised !== null && side(realised) === 'open')
      return moreToSettle(sample, q, promise.bound, noun.many);
    const untold = worst.count - sample.count;
    if (untold > 0 && side(quantileInterval(worst, q, CONFIDENCE)!) !== 'kept') {
      return `${formatCount(untold, `failed ${noun.one}`, `failed ${noun.many}`)} may or may not belong to the selection`;
    }
    return system === null ? MORE_SECONDS : LONGER_PHASE;
  }
}

/**
 * An endless lower end becomes the longest time measured, because it is at least that. An endless upper end is already null, and one that
 * is extrapolated beyond any wait becomes null: an answer that takes longer has failed.
 */
function asFarAsKnown({ low, high, ...rest }: Interval, sample: Counted): Interval {
  const isLowEndless = low === Number.POSITIVE_INFINITY;
  const isHighDoubtful = high !== null && high > LONGEST_WAIT_MS;
  if (!isLowEndless && !isHighDoubtful) return { low, high, ...rest };
  const longest = longestOf(sample);
  return {
    low: isLowEndless ? longest : low,
    high: isHighDoubtful && high > longest ? null : high,
    ...rest,
  };
}

function longestOf(sample: Counted): number {
  for (let rank = sample.count; rank > 0; rank--) {
    const { high } = sample.rankBounds(rank);
    if (high !== Number.POSITIVE_INFINITY) return high;
  }
  return 0;
}

/**
 * The quantile is below the bound if more than a share q of the values is. The exact interval of that share shows how many more values
 * would settle it.
 */
function moreToSettle(sample: Counted, q: number, bound: number, nouns: string): string {
  const { low, high } = sample.countAtMost(bound);
  if (low < high && low <= q * sample.count && high >= q * sample.count) {
    return `the bound is too near to the ${ordinal(q)} percentile for the resolution of the histogram`;
  }
  const nearest = low > q * sample.count ? low : high;
  return moreWouldSettle(trialsToSettle(nearest, sample.count, q, CONFIDENCE), nouns);
}

function ordinal(q: number): string {
  return formatPercent(q).replace('%', 'th');
}
