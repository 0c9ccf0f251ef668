import { formatMeasure, formatNumber } from '../../harness/model/format.ts';
import type { EncodedHistogram } from '../../harness/model/histogram.ts';
import type { PhaseSummary, RouteSummary, Summary } from '../../harness/model/summary.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import { judgedPhases } from './charts/findings.ts';

/** Replaces a figure that needs intended starts, if they are unknown. The reason is given next to it. */
export const NOT_DERIVABLE = 'not derivable';

/** For a route without a correct response: a failure has no time. */
const NOTHING_ANSWERED = 'no answer';

/** Headings of the cells that `timesOfPhase` and `timesOfRoute` return, in milliseconds. */
export const TIME_COLUMNS = [
  'Response p50, ms',
  'Response p95, ms',
  'Response p99, ms',
  'Service p95, ms',
  'Start delay p99, ms',
];

export function timesOfPhase({ responseTimeMs, serviceTimeMs, startDelayMs }: PhaseSummary): string[] {
  return [
    fromStart(responseTimeMs, 0.5),
    fromStart(responseTimeMs, 0.95),
    fromStart(responseTimeMs, 0.99),
    formatMeasure(quantileOf(serviceTimeMs, 0.95), ''),
    fromStart(startDelayMs, 0.99),
  ];
}

/** Headings of the cells that `phaseRow` returns; the first two are text. */
export const PHASE_COLUMNS = [
  'Phase',
  'Kind',
  'Seconds seen',
  'Attempted',
  'Correct',
  'Failed',
  'Refused',
  'Dropped',
  ...TIME_COLUMNS,
];

export function phaseRow(phase: PhaseSummary): string[] {
  const { attempted, correct, failed, refused, dropped } = phase.outcomes;
  return [
    phase.name,
    phase.kind,
    `${formatNumber(phase.observedSeconds)} of ${formatNumber(phase.expectedSeconds)}`,
    ...[attempted, correct, failed, refused, dropped].map((count) => formatNumber(count)),
    ...timesOfPhase(phase),
  ];
}

export function timesOfRoute({ responseTimeMs, serviceTimeMs, startDelayMs }: RouteSummary): string[] {
  if (serviceTimeMs === null) return TIME_COLUMNS.map(() => NOTHING_ANSWERED);
  const from = (ms: number | undefined) => (ms === undefined ? NOT_DERIVABLE : formatMeasure(ms, ''));
  return [
    from(responseTimeMs?.p50),
    from(responseTimeMs?.p95),
    from(responseTimeMs?.p99),
    formatMeasure(serviceTimeMs.p95, ''),
    from(startDelayMs?.p99),
  ];
}

/** "231 ms", "not measured" or "not derivable". */
export function fromStart(histogram: EncodedHistogram | null, q: number, unit = ''): string {
  return histogram === null ? NOT_DERIVABLE : formatMeasure(quantileOf(histogram, q), unit);
}

/** Null if nothing was measured. */
export function quantileOf(histogram: EncodedHistogram, q: number): number | null {
  return ExponentialHistogram.fromEncoded(histogram).quantile(q)?.value ?? null;
}

/** Why response times are not derivable, one sentence for each phase in which they are not. */
export function underivable(phases: readonly PhaseSummary[]): string[] {
  return phases.flatMap(({ name, intendedStartUnknown }) =>
    intendedStartUnknown === null ? [] : [`Not derivable in '${name}': ${intendedStartUnknown}`],
  );
}

/** The same for figures over all judged phases, such as those of a route. */
export function underivableWhenJudged(summary: Summary): string[] {
  return underivable(judgedPhases(summary));
}
