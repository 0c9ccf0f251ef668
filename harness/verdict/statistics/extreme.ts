import { formatCount, formatMeasure, formatNumber } from '../../model/format.ts';
import {
  type ClientIndicator,
  type DurationIndicator,
  type GaugeIndicator,
  isDuration,
  isOfClient,
} from '../../model/indicator.ts';
import { indicatorInWords, nounOf, pluralOf, selected } from '../../model/indicator-words.ts';
import type { Interval } from '../../model/verdict.ts';
import { LEAST_SECONDS } from '../../stats/block-bootstrap.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { mergedBuckets, responseTimesOf } from '../../summary/merge.ts';
import { decide, holds, type Side, sideOf, sideOfDuration } from '../decide.ts';
import { type CaseOf, type Estimate, type Estimated, unitIn } from '../estimate.ts';
import { notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { MORE_SECONDS, quoted } from '../reason.ts';
import { SLOW, slowBuckets, slowSeconds, unexcluded } from '../unexcluded.ts';
import { durationsOf, figuresOf, requestsOf } from './samples.ts';

type Extreme = Extract<
  ClientIndicator | DurationIndicator | GaugeIndicator,
  { statistic: 'mean' | 'maximum' | 'minimum' }
>;

const BEYOND = {
  none: 'No second was beyond the bound in',
  some: 'Seconds were beyond the bound in',
  stretches: 'such stretches',
};

/**
 * The largest or smallest value of a run. It is a census: the value is a fact of this run, and shows nothing about a longer one. So a pass
 * says how rare the unseen may be, and needs as many seconds as resampling does.
 */
export function estimateExtreme(given: CaseOf<Extreme>): Estimated {
  const { indicator } = given;
  if (isOfClient(indicator)) return ofTimes({ ...given, indicator });
  return isDuration(indicator)
    ? ofDurations({ ...given, indicator })
    : ofGauge({ ...given, indicator: indicator as GaugeIndicator });
}

function ofTimes(given: CaseOf<ClientIndicator>): Estimated {
  const { indicator, phases, target } = given;
  const seen = phases.map((phase) => requestsOf(phase, indicator));
  const { answered, all, bySecond } = responseTimesOf(seen);
  const names = quoted(phases.map(({ name }) => name));
  if (all.count === 0) return notMeasured(`No time${selected(indicator)} was measured in ${names}.`);
  const failed = all.count - answered.count;
  const untold = seen.reduce((sum, each) => sum + each.untold, 0);
  const isBroken = failed > 0 && target.operator.startsWith('<');
  const actual = failed > 0 ? null : answered.max;
  const decided = decideExtreme(exactly(answered.max ?? 0), bySecond.flat().length, (of) =>
    sideOf(of, target.operator, target.bound),
  );
  const nouns = pluralOf(indicator);
  return {
    ...decided,
    ...(isBroken && { decision: 'fail' as const, interval: { ...exactly(answered.max ?? 0), high: null } }),
    ...(!isBroken && untold > 0 && decided.decision === 'pass' && { decision: 'inconclusive' as const }),
    actual,
    sampleCount: all.count,
    claim: isBroken
      ? `${formatNumber(failed)} of ${formatCount(all.count, nounOf(indicator))} failed or never got an answer`
      : `${nouns} took at most ${formatMeasure(answered.max, 'ms', target.bound)}`,
    settledBy:
      untold > 0 ? `${formatCount(untold, 'failure')} may or may not belong to the selection` : MORE_SECONDS,
    unexcluded: () => unexcluded(slowSeconds(bySecond.flat(), 1, target.bound), SLOW),
    evidence: [{ label: 'failed or never answered', value: failed, unit: indicator.source }],
  };
}

/** Known to within the highest non-empty bucket. */
function ofDurations(given: CaseOf<DurationIndicator>): Estimated {
  const { indicator, phases, target, summary } = given;
  const bounds = summary.serverHistogramUpperBoundsMs;
  const bySecond = phases.flatMap((phase) => durationsOf(phase, indicator));
  const all = mergedBuckets(bounds, bySecond);
  const names = quoted(phases.map(({ name }) => name));
  if (all.count === 0) return notMeasured(`The ${indicatorInWords(indicator)} was not measured in ${names}.`);
  const { low, high } = all.rankBounds(all.count);
  const bucket = { ...exactly(low), high: high === Number.POSITIVE_INFINITY ? null : high };
  return {
    ...decideExtreme(bucket, bySecond.length, (of) => sideOfDuration(of, target.operator, target.bound)),
    actual: high === Number.POSITIVE_INFINITY ? low : high,
    sampleCount: all.count,
    claim: `the ${indicatorInWords(indicator)} was ${high === Number.POSITIVE_INFINITY ? 'over' : 'at most'} ${formatMeasure(high === Number.POSITIVE_INFINITY ? low : high, 'ms', target.bound)}`,
    unexcluded: () => unexcluded(slowBuckets(bounds, bySecond, 1, target.bound), SLOW),
    evidence: [],
  };
}

function ofGauge(given: CaseOf<GaugeIndicator>): Estimated {
  const { indicator, phases, target } = given;
  const { operator, bound } = target;
  const values = phases.flatMap((phase) => figuresOf(phase, indicator)).map(({ value }) => value);
  const sample = new SortedSample(values);
  const unit = unitIn(given);
  const names = quoted(phases.map(({ name }) => name));
  const actual = sample.quantile(indicator.statistic === 'minimum' ? 0 : 1);
  if (actual === null) return notMeasured(`The ${indicatorInWords(indicator)} was not measured in ${names}.`);
  return {
    ...decideExtreme(exactly(actual), values.length, (of) => sideOf(of, operator, bound)),
    actual,
    sampleCount: values.length,
    claim: `the ${indicatorInWords(indicator)} was ${formatMeasure(actual, unit, bound)}`,
    unexcluded: () =>
      unexcluded(
        values.map((value) => !holds(value, operator, bound)),
        BEYOND,
      ),
    evidence: [
      { label: 'in the median second', value: sample.median(), unit },
      { label: 'mean over seconds', value: sample.mean(), unit },
    ],
  };
}

function decideExtreme(
  seen: Interval,
  seconds: number,
  side: (of: Interval) => Side,
): Pick<Estimate, 'decision' | 'interval' | 'settledBy'> {
  const system = seconds < LEAST_SECONDS ? null : seen;
  return { ...decide({ realised: seen, system }, side), settledBy: MORE_SECONDS };
}

function exactly(value: number): Interval {
  return { low: value, high: value, confidence: CONFIDENCE, method: 'census of the run' };
}
