import { formatMeasure, formatPercent } from '../../model/format.ts';
import type { DurationIndicator } from '../../model/indicator.ts';
import type { Summary } from '../../model/summary.ts';
import type { Evidence, Interval } from '../../model/verdict.ts';
import type { BucketHistogram } from '../../stats/bucket-histogram.ts';
import { clopperPearson } from '../../stats/proportion.ts';
import { mergedBuckets } from '../../summary/merge.ts';
import { sideOfDuration } from '../decide.ts';
import type { CaseOf, Estimated } from '../estimate.ts';
import { notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { bucketQuantileInterval } from '../over-phases.ts';
import { quoted } from '../reason.ts';
import { SLOW, slowBuckets, unexcluded } from '../unexcluded.ts';
import { decideQuantile } from './quantile.ts';
import { durationsOf } from './samples.ts';

type DurationQuantile = Extract<DurationIndicator, { statistic: 'quantile' }>;

const SLOWEST_STATEMENTS = 3;

/** The words for each source. */
export const DURATION_WORDS = {
  statements: {
    none: (names: string) => `The servers reported no query in ${names}.`,
    noun: { one: 'query', many: 'queries' },
    all: (statement?: string) =>
      statement === undefined ? 'database queries' : `executions of ${statement}`,
  },
  'connection-waits': {
    none: (names: string) => `The servers reported no wait for a connection in ${names}.`,
    noun: { one: 'wait', many: 'waits' },
    all: () => 'waits for a connection',
  },
};

/**
 * A quantile of durations measured by the servers: query execution (the wait for a pooled connection is shown separately), or that wait.
 * The servers' buckets have a bound at every promised bound, so the decision is exact. The figure is interpolated within its bucket.
 */
export function estimateDurationQuantile(given: CaseOf<DurationQuantile>): Estimated {
  const { summary, target, indicator, phases, random } = given;
  const { q, source } = indicator;
  const { bound, operator } = target;
  const bounds = summary.serverHistogramUpperBoundsMs;
  const words = DURATION_WORDS[source];
  const bySecond = phases.map((phase) => durationsOf(phase, indicator));
  const all = mergedBuckets(bounds, bySecond.flat());
  const figure = all.quantile(q);
  if (figure === null) return notMeasured(words.none(quoted(phases.map(({ name }) => name))));
  const resampled = bucketQuantileInterval(bounds, bySecond, q, CONFIDENCE, random);
  const { decision, interval, settledBy } = decideQuantile({
    ...{ sample: all, worst: all, resampled, q, promise: target, noun: words.noun },
    side: (of: Interval) => sideOfDuration(of, operator, bound),
  });
  return {
    actual: figure.value,
    interval,
    sampleCount: all.count,
    decision,
    claim: `${formatPercent(q)} of ${words.all(indicator.where?.statement)} took at most ${formatMeasure(figure.value, 'ms', bound)}`,
    settledBy,
    unexcluded: () => unexcluded(slowBuckets(bounds, bySecond.flat(), q, bound), SLOW),
    evidence: [
      ...shareWithin(all, bound, words.noun.many),
      ...(source === 'statements' ? statementEvidence(given, all) : []),
    ],
  };
}

/** What a reader of query times also wants to know. */
export function statementEvidence(
  { summary, phases }: Pick<CaseOf<DurationIndicator>, 'summary' | 'phases'>,
  queries: BucketHistogram,
): Evidence[] {
  const waits = mergedBuckets(
    summary.serverHistogramUpperBoundsMs,
    phases.map((phase) => phase.poolWaitMs),
  );
  return [
    { label: 'mean query time', value: queries.mean, unit: 'ms' },
    { label: 'pool wait p95', value: waits.quantile(0.95)?.value ?? null, unit: 'ms' },
    ...slowestStatements(summary),
  ];
}

function slowestStatements({ statements }: Summary): Evidence[] {
  return [...statements]
    .sort((a, b) => b.p95Ms - a.p95Ms || b.meanMs - a.meanMs)
    .slice(0, SLOWEST_STATEMENTS)
    .map(({ statement, p95Ms }) => ({ label: `p95 of ${statement}, at most`, value: p95Ms, unit: 'ms' }));
}

/** The share within the promised bound. Empty unless the bound is a bucket bound, where the share is exact. */
function shareWithin(all: BucketHistogram, bound: number, nouns: string): Evidence[] {
  const { low, high } = all.countAtMost(bound);
  if (low !== high) return [];
  const interval = clopperPearson(low, all.count, CONFIDENCE);
  return [
    {
      label: `${nouns} within ${formatMeasure(bound, 'ms')}`,
      value: low / all.count,
      unit: 'ratio',
      ...(interval && { interval }),
    },
  ];
}
