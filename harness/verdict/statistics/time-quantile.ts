import { formatMeasure, formatPercent } from '../../model/format.ts';
import type { ClientIndicator } from '../../model/indicator.ts';
import { nounOf, pluralOf, selected } from '../../model/indicator-words.ts';
import type { RequestFigures } from '../../model/summary.ts';
import type { Evidence, Interval } from '../../model/verdict.ts';
import type { SecondTimes } from '../../stats/block-bootstrap.ts';
import type { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import { type Counted, WithEndless } from '../../stats/with-endless.ts';
import { mergedTimes, percentileEvidence, responseTimesOf } from '../../summary/merge.ts';
import { sideOfDuration } from '../decide.ts';
import type { CaseOf, Estimated } from '../estimate.ts';
import { notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { timeQuantileInterval } from '../over-phases.ts';
import { quoted } from '../reason.ts';
import { SLOW, slowSeconds, unexcluded } from '../unexcluded.ts';
import { decideQuantile } from './quantile.ts';
import { requestsOf } from './samples.ts';

type TimeQuantile = Extract<ClientIndicator, { statistic: 'quantile' }>;

/**
 * A quantile of response time from the intended start, over all requests (pages, transfers) that were due in the target's phases. A request
 * that failed or was never answered is endlessly late. Failures that may or may not belong to the selection are left out of this run's
 * figure, and a pass must hold with all of them endless.
 */
export function estimateTimeQuantile({
  target,
  indicator,
  phases,
  random,
  whose,
}: CaseOf<TimeQuantile>): Estimated {
  const { q } = indicator;
  const { bound, operator } = target;
  const seen = phases.map((phase) => requestsOf(phase, indicator));
  const { answered, all, bySecond } = responseTimesOf(seen);
  const figure = all.quantile(q);
  const names = quoted(phases.map(({ name }) => name));
  if (figure === null)
    return notMeasured(`No ${TIME[indicator.source]}${selected(indicator)} was measured in ${names}.`);
  const untold = seen.reduce((sum, each) => sum + each.untold, 0);
  const { decision, interval, settledBy } = decideQuantile({
    sample: all,
    worst: untold === 0 ? all : new WithEndless(all, untold),
    resampled: timeQuantileInterval(withUntold(bySecond, seen), q, CONFIDENCE, random),
    q,
    promise: target,
    side: (of: Interval) => sideOfDuration(of, operator, bound),
    noun: { one: nounOf(indicator), many: indicator.source },
  });
  return {
    actual: finiteOrNull(figure.value),
    interval,
    sampleCount: all.count,
    decision,
    claim: claimOf(all, answered.count, q, whose ?? pluralOf(indicator), VERB[indicator.source], bound),
    settledBy,
    unexcluded: () => unexcluded(slowSeconds(bySecond.flat(), q, bound), SLOW),
    evidence: evidenceOf(indicator, seen, answered, all.count - answered.count, untold),
  };
}

const TIME = { requests: 'response time', pages: 'page time', transfers: 'transfer time' };
const VERB = {
  requests: 'were answered within',
  pages: 'were complete within',
  transfers: 'were complete within',
};

/** Puts all failures that may belong to the selection into the last second: bunched together is the worst case. */
function withUntold(bySecond: SecondTimes[][], seen: readonly RequestFigures[]): SecondTimes[][] {
  return bySecond.map((seconds, index) => {
    const { untold } = seen[index]!;
    if (untold === 0) return seconds;
    return seconds.map((second, at) =>
      at === seconds.length - 1 ? { ...second, endless: second.endless + untold } : second,
    );
  });
}

/** If more requests fail than a quantile leaves room for, there is no time within which that share was answered. */
function claimOf(
  all: Counted,
  answered: number,
  q: number,
  nouns: string,
  verb: string,
  bound: number,
): string {
  const value = all.quantile(q)!.value;
  const share = formatPercent(q);
  if (value !== Number.POSITIVE_INFINITY)
    return `${share} of ${nouns} ${verb} ${formatMeasure(value, 'ms', bound)}`;
  return `${formatPercent(1 - answered / all.count)} of ${nouns} failed or were never answered, so there is no time within which ${share} of them were answered`;
}

function evidenceOf(
  { source, q }: TimeQuantile,
  seen: readonly RequestFigures[],
  answered: ExponentialHistogram,
  unanswered: number,
  untold: number,
): Evidence[] {
  const serviceTimes = seen.flatMap(({ serviceTimeMs }) => serviceTimeMs ?? []);
  const delays = mergedTimes(seen.flatMap(({ startDelayMs }) => startDelayMs ?? []));
  return [
    percentileEvidence(`${TIME[source]} p50`, answered, 0.5),
    percentileEvidence(`${TIME[source]} p99`, answered, 0.99),
    ...(source === 'pages'
      ? []
      : [percentileEvidence(`service time p${q * 100}`, mergedTimes(serviceTimes), q)]),
    percentileEvidence('start delay p99', delays, 0.99),
    {
      label: source === 'requests' ? 'slowest response' : `slowest ${nounOf({ source })}`,
      value: answered.max,
      unit: 'ms',
    },
    { label: 'failed or never answered', value: unanswered, unit: source },
    ...(untold > 0
      ? [{ label: 'failed, may or may not belong to the selection', value: untold, unit: source }]
      : []),
  ];
}

export function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
