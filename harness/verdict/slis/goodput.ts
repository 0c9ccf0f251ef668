import { formatMeasure } from '../../model/format.ts';
import type { Evidence, Interval } from '../../model/verdict.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { ARRIVAL_SLACK_SEC } from '../../summary/limits.ts';
import { decide, holds, sideOf } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { meanInterval } from '../over-phases.ts';
import { LONGER_PHASE, MORE_SECONDS, quoted, reasonOf } from '../reason.ts';
import { widest } from '../resampled.ts';
import { unexcluded } from '../unexcluded.ts';

const SHORT = {
  none: 'No second fell short of it in',
  some: 'Seconds fell short of it in',
  stretches: 'slumps',
};

/**
 * Correct responses a second: the mean over the judged seconds, so that a dead second counts for what it is. In this run it is known to within
 * the generator's second, which may begin and end up to half a second off; of the system, also to within what resampling the seconds shows.
 */
export function judgeGoodput({ target, phases, random }: Case): Finding {
  const { operator, bound } = target;
  const names = quoted(phases.map(({ name }) => name));
  const seconds = new SortedSample(phases.flatMap((phase) => phase.goodputPerSec));
  const actual = seconds.mean();
  if (actual === null) return notMeasured(`No second of ${names} was measured.`);

  const offered = lowestOfferedRate(phases.map((phase) => phase.offeredRatePerSec));
  const measure = (value: number) => formatMeasure(value, target.unit, bound);
  const evidence = evidenceOf(seconds, offered);
  const sampleCount = seconds.count;
  const realised = realisedMean(actual, sampleCount);
  if (offered !== null && offered < bound) {
    const reason = `The load offered only ${measure(offered)}, which cannot show ${measure(bound)}; ${measure(actual)} were answered correctly.`;
    return {
      ...{ actual, interval: realised, sampleCount, evidence, reason },
      status: 'inconclusive',
      isMeasured: false,
    };
  }

  const resampled = meanInterval(
    phases.map((phase) => phase.goodputPerSec),
    CONFIDENCE,
    random,
  );
  const system = widest(resampled, realised);
  const side = (interval: Interval) => sideOf(interval, operator, bound);
  const { decision, interval } = decide({ realised, system }, side);
  const reason = reasonOf(target, decision, `${measure(actual)} were answered correctly on average`, {
    actual,
    interval,
    settledBy: system === null ? MORE_SECONDS : LONGER_PHASE,
    unexcluded: () =>
      unexcluded(
        phases.flatMap(({ goodputPerSec }) =>
          goodputPerSec.map((correct) => !holds(correct, operator, bound)),
        ),
        SHORT,
      ),
  });
  return { actual, interval, sampleCount, status: decision, reason, evidence, isMeasured: true };
}

/** A count over whole seconds is off by no more than the generator's own second is: up to half a second at either end. */
function realisedMean(mean: number, seconds: number): Interval {
  const resolution = (mean * ARRIVAL_SLACK_SEC) / seconds;
  return {
    low: mean - resolution,
    high: mean + resolution,
    confidence: CONFIDENCE,
    method: 'count to a second',
  };
}

function lowestOfferedRate(rates: readonly (number | null)[]): number | null {
  const open = rates.filter((rate) => rate !== null);
  return open.length === 0 ? null : Math.min(...open);
}

function evidenceOf(seconds: SortedSample, offered: number | null): Evidence[] {
  return [
    { label: 'offered rate', value: offered, unit: 'requests/s' },
    { label: 'goodput of the median second', value: seconds.median(), unit: 'requests/s' },
    { label: 'goodput of the worst second', value: seconds.quantile(0), unit: 'requests/s' },
    { label: 'goodput of the best second', value: seconds.quantile(1), unit: 'requests/s' },
  ];
}
