import { formatMeasure } from '../../model/format.ts';
import { type ClientIndicator, isUnselected, type StatementRate } from '../../model/indicator.ts';
import { indicatorInWords, nounOf, pluralOf } from '../../model/indicator-words.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import type { Interval } from '../../model/verdict.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { ARRIVAL_SLACK_SEC } from '../../summary/limits.ts';
import { decide, holds, sideOf } from '../decide.ts';
import { type CaseOf, type Estimate, type Estimated, unitIn } from '../estimate.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { meanInterval } from '../over-phases.ts';
import { LONGER_PHASE, MORE_SECONDS, quoted } from '../reason.ts';
import { widest } from '../resampled.ts';
import { unexcluded } from '../unexcluded.ts';
import { figuresOf, requestsOf, secondsPer } from './samples.ts';

type ClientRate = Extract<ClientIndicator, { statistic: 'rate' }>;
type QueryRate = Omit<StatementRate, 'per'> & { per: 'second' | 'minute' };

const SHORT = {
  none: 'No second fell short of it in',
  some: 'Seconds fell short of it in',
  stretches: 'slumps',
};

/** Correct responses (pages, transfers) a second or a minute. Inconclusive if the load offered fewer than promised. */
export function estimateRequestRate(given: CaseOf<ClientRate>): Estimated {
  const { run, target, indicator, phases } = given;
  const { bound, operator } = target;
  const unit = unitIn(given);
  const per = secondsPer(indicator.per);
  const names = quoted(phases.map(({ name }) => name));
  const bySecond = phases.map((phase) =>
    requestsOf(phase, indicator).goodputPerSec.map((each) => each * per),
  );
  const rate = rateOf(given, bySecond);
  if (rate === null) return notMeasured(`No second of ${names} was measured.`);

  const sent = phases.reduce((sum, phase) => sum + requestsOf(phase, indicator).outcomes.attempted, 0);
  if (sent === 0 && !isPlain(indicator)) {
    return notMeasured(`No such ${nounOf(indicator)} was sent in ${names}: ${pluralOf(indicator)}.`);
  }

  const offered = lowestOf(phases.map((phase) => offeredPerSec(run, phase, indicator)));
  const measure = (value: number) => formatMeasure(value, unit, bound);
  const { actual } = rate.figures;
  const noun = isPlain(indicator) ? 'goodput' : indicatorInWords(indicator);
  const evidence = [
    { label: 'offered rate', value: offered === null ? null : offered * per, unit },
    ...evidenceOf(bySecond.flat(), noun, unit),
  ];
  if (offered !== null && offered * per < bound && operator.startsWith('>')) {
    const reason = `The load offered only ${measure(offered * per)}, which cannot show ${measure(bound)}; ${measure(actual)} were answered correctly.`;
    return notAsked({ ...rate, evidence, reason });
  }
  return { ...rate.figures, claim: `${measure(actual)} were answered correctly on average`, evidence };
}

/** Database queries a second or a minute. Too few are the system's failure only if requests failed or went unanswered. */
export function estimateQueryRate(given: CaseOf<QueryRate>): Estimated {
  const { target, indicator, phases } = given;
  const unit = unitIn(given);
  const per = secondsPer(indicator.per);
  const bySecond = phases.map((phase) => figuresOf(phase, indicator).map(({ value }) => value * per));
  const rate = rateOf(given, bySecond);
  const names = quoted(phases.map(({ name }) => name));
  if (rate === null) return notMeasured(`No database query was counted in ${names}.`);
  const { actual } = rate.figures;
  const claim = `${formatMeasure(actual, unit, target.bound)} were executed on average`;
  const evidence = evidenceOf(bySecond.flat(), 'queries', unit);
  const isDone = phases.every(({ outcomes }) => outcomes.failed + outcomes.owed === 0);
  if (target.operator.startsWith('>') && actual < target.bound && isDone) {
    const reason = `${claim}, and every request was answered: the load asked for no more, which cannot show ${formatMeasure(target.bound, unit)}.`;
    return notAsked({ ...rate, evidence, reason });
  }
  return { ...rate.figures, claim, evidence };
}

type Rate = { figures: Omit<Estimate, 'claim' | 'evidence'> & { actual: number }; realised: Interval };

/**
 * The mean over the judged seconds, so that a dead second counts in full. In this run it is known to within one second's worth, because the
 * counted seconds may begin and end up to half a second off; for the system, also to within the interval from resampled seconds. Null
 * without seconds.
 */
function rateOf({ target, random }: Case, bySecond: readonly (readonly number[])[]): Rate | null {
  const { operator, bound } = target;
  const seconds = new SortedSample(bySecond.flat());
  const actual = seconds.mean();
  if (actual === null) return null;
  const realised = realisedMean(actual, seconds.count);
  const system = widest(meanInterval(bySecond, CONFIDENCE, random), realised);
  const figures = {
    actual,
    sampleCount: seconds.count,
    ...decide({ realised, system }, (interval) => sideOf(interval, operator, bound)),
    settledBy: system === null ? MORE_SECONDS : LONGER_PHASE,
    unexcluded: () =>
      unexcluded(
        bySecond.flat().map((each) => !holds(each, operator, bound)),
        SHORT,
      ),
  };
  return { figures, realised };
}

/** The load did not ask for as much as was promised, so no system could have shown it. */
function notAsked({
  figures: { actual, sampleCount },
  realised,
  evidence,
  reason,
}: Rate & Pick<Finding, 'evidence' | 'reason'>): Finding {
  return {
    actual,
    interval: realised,
    sampleCount,
    evidence,
    reason,
    status: 'inconclusive',
    isMeasured: false,
  };
}

/** A count over whole seconds is off by at most half a second's worth at either end. */
function realisedMean(mean: number, seconds: number): Interval {
  const resolution = (mean * ARRIVAL_SLACK_SEC) / seconds;
  return {
    low: mean - resolution,
    high: mean + resolution,
    confidence: CONFIDENCE,
    method: 'count to a second',
  };
}

/**
 * For all requests: the offered arrivals times the requests that each sends. For a selection: as many as were sent, of the arrivals that an
 * open load planned or the turns that the users of a closed one took. Null for users who do not think: they ask for as much as they get.
 */
function offeredPerSec(run: Run, phase: PhaseSummary, indicator: ClientRate): number | null {
  const { arrivals, planned } = phase;
  const turnsPerSec = phase.offeredRatePerSec ?? turnsPerSecOf(run, phase);
  if (turnsPerSec === null) return null;
  const { attempted } = requestsOf(phase, indicator).outcomes;
  if (isPlain(indicator)) return turnsPerSec * Math.max(1, arrivals === 0 ? 1 : attempted / arrivals);
  const turns = planned?.arrivals ?? arrivals;
  return turns === 0 ? null : (attempted / turns) * turnsPerSec;
}

/** The turns a second of users who think and never wait. */
function turnsPerSecOf({ profile }: Run, phase: PhaseSummary): number | null {
  const planned = profile.loads.find(({ phases }) => phases.some(({ name }) => name === phase.name));
  if (planned?.load.model !== 'closed' || planned.load.thinkTimeMs === 0) return null;
  return (planned.load.users * 1000) / planned.load.thinkTimeMs;
}

function isPlain(indicator: ClientRate): boolean {
  return indicator.source === 'requests' && isUnselected(indicator);
}

function lowestOf(rates: readonly (number | null)[]): number | null {
  const open = rates.filter((rate) => rate !== null);
  return open.length === 0 ? null : Math.min(...open);
}

function evidenceOf(values: readonly number[], noun: string, unit: string) {
  const seconds = new SortedSample(values);
  return [
    { label: `${noun} of the median second`, value: seconds.median(), unit },
    { label: `${noun} of the worst second`, value: seconds.quantile(0), unit },
    { label: `${noun} of the best second`, value: seconds.quantile(1), unit },
  ];
}
