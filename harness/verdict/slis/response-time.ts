import { formatCount, formatMeasure, formatPercent } from '../../model/format.ts';
import type { Operator } from '../../model/target.ts';
import type { Interval } from '../../model/verdict.ts';
import { trialsToSettle } from '../../stats/proportion.ts';
import { leastSampleCount, quantileInterval } from '../../stats/quantile-interval.ts';
import type { Counted } from '../../stats/with-endless.ts';
import { mergedTimes, percentileEvidence, responseTimesOf } from '../../summary/merge.ts';
import { type Decision, decide, sideOfDuration } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { timeQuantileInterval } from '../over-phases.ts';
import { LONGER_PHASE, MORE_SECONDS, moreWouldSettle, quoted, reasonOf } from '../reason.ts';
import { widest } from '../resampled.ts';
import { SLOW, slowSeconds, unexcluded } from '../unexcluded.ts';

const P95 = 0.95;

/** One of the things whose durations make a sample. */
type Noun = { one: string; many: string };

/**
 * Is the 95th percentile of a sample on the right side of a bound, and if that is open, what would settle it? In this run it is known
 * to within its ranks and buckets; of the system, also to within what resampling the seconds shows. `resampled` is null where that cannot be had.
 */
export function decideP95(
  sample: Counted,
  resampled: Interval | null,
  { operator, bound }: { operator: Operator; bound: number },
  noun: Noun = { one: 'request', many: 'requests' },
): { decision: Decision; interval: Interval | null; settledBy: string } {
  const realised = quantileInterval(sample, P95, CONFIDENCE);
  const side = (interval: Interval) => sideOfDuration(interval, operator, bound);
  const system = widest(resampled, realised);
  const { decision, interval } = decide({ realised, system }, side);
  if (realised === null) {
    const missing = leastSampleCount(P95, CONFIDENCE) - sample.count;
    const settledBy = `${formatCount(missing, `more ${noun.one}`, `more ${noun.many}`)} would give it an interval`;
    return { decision, interval, settledBy };
  }
  return {
    decision,
    interval: interval && atLeastMeasured(interval, sample),
    settledBy: settledByOf(),
  };

  function settledByOf(): string {
    if (realised !== null && side(realised) === 'open') return moreToSettle(sample, bound, noun.many);
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

/** The p95 is under the bound when more than 95% of the values are: the exact interval of that share tells how many more it takes. */
function moreToSettle(sample: Counted, bound: number, nouns: string): string {
  const { low, high } = sample.countAtMost(bound);
  if (low < high && low <= P95 * sample.count && high >= P95 * sample.count) {
    return 'the bound is too near to the 95th percentile for the resolution of the histogram';
  }
  const nearest = low > P95 * sample.count ? low : high;
  return moreWouldSettle(trialsToSettle(nearest, sample.count, P95, CONFIDENCE), nouns);
}

/**
 * The 95th percentile of response time from the intended start, over all requests that were due in the target's phases. One that failed or was
 * never answered is endlessly late.
 */
export function judgeResponseTime({ target, phases, random }: Case): Finding {
  const { answered, all, bySecond } = responseTimesOf(phases);
  const names = quoted(phases.map(({ name }) => name));
  const p95 = all.quantile(P95);
  if (p95 === null) return notMeasured(`No response time was measured in ${names}.`);
  const { bound } = target;
  const resampled = timeQuantileInterval(bySecond, P95, CONFIDENCE, random);
  const { decision, interval, settledBy } = decideP95(all, resampled, target);
  const actual = finiteOrNull(p95.value);
  return {
    actual,
    interval,
    sampleCount: all.count,
    status: decision,
    reason: reasonOf(target, decision, claimOfP95(all, answered.count, 'requests', bound), {
      actual,
      interval,
      settledBy,
      unexcluded: () => unexcluded(slowSeconds(bySecond.flat(), P95, bound), SLOW),
    }),
    evidence: [
      percentileEvidence('response time p50', answered, 0.5),
      percentileEvidence('response time p99', answered, 0.99),
      percentileEvidence('service time p95', mergedTimes(phases.map((phase) => phase.serviceTimeMs)), P95),
      percentileEvidence(
        'start delay p99',
        mergedTimes(phases.flatMap((phase) => phase.startDelayMs ?? [])),
        0.99,
      ),
      { label: 'slowest response', value: answered.max, unit: 'ms' },
      { label: 'failed or never answered', value: all.count - answered.count, unit: 'requests' },
    ],
    isMeasured: true,
  };
}

/** Where more fail than a percentile leaves room for, there is no time within which so many were answered. */
export function claimOfP95(all: Counted, answered: number, nouns: string, bound?: number): string {
  const value = all.quantile(P95)?.value ?? null;
  if (value === null || value !== Number.POSITIVE_INFINITY) {
    return `95% of ${nouns} were answered within ${formatMeasure(value, 'ms', bound)}`;
  }
  return `${formatPercent(1 - answered / all.count)} of ${nouns} failed or were never answered, so no time holds for 95% of them`;
}

export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
