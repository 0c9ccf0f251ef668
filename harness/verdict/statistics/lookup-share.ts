import { formatCount, formatMeasure } from '../../model/format.ts';
import type { LookupIndicator } from '../../model/indicator.ts';
import type { CacheOutcomes, PhaseSummary } from '../../model/summary.ts';
import type { CaseOf, Estimated } from '../estimate.ts';
import { notMeasured } from '../finding.ts';
import { quoted } from '../reason.ts';
import { lookupsOf, sumOfShares } from './samples.ts';
import { decisiveOf, partsOf, settledByOf } from './share.ts';

/**
 * Hits over all content lookups, or over those of one family. Sessions (`run.sessionFamily`) are not content. A lookup that ended in an
 * error was not answered by the cache, so it counts as a miss.
 */
export function estimateLookupShare(given: CaseOf<LookupIndicator>): Estimated {
  const { run, target, indicator, phases, random } = given;
  const total = sumOfShares(phases.map((phase) => lookupsOf(phase, indicator).total));
  const parts = partsOf(run, phases, (phase) => lookupsOf(phase, indicator), random).filter(
    ({ trials }) => trials > 0,
  );
  const decisive = decisiveOf(parts, target);
  if (!decisive) {
    return notMeasured(`The servers reported no cache lookup in ${quoted(phases.map(({ name }) => name))}.`);
  }
  const { part, interval, decision } = decisive;
  const what = indicator.where?.family ?? 'content';
  return {
    actual: part.share,
    interval,
    sampleCount: total.trials,
    decision,
    claim: `${formatMeasure(part.share, 'ratio', target.bound)} of ${formatCount(part.trials, `${what} lookup`)} were answered from the cache`,
    settledBy: settledByOf(part, target, {
      nouns: 'lookups',
      sameShare: ' at the same ratio',
      withoutFailure: ' at the same ratio',
    }),
    spare: 'of the allowed misses left',
    evidence: evidenceOf(phases),
  };
}

function evidenceOf(phases: readonly PhaseSummary[]) {
  const families = new Map<string, CacheOutcomes>();
  for (const [family, { hit, miss, error }] of phases.flatMap((phase) =>
    Object.entries(phase.cacheByFamily),
  )) {
    const sum = families.get(family) ?? { hit: 0, miss: 0, error: 0 };
    families.set(family, { hit: sum.hit + hit, miss: sum.miss + miss, error: sum.error + error });
  }
  const lookups = ({ hit, miss, error }: CacheOutcomes) => hit + miss + error;
  return [
    ...[...families]
      .filter(([, outcomes]) => lookups(outcomes) > 0)
      .map(([family, outcomes]) => ({
        label: `hit ratio of ${family}`,
        value: outcomes.hit / lookups(outcomes),
        unit: 'ratio',
      })),
    {
      label: 'lookups that ended in an error',
      value: [...families.values()].reduce((sum, { error }) => sum + error, 0),
      unit: 'lookups',
    },
  ];
}
