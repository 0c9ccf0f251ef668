import { formatCount, formatMeasure } from '../../model/format.ts';
import type { ServedIndicator } from '../../model/indicator.ts';
import type { CaseOf, Estimated } from '../estimate.ts';
import { notMeasured } from '../finding.ts';
import { quoted } from '../reason.ts';
import { selectedShares, sumOfShares } from './samples.ts';
import { decisiveOf, partsOf, settledByOf } from './share.ts';

/** The requests that one server answered, over those that all servers answered, as the servers count them. */
export function estimateServerShare(given: CaseOf<ServedIndicator>): Estimated {
  const { run, target, indicator, phases, random } = given;
  const { part: server } = indicator.where;
  const servedIn = (phase: (typeof phases)[number]) => selectedShares(phase, indicator);
  const parts = partsOf(run, phases, servedIn, random).filter(({ trials }) => trials > 0);
  const decisive = decisiveOf(parts, target);
  if (!decisive) {
    return notMeasured(`${server} reported no requests in ${quoted(phases.map(({ name }) => name))}.`);
  }
  const { part, interval, decision } = decisive;
  const total = sumOfShares(phases.map((phase) => servedIn(phase).total));
  return {
    actual: part.share,
    interval,
    sampleCount: total.trials,
    decision,
    claim: `${server} served ${formatMeasure(part.share, 'ratio', target.bound)} of ${formatCount(part.trials, 'request')}`,
    settledBy: settledByOf(part, target, {
      nouns: 'requests',
      sameShare: ' at the same share',
      withoutFailure: ' at the same share',
    }),
    evidence: [{ label: `requests that ${server} served`, value: total.successes, unit: 'requests' }],
  };
}
