import { formatCount, formatMeasure } from '../../model/format.ts';
import type { CacheOutcomes } from '../../model/summary.ts';
import type { Interval } from '../../model/verdict.ts';
import { clopperPearson, trialsToSettle } from '../../stats/proportion.ts';
import { decide, sideOf } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { ratioInterval } from '../over-phases.ts';
import { LONGER_PHASE, MORE_SECONDS, moreWouldSettle, quoted, reasonOf } from '../reason.ts';
import { widest } from '../resampled.ts';

/**
 * Hits over all lookups of content, with the wider of resampled and exact binomial interval; sessions were left out when the phases were summarized.
 * A lookup that ended in an error was not answered by the cache: it counts like a miss.
 */
export function judgeCacheHitRatio({ target, phases, random }: Case): Finding {
  const families = new Map<string, CacheOutcomes>();
  for (const [family, { hit, miss, error }] of phases.flatMap((phase) =>
    Object.entries(phase.cacheByFamily),
  )) {
    const sum = families.get(family) ?? { hit: 0, miss: 0, error: 0 };
    families.set(family, { hit: sum.hit + hit, miss: sum.miss + miss, error: sum.error + error });
  }
  const all = [...families.values()];
  const hits = all.reduce((sum, { hit }) => sum + hit, 0);
  const lookups = all.reduce((sum, outcomes) => sum + lookupsOf(outcomes), 0);
  const exact = clopperPearson(hits, lookups, CONFIDENCE);
  const bySecond = phases.map(({ series }) => series.lookups);
  if (exact === null) {
    return notMeasured(`The servers reported no cache lookup in ${quoted(phases.map(({ name }) => name))}.`);
  }
  const { operator, bound } = target;
  const actual = hits / lookups;
  const side = (of: Interval) => sideOf(of, operator, bound);
  const system = widest(ratioInterval(bySecond, CONFIDENCE, random), exact);
  const { decision, interval } = decide({ realised: exact, system }, side);
  const more = trialsToSettle(hits, lookups, bound, CONFIDENCE);
  const settledBy =
    side(exact) === 'open'
      ? moreWouldSettle(more, 'lookups', ' at the same ratio')
      : system === null
        ? MORE_SECONDS
        : LONGER_PHASE;
  const claim = `${formatMeasure(actual, 'ratio', bound)} of ${formatCount(lookups, 'content lookup')} were answered from the cache`;
  return {
    actual,
    interval,
    sampleCount: lookups,
    status: decision,
    reason: reasonOf(target, decision, claim, {
      actual,
      interval,
      settledBy,
      spare: 'of the allowed misses left',
    }),
    evidence: [
      ...[...families]
        .filter(([, outcomes]) => lookupsOf(outcomes) > 0)
        .map(([family, outcomes]) => ({
          label: `hit ratio of ${family}`,
          value: outcomes.hit / lookupsOf(outcomes),
          unit: 'ratio',
        })),
      {
        label: 'lookups that ended in an error',
        value: all.reduce((sum, { error }) => sum + error, 0),
        unit: 'lookups',
      },
    ],
    isMeasured: true,
  };
}

function lookupsOf({ hit, miss, error }: CacheOutcomes): number {
  return hit + miss + error;
}
