import { formatMeasure } from '../../model/format.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { BucketHistogram } from '../../stats/bucket-histogram.ts';
import { clopperPearson } from '../../stats/proportion.ts';
import { mergedBuckets } from '../../summary/merge.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { bucketQuantileInterval } from '../over-phases.ts';
import { quoted, reasonOf } from '../reason.ts';
import { SLOW, slowBuckets, unexcluded } from '../unexcluded.ts';
import { decideP95 } from './response-time.ts';

const P95 = 0.95;
const SLOWEST_STATEMENTS = 3;

/**
 * The 95th percentile of query execution time as the servers measured it, without the wait for a pooled connection, which is
 * shown beside it. The servers' buckets have a bound at every promised bound, so the decision is exact; the figure
 * is interpolated within its bucket.
 */
export function judgeQueryTime({ summary, target, phases, random }: Case): Finding {
  const bounds = summary.serverHistogramUpperBoundsMs;
  const queries = mergedBuckets(
    bounds,
    phases.map((phase) => phase.queryTimeMs),
  );
  const waits = mergedBuckets(
    bounds,
    phases.map((phase) => phase.poolWaitMs),
  );
  const p95 = queries.quantile(P95);
  if (p95 === null) {
    return notMeasured(`The servers reported no query in ${quoted(phases.map(({ name }) => name))}.`);
  }
  const { bound } = target;
  const bySecond = phases.map(({ series }) => series.queryTimeMs);
  const resampled = bucketQuantileInterval(bounds, bySecond, P95, CONFIDENCE, random);
  const { decision, interval, settledBy } = decideP95(queries, resampled, target, {
    one: 'query',
    many: 'queries',
  });
  const claim = `95% of database queries took at most ${formatMeasure(p95.value, 'ms', bound)}`;
  return {
    actual: p95.value,
    interval,
    sampleCount: queries.count,
    status: decision,
    reason: reasonOf(target, decision, claim, {
      actual: p95.value,
      interval,
      settledBy,
      unexcluded: () => unexcluded(slowBuckets(bounds, bySecond.flat(), P95, bound), SLOW),
    }),
    evidence: [
      ...shareWithin(queries, bound),
      { label: 'mean query time', value: queries.mean, unit: 'ms' },
      { label: 'pool wait p95', value: waits.quantile(0.95)?.value ?? null, unit: 'ms' },
      ...[...summary.statements]
        .sort((a, b) => b.p95Ms - a.p95Ms || b.meanMs - a.meanMs)
        .slice(0, SLOWEST_STATEMENTS)
        .map(({ statement, p95Ms }) => ({ label: `p95 of ${statement}, at most`, value: p95Ms, unit: 'ms' })),
    ],
    isMeasured: true,
  };
}

/** The share of queries within the promised bound, exact where the bound is a bucket's. */
function shareWithin(queries: BucketHistogram, bound: number): Evidence[] {
  const { low, high } = queries.countAtMost(bound);
  if (low !== high) return [];
  const interval = clopperPearson(low, queries.count, CONFIDENCE);
  return [
    {
      label: `queries within ${formatMeasure(bound, 'ms')}`,
      value: low / queries.count,
      unit: 'ratio',
      ...(interval && { interval }),
    },
  ];
}
