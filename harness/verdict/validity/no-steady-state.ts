import { formatMeasure, formatNumber, formatPercent } from '../../model/format.ts';
import type { PhaseSummary, Summary } from '../../model/summary.ts';
import type { Evidence } from '../../model/verdict.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { steadyState } from '../../stats/steady-state.ts';
import { mannKendallTrend } from '../../stats/trend.ts';
import {
  DRIFT_CONFIDENCE,
  MAX_GOODPUT_DRIFT,
  MAX_RESPONSE_TIME_DRIFT,
  MIN_RESPONSE_TIME_DRIFT_MS,
} from '../limits.ts';
import { check, held, type PhaseCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

/** More points than this would show no more drift, and all pairs of points are compared. */
const MOST_POINTS = 300;

/** A smaller drift is not given in digits. */
const LEAST_NAMED_SHARE = 0.001;

/** One figure a second, or the means of a few seconds each, and the size from which a change matters. */
type Series = {
  noun: string;
  unit: string;
  values: number[];
  secondsPerValue: number;
  /** share of the median second */
  maxDrift: number;
  quantity: 'response-time' | 'goodput';
  /** a smaller change than this never matters, in the unit of the values */
  leastDrift: number;
};

/** `sentence` says how a material drift looks; `dismissal` why a drift beyond the limit does not count, or ''. */
type Drift = {
  series: Series;
  shareOfMedian: number;
  isMaterial: boolean;
  sentence: string;
  dismissal: string;
};

/**
 * Percentiles of a phase mean something only if its seconds are alike: with a growing queue, they depend on how long it is
 * measured. A phase is not steady if its response time or goodput has a trend that is both significant and material, or if its
 * warm-up, according to MSER-5, extends into its second half and differs materially from the rest.
 */
export const noSteadyState: PhaseCheck = (phase, { summary }) => {
  if (phase.kind !== 'steady') return [];
  const subject = check('no-steady-state', phase.name);
  const limits = { bound: MAX_RESPONSE_TIME_DRIFT, unit: 'ratio' };
  const drifts = seriesOf(phase, summary).map(driftOf);
  const known = drifts.filter((drift) => drift !== null);
  if (known.length === 0) {
    const reason = `'${phase.name}' is too short to tell whether a steady state was reached.`;
    return [unknown(subject, limits, reason)];
  }
  const evidence: Evidence[] = known.map(({ series, shareOfMedian }) => ({
    label: `drift of ${series.noun}`,
    value: shareOfMedian,
    unit: 'ratio',
    phase: phase.name,
  }));
  const drift = known.find(({ isMaterial }) => isMaterial);
  if (drift) {
    return [
      violated(
        subject,
        { actual: Math.abs(drift.shareOfMedian), bound: drift.series.maxDrift, unit: 'ratio' },
        `'${phase.name}' reached no steady state: ${drift.sentence}.`,
        doubtOf(`${drift.series.quantity}-${drift.shareOfMedian > 0 ? 'rising' : 'falling'}`),
        evidence,
      ),
    ];
  }
  const most = known.reduce((a, b) =>
    Math.abs(b.shareOfMedian) / b.series.maxDrift > Math.abs(a.shareOfMedian) / a.series.maxDrift ? b : a,
  );
  return [
    held(
      subject,
      { actual: Math.abs(most.shareOfMedian), bound: most.series.maxDrift, unit: 'ratio' },
      `'${phase.name}' was steady: ${known.map(inWords).join(', and ')}.`,
      evidence,
    ),
  ];
};

function inWords({ series: { noun }, shareOfMedian, dismissal }: Drift): string {
  const size = Math.abs(shareOfMedian);
  if (size === 0) return `its ${noun} did not change`;
  const by = size < LEAST_NAMED_SHARE ? `less than ${formatPercent(LEAST_NAMED_SHARE)}` : formatPercent(size);
  return `its ${noun} ${shareOfMedian > 0 ? 'rose' : 'fell'} by ${by}${dismissal}`;
}

function seriesOf(phase: PhaseSummary, { seconds }: Summary): Series[] {
  const own = seconds.filter((second) => second.phase === phase.name);
  // If intended starts are unknown, arrivals-dropped reports that. A drift of the service time is still a drift.
  const times = own.map((second) => (second.responseTimeMs ?? second.serviceTimeMs)?.p95);
  return [
    {
      noun: 'response time p95',
      unit: 'ms',
      quantity: 'response-time',
      ...inBatches(times.filter((time) => time !== undefined)),
      maxDrift: MAX_RESPONSE_TIME_DRIFT,
      leastDrift: MIN_RESPONSE_TIME_DRIFT_MS,
    },
    {
      noun: 'goodput',
      unit: 'requests/s',
      quantity: 'goodput',
      ...inBatches(phase.goodputPerSec),
      maxDrift: MAX_GOODPUT_DRIFT,
      leastDrift: 0,
    },
  ];
}

/** The series itself, or means of consecutive seconds if it is long. An incomplete batch at the end is dropped. */
function inBatches(seconds: readonly number[]): Pick<Series, 'values' | 'secondsPerValue'> {
  const secondsPerValue = Math.max(1, Math.ceil(seconds.length / MOST_POINTS));
  const values = Array.from({ length: Math.floor(seconds.length / secondsPerValue) }, (_, i) => {
    const batch = seconds.slice(i * secondsPerValue, (i + 1) * secondsPerValue);
    return batch.reduce((sum, value) => sum + value, 0) / secondsPerValue;
  });
  return { values, secondsPerValue };
}

/** Null if there are too few seconds. */
function driftOf(series: Series): Drift | null {
  const { values, noun, unit } = series;
  const median = new SortedSample(values).median();
  const trend = mannKendallTrend(values, DRIFT_CONFIDENCE);
  const state = steadyState(values);
  if (median === null || (trend === null && state === null)) return null;

  const risen = trend === null ? 0 : trend.slopePerStep * (values.length - 1);
  const isSignificant = trend !== null && trend.pValue < 1 - DRIFT_CONFIDENCE;
  if (isSignificant && isMaterial(series, risen, median)) {
    const how = risen > 0 ? 'rose' : 'fell';
    const sentence = `its ${noun} ${how} by ${formatMeasure(Math.abs(risen), unit)} from beginning to end, around ${formatMeasure(median, unit)}`;
    return { series, shareOfMedian: shareOf(risen, median), isMaterial: true, sentence, dismissal: '' };
  }
  if (state !== null && !state.isSteady) {
    const before = new SortedSample(values.slice(0, state.warmUpValues)).median()!;
    const after = new SortedSample(values.slice(state.warmUpValues)).median()!;
    if (isMaterial(series, after - before, after)) {
      const sentence = `its ${noun} was around ${formatMeasure(before, unit)} in the first ${formatNumber(state.warmUpValues * series.secondsPerValue)} seconds and around ${formatMeasure(after, unit)} after them`;
      return {
        series,
        shareOfMedian: shareOf(after - before, after),
        isMaterial: true,
        sentence,
        dismissal: '',
      };
    }
  }
  const dismissal = dismissalOf(series, risen, median, isSignificant ? null : (trend?.pValue ?? null));
  return { series, shareOfMedian: shareOf(risen, median), isMaterial: false, sentence: '', dismissal };
}

/** @param pValue of a trend that is not significant */
function dismissalOf(
  { maxDrift, leastDrift, unit }: Series,
  drift: number,
  median: number,
  pValue: number | null,
): string {
  if (Math.abs(drift) <= maxDrift * median) return '';
  return pValue === null
    ? `, which is too little to matter: ${formatMeasure(Math.abs(drift), unit)} (limit: ${formatMeasure(leastDrift, unit)})`
    : `, which is not significant (p = ${formatNumber(pValue, 2)})`;
}

function isMaterial({ maxDrift, leastDrift }: Series, drift: number, median: number): boolean {
  return Math.abs(drift) > leastDrift && Math.abs(drift) > maxDrift * median;
}

/** Any drift from a median of 0 counts as 100%. */
function shareOf(drift: number, median: number): number {
  return median === 0 ? Math.sign(drift) : drift / median;
}
