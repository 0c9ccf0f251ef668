import { type Indicator, isDuration, isOfClient } from '../../model/indicator.ts';
import type { PhaseSummary, SecondShare } from '../../model/summary.ts';
import { type SecondSums, totalOf } from '../../stats/ratio-of-sums.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { mergedBuckets, responseTimesOf } from '../../summary/merge.ts';
import {
  durationsOf,
  figuresOf,
  lookupsOf,
  requestsOf,
  secondsPer,
  selectedShares,
  sumOfShares,
  sumsOf,
} from './samples.ts';
import { finiteOrNull } from './time-quantile.ts';

/** The same as `figureOrEndless`, but null if it is endless. */
export function figureOf(
  indicator: Indicator,
  phases: readonly PhaseSummary[],
  upperBoundsMs: readonly number[],
): number | null {
  return finiteOrNull(figureOrEndless(indicator, phases, upperBoundsMs));
}

/**
 * The longest response time of the requests that an indicator selects and that were answered. Null if none was, if intended starts are
 * unknown, or if it is about something else.
 */
export function longestAnswered(indicator: Indicator, phases: readonly PhaseSummary[]): number | null {
  if (!isOfClient(indicator) || areStartsUnknown(phases)) return null;
  return (
    responseTimesOf(phases.map((phase) => requestsOf(phase, indicator))).answered.quantile(1)?.value ?? null
  );
}

function areStartsUnknown(phases: readonly PhaseSummary[]): boolean {
  return phases.some(({ intendedStartUnknown }) => intendedStartUnknown !== null);
}

/**
 * The figure of an indicator over some phases, without its interval. Runs are compared by it. Null if it was not measured, or if intended
 * starts are unknown; infinite if it is endless. Data checks concern a run rather than a phase and have no such figure.
 */
export function figureOrEndless(
  indicator: Indicator,
  phases: readonly PhaseSummary[],
  upperBoundsMs: readonly number[],
): number | null {
  if (isOfClient(indicator)) {
    const requests = phases.map((phase) => requestsOf(phase, indicator));
    if (indicator.statistic === 'rate')
      return rateOf(
        requests.flatMap((each) => each.goodputPerSec),
        indicator,
      );
    if (indicator.statistic === 'share') {
      const correct = requests.reduce((sum, { outcomes }) => sum + outcomes.correct, 0);
      const failed = requests.reduce((sum, { outcomes }) => sum + outcomes.failed + outcomes.owed, 0);
      return correct + failed === 0 ? null : correct / (correct + failed);
    }
    if (areStartsUnknown(phases)) return null;
    const { answered, all } = responseTimesOf(requests);
    if (indicator.statistic === 'mean') return answered.mean;
    return all.quantile(indicator.statistic === 'quantile' ? indicator.q : 1)?.value ?? null;
  }
  if (isDuration(indicator)) {
    const all = mergedBuckets(
      upperBoundsMs,
      phases.flatMap((phase) => durationsOf(phase, indicator)),
    );
    if (indicator.statistic === 'mean') return all.mean;
    return all.quantile(indicator.statistic === 'quantile' ? indicator.q : 1)?.value ?? null;
  }
  switch (indicator.source) {
    case 'cache-lookups':
      return shareOf(phases.map((phase) => lookupsOf(phase, indicator).total));
    case 'served-requests':
      return shareOf(phases.map((phase) => selectedShares(phase, indicator).total));
    case 'users':
      return leastOf(phases.flatMap(({ users }) => users));
    case 'checks':
      return null;
    case 'statements':
      if (indicator.per === 'request') return ratioOf(phases.flatMap((phase) => sumsOf(phase, indicator)));
      return rateOf(
        phases.flatMap((phase) => figuresOf(phase, indicator)).map(({ value }) => value),
        indicator,
      );
    case 'gauge': {
      if (indicator.statistic === 'rate') return ratioOf(phases.flatMap((phase) => sumsOf(phase, indicator)));
      const sample = new SortedSample(
        phases.flatMap((phase) => figuresOf(phase, indicator)).map(({ value }) => value),
      );
      if (indicator.statistic === 'mean') return sample.mean();
      return sample.quantile(
        indicator.statistic === 'quantile' ? indicator.q : EXTREMES[indicator.statistic],
      );
    }
  }
}

const EXTREMES = { minimum: 0, maximum: 1 };

/** The mean over the seconds, so that a dead second counts in full. */
function rateOf(
  perSecond: readonly number[],
  { per }: { per: 'second' | 'minute' | 'request' },
): number | null {
  const mean = new SortedSample(perSecond).mean();
  return mean === null ? null : mean * secondsPer(per === 'minute' ? 'minute' : 'second');
}

function shareOf(shares: readonly SecondShare[]): number | null {
  const { successes, trials } = sumOfShares(shares);
  return trials === 0 ? null : successes / trials;
}

function ratioOf(seconds: readonly SecondSums[]): number | null {
  const { sum, count } = totalOf(seconds);
  return count === 0 ? null : sum / count;
}

function leastOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value));
}
