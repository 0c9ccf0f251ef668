import { formatCount, formatDuration, formatMeasure } from '../../model/format.ts';
import type {
  ClientIndicator,
  DurationIndicator,
  GaugeIndicator,
  Indicator,
  StatementRate,
} from '../../model/indicator.ts';
import { indicatorInWords, nounOf, pluralOf, selected } from '../../model/indicator-words.ts';
import type { RequestFigures } from '../../model/summary.ts';
import { countOf } from '../../stats/exponential-histogram.ts';
import type { SecondSums } from '../../stats/ratio-of-sums.ts';
import { mergedBuckets } from '../../summary/merge.ts';
import { type CaseOf, type Estimated, unitIn } from '../estimate.ts';
import { notMeasured } from '../finding.ts';
import { LONGEST_WAIT_MS } from '../limits.ts';
import { quoted } from '../reason.ts';
import { DURATION_WORDS, statementEvidence } from './duration-quantile.ts';
import { estimateRatioOfSums } from './ratio-of-sums.ts';
import { durationsOf, requestsOf, sumsOf } from './samples.ts';

type MeanOf<Kind extends Indicator> = Extract<Kind, { statistic: 'mean' | 'maximum' }>;

/**
 * The mean time of answered requests. A failed request has no time, so it is not in this run's figure. But a pass must also hold if each
 * failure counts as the longest time that a user waits.
 */
export function estimateMeanTime(given: CaseOf<MeanOf<ClientIndicator>>): Estimated {
  const { indicator, phases, target, whose } = given;
  const seen = phases.map((phase) => requestsOf(phase, indicator));
  const answered = seen.map(({ requests }) =>
    requests.map(({ responseTimeMs: times }): SecondSums => ({ sum: times.sum, count: countOf(times) })),
  );
  const estimate = estimateRatioOfSums(given, answered, seen.map(withFailures));
  const names = quoted(phases.map(({ name }) => name));
  if (estimate === null)
    return notMeasured(`No ${nounOf(indicator)}${selected(indicator)} was timed in ${names}.`);
  const failed = seen.reduce((sum, each) => sum + each.outcomes.failed + each.outcomes.owed + each.untold, 0);
  const count = answered.flat().reduce((sum, second) => sum + second.count, 0);
  return {
    ...estimate,
    sampleCount: count,
    claim: `${whose ?? pluralOf(indicator)} took ${formatMeasure(estimate.actual, 'ms', target.bound)} on average`,
    settledBy:
      failed === 0
        ? estimate.settledBy
        : `with ${formatCount(failed, 'failure')} taken for ${formatDuration(LONGEST_WAIT_MS)} each`,
    evidence: [
      { label: 'failed or never answered', value: failed, unit: indicator.source },
      { label: 'longest', value: longestOf(seen), unit: 'ms' },
    ],
  };
}

function withFailures({ requests, untold }: RequestFigures): SecondSums[] {
  return requests.map(({ responseTimeMs: times, endless }, index) => {
    const failed = endless + (index === requests.length - 1 ? untold : 0);
    return { sum: times.sum + failed * LONGEST_WAIT_MS, count: countOf(times) + failed };
  });
}

function longestOf(seen: readonly RequestFigures[]): number | null {
  const longest = seen.flatMap(({ requests }) =>
    requests.flatMap(({ responseTimeMs: { max } }) => max ?? []),
  );
  return longest.length === 0 ? null : longest.reduce((a, b) => Math.max(a, b));
}

/** The mean of a duration measured by the servers. Their sums are exact, whatever the buckets. */
export function estimateMeanDuration(given: CaseOf<MeanOf<DurationIndicator>>): Estimated {
  const { indicator, phases, target, summary } = given;
  const words = DURATION_WORDS[indicator.source];
  const bySecond = phases.map((phase) => durationsOf(phase, indicator));
  const all = mergedBuckets(summary.serverHistogramUpperBoundsMs, bySecond.flat());
  const sums = bySecond.map((seconds) =>
    seconds.map(({ sum, counts }) => ({ sum, count: counts.reduce((total, count) => total + count, 0) })),
  );
  const estimate = estimateRatioOfSums(given, sums);
  if (estimate === null) return notMeasured(words.none(quoted(phases.map(({ name }) => name))));
  return {
    ...estimate,
    sampleCount: all.count,
    claim: `${words.all(indicator.where?.statement)} took ${formatMeasure(estimate.actual, 'ms', target.bound)} on average`,
    evidence: indicator.source === 'statements' ? statementEvidence(given, all) : [],
  };
}

/** A gauge's mean over seconds, queries per request, or CPU per 1,000 correct responses. */
export function estimateMeanOfSeconds(given: CaseOf<GaugeIndicator | StatementRate>): Estimated {
  const { indicator, phases, target } = given;
  const sums = phases.map((phase) => sumsOf(phase, indicator));
  const estimate = estimateRatioOfSums(given, sums);
  const names = quoted(phases.map(({ name }) => name));
  if (estimate === null)
    return notMeasured(`The ${indicatorInWords(indicator)} was not measured in ${names}.`);
  return {
    ...estimate,
    sampleCount: sums.flat().length,
    claim: `the ${indicatorInWords(indicator)} was ${formatMeasure(estimate.actual, unitIn(given), target.bound)}`,
    evidence: [],
  };
}
