import { formatCount, formatMeasure } from '../../model/format.ts';
import type { Evidence } from '../../model/verdict.ts';
import { leastSampleCount, quantileInterval } from '../../stats/quantile-interval.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { type Decision, decide, holds } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { medianInterval } from '../over-phases.ts';
import { quoted, reasonOf } from '../reason.ts';
import { widest } from '../resampled.ts';

/**
 * Correct responses a second. The figure is the median of the seconds, with the wider of its resampled interval and that of its order statistics: the rate
 * that a typical second carries, which one stalled second or one late report cannot move. The mean can then be
 * worse than the median, so a pass needs both on the right side.
 */
export function judgeGoodput({ target, phases, random }: Case): Finding {
  const { operator, bound } = target;
  const names = quoted(phases.map(({ name }) => name));
  const seconds = new SortedSample(phases.flatMap((phase) => phase.goodputPerSec));
  const [actual, mean] = [seconds.median(), seconds.mean()];
  if (actual === null || mean === null) return notMeasured(`No second of ${names} was measured.`);

  const offered = lowestOfferedRate(phases.map((phase) => phase.offeredRatePerSec));
  const measure = (value: number) => formatMeasure(value, target.unit, bound);
  const resampled = medianInterval(
    phases.map((phase) => phase.goodputPerSec),
    CONFIDENCE,
    random,
  );
  const interval = widest(resampled, quantileInterval(seconds, 0.5, CONFIDENCE));
  const figures = {
    actual,
    interval,
    sampleCount: seconds.count,
    evidence: evidenceOf(seconds, mean, offered),
  };
  if (offered !== null && offered < bound) {
    const reason = `The load offered only ${measure(offered)}, which cannot show ${measure(bound)}; ${measure(actual)} were answered correctly.`;
    return { ...figures, status: 'inconclusive', reason, isMeasured: false };
  }

  const claim = `${measure(actual)} were answered correctly in a typical second`;
  let decision: Decision = interval === null ? 'inconclusive' : decide(interval, operator, bound);
  let settledBy = 'a longer phase would';
  if (interval === null) {
    const missing = leastSampleCount(0.5, CONFIDENCE) - seconds.count;
    settledBy = `${formatCount(missing, 'more second', 'more seconds')} of steady load would give it an interval`;
  } else if (decision === 'pass' && !holds(mean, operator, bound)) {
    decision = 'inconclusive';
    settledBy = `some seconds fell so far behind that the mean is only ${measure(mean)}`;
  }
  const reason = reasonOf(target, decision, claim, { actual, interval, settledBy });
  return { ...figures, status: decision, reason, isMeasured: true };
}

function lowestOfferedRate(rates: readonly (number | null)[]): number | null {
  const open = rates.filter((rate) => rate !== null);
  return open.length === 0 ? null : Math.min(...open);
}

function evidenceOf(seconds: SortedSample, mean: number, offered: number | null): Evidence[] {
  return [
    { label: 'offered rate', value: offered, unit: 'requests/s' },
    { label: 'mean goodput', value: mean, unit: 'requests/s' },
    { label: 'goodput of the worst second', value: seconds.quantile(0), unit: 'requests/s' },
    { label: 'goodput of the best second', value: seconds.quantile(1), unit: 'requests/s' },
  ];
}
