import {
  type ClientIndicator,
  type DurationIndicator,
  type Indicator,
  isUnselected,
  type LookupIndicator,
  type ServedIndicator,
  selectionKey,
} from '../../model/indicator.ts';
import type {
  PhaseSummary,
  RequestFigures,
  SecondFigure,
  SecondShare,
  SelectedSeries,
} from '../../model/summary.ts';
import type { BucketIncrease } from '../../model/timeline.ts';
import type { SecondSums } from '../../stats/ratio-of-sums.ts';

/*
 * The values that an indicator selects in one phase, ready for its estimator. Values that the summary did not keep are empty, just like
 * values that were never seen.
 */

type Shares = { seconds: SecondShare[]; total: SecondShare };

const NO_REQUESTS: RequestFigures = {
  outcomes: { attempted: 0, correct: 0, failed: 0, refused: 0, dropped: 0, owed: 0 },
  failedByReason: {},
  responseTimeMs: null,
  serviceTimeMs: null,
  startDelayMs: null,
  goodputPerSec: [],
  requests: [],
  answers: [],
  untold: 0,
};

export function requestsOf(phase: PhaseSummary, indicator: ClientIndicator): RequestFigures {
  if (indicator.source === 'requests' && isUnselected(indicator)) return allRequestsOf(phase);
  return selectedOf(phase, indicator, 'requests')?.figures ?? NO_REQUESTS;
}

export function allRequestsOf(phase: PhaseSummary): RequestFigures {
  const { outcomes, failedByReason, responseTimeMs, serviceTimeMs, startDelayMs, goodputPerSec, series } =
    phase;
  const { requests, answers } = series;
  return {
    ...{ outcomes, failedByReason, responseTimeMs, serviceTimeMs, startDelayMs, goodputPerSec },
    ...{ requests, answers, untold: 0 },
  };
}

/** Durations by second. */
export function durationsOf(phase: PhaseSummary, indicator: DurationIndicator): BucketIncrease[] {
  if (indicator.source === 'statements' && isUnselected(indicator)) return phase.series.queryTimeMs;
  return selectedOf(phase, indicator, 'durations')?.seconds ?? [];
}

/** Lookups by second, and in total. */
export function lookupsOf(phase: PhaseSummary, indicator: LookupIndicator): Shares {
  if (!isUnselected(indicator)) return selectedShares(phase, indicator);
  const families = Object.values(phase.cacheByFamily);
  const total = sumOfShares(
    families.map(({ hit, miss, error }) => ({ successes: hit, trials: hit + miss + error })),
  );
  return { seconds: phase.series.lookups, total };
}

/** Successes of trials by second, and in total: hits of lookups, requests of one server of those of all servers. */
export function selectedShares(phase: PhaseSummary, indicator: LookupIndicator | ServedIndicator): Shares {
  const seconds = selectedOf(phase, indicator, 'shares')?.seconds ?? [];
  return { seconds, total: sumOfShares(seconds) };
}

/** Counts or gauge values by second. */
export function figuresOf(phase: PhaseSummary, indicator: Indicator): SecondFigure[] {
  return (selectedOf(phase, indicator, 'counts') ?? selectedOf(phase, indicator, 'gauge'))?.seconds ?? [];
}

/**
 * The sums whose ratio is the figure, by second: a count per request, CPU per 1,000 correct responses, or a mean over seconds. Seconds
 * in which either sum is unknown are left out.
 */
export function sumsOf(phase: PhaseSummary, indicator: Indicator): SecondSums[] {
  const per = 'per' in indicator ? indicator.per : 'second';
  return figuresOf(phase, indicator).flatMap(({ value, attempted, correct }) => {
    if (per === 'request') return attempted === null ? [] : [{ sum: value, count: attempted }];
    if (per === '1000 responses') return correct === null ? [] : [{ sum: value, count: correct / 1000 }];
    return [{ sum: value, count: 1 }];
  });
}

/** Seconds in the unit of a rate. */
export function secondsPer(per: 'second' | 'minute'): number {
  return per === 'minute' ? 60 : 1;
}

export function sumOfShares(shares: readonly SecondShare[]): SecondShare {
  const sum = { successes: 0, trials: 0 };
  for (const { successes, trials } of shares) {
    sum.successes += successes;
    sum.trials += trials;
  }
  return sum;
}

function selectedOf<Kind extends SelectedSeries['kind']>(
  { selected }: PhaseSummary,
  indicator: Indicator,
  kind: Kind,
): Extract<SelectedSeries, { kind: Kind }> | null {
  const series = selected[selectionKey(indicator)];
  return series?.kind === kind ? (series as Extract<SelectedSeries, { kind: Kind }>) : null;
}
