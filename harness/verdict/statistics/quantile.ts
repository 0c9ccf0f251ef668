import { formatCount, formatPercent } from '../../model/format.ts';
import type { Target } from '../../model/target.ts';
import type { Interval } from '../../model/verdict.ts';
import { trialsToSettle } from '../../stats/proportion.ts';
import { leastSampleCount, quantileInterval } from '../../stats/quantile-interval.ts';
import type { Counted } from '../../stats/with-endless.ts';
import { type Decision, decide, type Side } from '../decide.ts';
import { CONFIDENCE } from '../limits.ts';
import { LONGER_PHASE, MORE_SECONDS, moreWouldSettle } from '../reason.ts';
import { widest } from '../resampled.ts';

/** One of the things whose values make a sample. */
export type Noun = { one: string; many: string };

export type QuantileCase = {
  /** what was seen in this run */
  sample: Counted;
  /** the same with whatever may belong to it as bad as can be; a pass must hold in it too */
  worst: Counted;
  /** of `worst`, from resampled seconds; null where that cannot be had */
  resampled: Interval | null;
  q: number;
  promise: Pick<Target, 'operator' | 'bound'>;
  side: (interval: Interval) => Side;
  noun: Noun;
};

/**
 * Is the q-quantile of a sample on the right side of a bound, and if that is open, what would settle it? In this run it is known
 * to within its ranks and buckets; of the system, also to within what resampling the seconds shows.
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
    interval: interval && atLeastMeasured(interval, sample),
    settledBy: settledByOf(),
  };

  function settledByOf(): string {
    if (realised !== null && side(realised) === 'open')
      return moreToSettle(sample, q, promise.bound, noun.many);
    const untold = worst.count - sample.count;
    if (untold > 0 && side(quantileInterval(worst, q, CONFIDENCE)!) !== 'kept') {
      return `${formatCount(untold, `${noun.one} that failed does`, `${noun.many} that failed do`)} not say whether it is about them`;
    }
    return system === null ? MORE_SECONDS : LONGER_PHASE;
  }
}

/** An end that is endless is written as no end above, and below as the longest time that was measured: it is no less. */
function atLeastMeasured({ low, high, ...rest }: Interval, sample: Counted): Interval {
  return { low: low === Number.POSITIVE_INFINITY ? longestOf(sample) : low, high, ...rest };
}

function longestOf(sample: Counted): number {
  for (let rank = sample.count; rank > 0; rank--) {
    const { high } = sample.rankBounds(rank);
    if (high !== Number.POSITIVE_INFINITY) return high;
  }
  return 0;
}

/** The quantile is under the bound when a larger share of the values than q is: the exact interval of that share tells how many more it takes. */
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
