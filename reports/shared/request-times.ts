import { formatMeasure, formatMs, formatNumber } from '../../harness/model/format.ts';
import type { EncodedHistogram } from '../../harness/model/histogram.ts';
import type { PhaseSummary, Summary } from '../../harness/model/summary.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import { judgedPhases } from './charts/findings.ts';

/** Replaces a figure that needs intended starts, if they are unknown. The reason is given next to it. */
export const NOT_DERIVABLE = 'not derivable';

/** Headings of the cells that `timesOfPhase` returns, in milliseconds. */
const TIME_COLUMNS = [
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
    formatMs(quantileOf(serviceTimeMs, 0.95)),
    fromStart(startDelayMs, 0.99),
  ];
}

/** Headings of the cells that `phaseRow` returns; the first two are text. */
export const PHASE_COLUMNS = [
  'Phase',
  'Kind',
  ...TIME_COLUMNS,
  'Attempted',
  'Correct',
  'Failed',
  'Refused',
  'Dropped',
  'Seconds seen',
];

export function phaseRow(phase: PhaseSummary): string[] {
  const { attempted, correct, failed, refused, dropped } = phase.outcomes;
  return [
    phase.name,
    phase.kind,
    ...timesOfPhase(phase),
    ...[attempted, correct, failed, refused, dropped].map((count) => formatNumber(count)),
    `${formatNumber(phase.observedSeconds)} of ${formatNumber(phase.expectedSeconds)}`,
  ];
}

/** "231 ms", "not measured" or "not derivable". */
export function fromStart(histogram: EncodedHistogram | null, q: number, unit: 'ms' | '' = ''): string {
  if (histogram === null) return NOT_DERIVABLE;
  const ms = quantileOf(histogram, q);
  return unit === '' ? formatMs(ms) : formatMeasure(ms, unit);
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
