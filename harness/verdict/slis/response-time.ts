import { formatCount, formatMeasure } from '../../model/format.ts';
import type { Operator } from '../../model/target.ts';
import type { Interval } from '../../model/verdict.ts';
import { trialsToSettle } from '../../stats/proportion.ts';
import { leastSampleCount, quantileInterval } from '../../stats/quantile-interval.ts';
import type { Ranked, ValueBounds } from '../../stats/ranked.ts';
import { type Decision, decideDuration } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { mergedTimes, percentileEvidence } from '../merge.ts';
import { moreWouldSettle, quoted, reasonOf } from '../reason.ts';

const P95 = 0.95;

/** A sample that also knows how many of its values were at most x. */
type Counted = Ranked & { countAtMost(x: number): ValueBounds };

/** Is the 95th percentile of a sample on the right side of a bound, and if that is open, what would settle it? */
export function decideP95(
  sample: Counted,
  operator: Operator,
  bound: number,
  noun: string,
  nouns = `${noun}s`,
): { decision: Decision; interval: Interval | null; settledBy: string } {
  const interval = quantileInterval(sample, P95, CONFIDENCE);
  if (interval === null) {
    const missing = leastSampleCount(P95, CONFIDENCE) - sample.count;
    const settledBy = `${formatCount(missing, `more ${noun}`, `more ${nouns}`)} would give it an interval`;
    return { decision: 'inconclusive', interval, settledBy };
  }
  const decision = decideDuration(interval, operator, bound);
  return { decision, interval, settledBy: moreToSettle(sample, bound, nouns) };
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
 * interval is that of the order statistics, widened to the bounds of their buckets.
 */
export function judgeResponseTime({ target, phases }: Case): Finding {
  const times = mergedTimes(phases.map((phase) => phase.responseTimeMs));
  const names = quoted(phases.map(({ name }) => name));
  const p95 = times.quantile(P95);
  if (p95 === null) return notMeasured(`No response time was measured in ${names}.`);
  const { operator, bound } = target;
  const { decision, interval, settledBy } = decideP95(times, operator, bound, 'request');
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
      percentileEvidence('start delay p99', mergedTimes(phases.map((phase) => phase.startDelayMs)), 0.99),
      { label: 'slowest response', value: times.max, unit: 'ms' },
    ],
    isMeasured: true,
  };
}
