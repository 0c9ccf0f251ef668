import { formatCount, formatList, formatMeasure } from '../../model/format.ts';
import type { ClientIndicator } from '../../model/indicator.ts';
import { nounOf, selected } from '../../model/indicator-words.ts';
import type { RequestFigures } from '../../model/summary.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { CaseOf, Estimated } from '../estimate.ts';
import { notMeasured } from '../finding.ts';
import { quoted } from '../reason.ts';
import { unexcluded } from '../unexcluded.ts';
import { missingFault } from './fault-cycles.ts';
import { requestsOf } from './samples.ts';
import { decisiveOf, isAbsolute, namesOf, type Part, partsOf, settledByOf } from './share.ts';

type RequestShare = Extract<ClientIndicator, { statistic: 'share' }>;

/**
 * Correct responses over all requests that were due and not refused. A request that was never answered has failed. The promise must hold
 * over the steady phases together and in each fault phase by itself. The target's figure is that of the worst of these parts. A refusal
 * (429) is a response as designed and counts on neither side. An arrival that the generator dropped never reached the system. Failures that
 * may or may not belong to the selection count against it.
 */
export function estimateRequestShare({
  run,
  target,
  indicator,
  phases,
  random,
}: CaseOf<RequestShare>): Estimated {
  const figures = new Map(phases.map((phase) => [phase, requestsOf(phase, indicator)]));
  const parts = partsOf(run, phases, (phase) => sharesOf(figures.get(phase)!), random);
  const evidence = parts.flatMap((part) =>
    evidenceOf(
      part,
      indicator,
      part.phases.map((phase) => figures.get(phase)!),
    ),
  );
  const empty = parts.find(({ trials }) => trials === 0);
  if (empty)
    return notMeasured(
      `No response${selected(indicator)} was counted in ${quoted(namesOf(empty))}.`,
      evidence,
    );

  const decisive = decisiveOf(parts, target);
  if (!decisive) return notMeasured('The target names no phase to judge availability over.');
  const { part, interval, decision } = decisive;
  const faults = phases.filter(({ kind }) => kind === 'fault');
  const problem = faults.map((phase) => missingFault(run, phase)).find((reason) => reason !== null);
  // A broken promise stays broken, even if a planned fault did not happen.
  if (problem && decision !== 'fail') return notMeasured(problem, evidence);

  const isCensus = isAbsolute(target);
  const counted = isCensus ? phases : phases.filter(({ kind }) => kind !== 'fault');
  const one = nounOf(indicator);
  return {
    actual: part.share,
    interval,
    sampleCount: part.trials,
    decision,
    claim: `${formatList(parts.map((each) => shareInWords(each, one, target.bound)))} got a correct response`,
    settledBy: settledByOf(part, target, {
      nouns: indicator.source,
      sameShare: ' with the same share of failures',
      withoutFailure: ' without a failure',
    }),
    spare: 'of the allowed failures left',
    unexcluded: () =>
      unexcluded(
        counted
          .flatMap((phase) => sharesOf(figures.get(phase)!).seconds)
          .map(({ successes, trials }) => successes < trials),
        {
          none: `No ${one} failed in${isCensus ? '' : ' steady load of'}`,
          some: `${ofMany(one)} failed in`,
          stretches: 'outages',
        },
      ),
    evidence,
  };
}

function ofMany(one: string): string {
  return `${one.charAt(0).toUpperCase()}${one.slice(1)}s`;
}

function sharesOf({ outcomes, answers, untold }: RequestFigures): ReturnType<Parameters<typeof partsOf>[2]> {
  const { correct, failed, owed } = outcomes;
  const seconds =
    untold === 0
      ? answers
      : answers.map((second, index) =>
          index === answers.length - 1 ? { ...second, trials: second.trials + untold } : second,
        );
  return { seconds, total: { successes: correct, trials: correct + failed + owed + untold } };
}

function shareInWords({ phases, isFault, share, trials }: Part, one: string, bound: number): string {
  const when = isFault ? `in '${phases[0]!.name}'` : 'in steady load';
  return `${formatMeasure(share, 'ratio', bound)} of ${formatCount(trials, one)} ${when}`;
}

function evidenceOf(
  { phases, successes, trials, share, realised, system, cycles }: Part,
  { source }: RequestShare,
  figures: readonly RequestFigures[],
): Evidence[] {
  const where = { phase: namesOf({ phases }).join(', ') };
  const reasons = new Map<string, number>();
  for (const [reason, count] of figures.flatMap(({ failedByReason }) => Object.entries(failedByReason))) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  const interval = system ?? realised;
  const sumOf = (count: (of: RequestFigures) => number) =>
    figures.reduce((total, of) => total + count(of), 0);
  return [
    {
      label: 'correct responses',
      value: trials === 0 ? null : share,
      unit: 'ratio',
      ...where,
      ...(interval && { interval }),
    },
    { label: 'failed responses', value: trials - successes, unit: source, ...where },
    ...[...reasons]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, value]) => ({ label: `failed: ${reason}`, value, unit: source, ...where })),
    {
      label: 'failed: never answered',
      value: sumOf(({ outcomes }) => outcomes.owed),
      unit: source,
      ...where,
    },
    ...(cycles === null
      ? []
      : [
          {
            label: `correct responses after the worst of ${formatCount(cycles.count, 'fault')}`,
            value: cycles.worst,
            unit: 'ratio',
            ...where,
          },
        ]),
    {
      label: 'refused by a rate limit (429)',
      value: sumOf(({ outcomes }) => outcomes.refused),
      unit: source,
      ...where,
    },
  ];
}
