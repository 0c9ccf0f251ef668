import { formatCount, formatMeasure } from '../../model/format.ts';
import type { Operator } from '../../model/target.ts';
import type { Interval } from '../../model/verdict.ts';
import { trialsToSettle } from '../../stats/proportion.ts';
import { leastSampleCount, quantileInterval } from '../../stats/quantile-interval.ts';
import type { Ranked, ValueBounds } from '../../stats/ranked.ts';
import { type Decision, decideDuration } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { mergedTimes, percentileEvidence, responseTimesOf } from '../merge.ts';
import { timeQuantileInterval } from '../over-phases.ts';
import { LONGER_PHASE, moreWouldSettle, quoted, reasonOf } from '../reason.ts';
import { widest } from '../resampled.ts';

const P95 = 0.95;

/** A sample that also knows how many of its values were at most x. */
type Counted = Ranked & { countAtMost(x: number): ValueBounds };

/** One of the things whose durations make a sample. */
type Noun = { one: string; many: string };

/**
 * Is the 95th percentile of a sample on the right side of a bound, and if that is open, what would settle it? `resampled` is its
 * interval by resampling seconds, null where that cannot be had.
 */
export function decideP95(
  sample: Counted,
  resampled: Interval | null,
  { operator, bound }: { operator: Operator; bound: number },
  noun: Noun = { one: 'request', many: 'requests' },
): { decision: Decision; interval: Interval | null; settledBy: string } {
  const exact = quantileInterval(sample, P95, CONFIDENCE);
  const interval = widest(resampled, exact);
  if (exact === null || interval === null) {
    const missing = leastSampleCount(P95, CONFIDENCE) - sample.count;
    const settledBy = `${formatCount(missing, `more ${noun.one}`, `more ${noun.many}`)} would give it an interval`;
    return { decision: 'inconclusive', interval, settledBy };
  }
  const decision = decideDuration(interval, operator, bound);
  const isForVariation = decideDuration(exact, operator, bound) !== 'inconclusive';
  const settledBy = isForVariation ? LONGER_PHASE : moreToSettle(sample, bound, noun.many);
  return { decision, interval, settledBy };
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
 * The 95th percentile of response time from the intended start, over the merged histograms of the target's phases. Its
 * interval is resampled in blocks of seconds, and no narrower than that of the order statistics with the buckets they lie in.
 */
export function judgeResponseTime({ target, phases, random }: Case): Finding {
  const measured = responseTimesOf(phases);
  if ('problem' in measured) return notMeasured(measured.problem);
  const { times, bySecond } = measured;
  const names = quoted(phases.map(({ name }) => name));
  const p95 = times.quantile(P95);
  if (p95 === null) return notMeasured(`No response time was measured in ${names}.`);
  const { bound } = target;
  const resampled = timeQuantileInterval(bySecond, P95, CONFIDENCE, random);
  const { decision, interval, settledBy } = decideP95(times, resampled, target);
  const claim = `95% of requests were answered within ${formatMeasure(p95.value, 'ms', bound)}`;
  return {
    actual: p95.value,
    interval,
    sampleCount: times.count,
    status: decision,
    reason: reasonOf(target, decision, claim, { actual: p95.value, interval, settledBy }),
    evidence: [
      percentileEvidence('response time p50', times, 0.5),
      percentileEvidence('response time p99', times, 0.99),
      percentileEvidence('service time p95', mergedTimes(phases.map((phase) => phase.serviceTimeMs)), P95),
      percentileEvidence(
        'start delay p99',
        mergedTimes(phases.flatMap((phase) => phase.startDelayMs ?? [])),
        0.99,
      ),
      { label: 'slowest response', value: times.max, unit: 'ms' },
    ],
    isMeasured: true,
  };
}
