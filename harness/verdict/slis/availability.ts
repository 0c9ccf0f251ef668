import { formatCount, formatMeasure } from '../../model/format.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import type { Target } from '../../model/target.ts';
import type { Evidence, Interval } from '../../model/verdict.ts';
import { clusteredInterval } from '../../stats/clustered-proportion.ts';
import { clopperPearson, trialsToSettle } from '../../stats/proportion.ts';
import { type Decision, decide, sideOf, worst } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { ratioInterval } from '../over-phases.ts';
import { LONGER_PHASE, MORE_SECONDS, moreWouldSettle, quoted, reasonOf } from '../reason.ts';
import { type Random, widest } from '../resampled.ts';
import { unexcluded } from '../unexcluded.ts';
import { cyclesOf, missingFault, shareOf } from './fault-cycles.ts';

const OUTAGES = {
  none: 'No request failed in steady load of',
  some: 'Requests failed in',
  stretches: 'outages',
};

/** A stretch over which the promise must hold by itself: the steady phases together, or one fault phase. */
type Part = {
  phases: readonly PhaseSummary[];
  isFault: boolean;
  correct: number;
  due: number;
  share: number;
  /** in this run */
  realised: Interval | null;
  /** of the system */
  system: Interval | null;
  /** of a fault phase: the share of the worst time from one fault to the next, and how many there were */
  cycles: { worst: number; count: number } | null;
};

/**
 * Correct responses over all that were due and not refused: a request that was never answered has failed. It must hold over the steady phases
 * together and in each fault phase by itself; the target's figure is that of the worst of these parts. A refusal (429) is
 * an answer as designed and counts on neither side; an arrival that the generator dropped never reached the system.
 *
 * Steady seconds are a sample of the system's time, and its interval is resampled from them. A fault phase is a census: what was due in it is judged
 * as it came out, and nothing is resampled. How it varies is seen from fault to fault: their interval knows by how much they differ, and each must
 * keep the promise by itself for a pass.
 */
export function judgeAvailability({ run, target, phases, random }: Case): Finding {
  const steady = phases.filter(({ kind }) => kind !== 'fault');
  const faults = phases.filter(({ kind }) => kind === 'fault');
  const parts = [
    ...(steady.length > 0 ? [steadyPart(steady, random)] : []),
    ...faults.map((phase) => faultPart(run, phase)),
  ];
  const evidence = parts.flatMap(evidenceOf);
  const empty = parts.find(({ due }) => due === 0);
  if (empty) return notMeasured(`No response was counted in ${quoted(namesOf(empty))}.`, evidence);

  const decided = parts.map((part) => ({ part, ...decidePart(part, target) }));
  const status = worst(decided.map(({ decision }) => decision));
  const [decisive] = decided
    .filter(({ decision }) => decision === status)
    .sort((a, b) => a.part.share - b.part.share);
  if (!decisive) return notMeasured('The target names no phase to judge availability over.');
  const problem = faults.map((phase) => missingFault(run, phase)).find((reason) => reason !== null);
  // A promise that was broken is broken, whatever else should have happened.
  if (problem && status !== 'fail') return notMeasured(problem, evidence);

  const { part, interval, decision } = decisive;
  return {
    actual: part.share,
    interval,
    sampleCount: part.due,
    status: decision,
    reason: reasonOf(target, decision, claimOf(target, parts), {
      actual: part.share,
      interval,
      settledBy: settledBy(part, target),
      spare: 'of the allowed failures left',
      unexcluded: () =>
        unexcluded(
          steady.flatMap(({ series }) => series.answers).map(({ successes, trials }) => successes < trials),
          OUTAGES,
        ),
    }),
    evidence,
    isMeasured: true,
  };
}

function steadyPart(phases: readonly PhaseSummary[], random: Random): Part {
  const counts = countsOf(phases);
  const realised = clopperPearson(counts.correct, counts.due, CONFIDENCE);
  const resampled = ratioInterval(
    phases.map(({ series }) => series.answers),
    CONFIDENCE,
    random,
  );
  return { phases, isFault: false, ...counts, realised, system: widest(resampled, realised), cycles: null };
}

function faultPart(run: Run, phase: PhaseSummary): Part {
  const counts = countsOf([phase]);
  const realised = clopperPearson(counts.correct, counts.due, CONFIDENCE);
  const cycles = cyclesOf(run, phase);
  // One fault says nothing of how faults differ.
  const system = cycles.length < 2 ? realised : widest(clusteredInterval(cycles, CONFIDENCE), realised);
  const worstShare = Math.min(1, ...cycles.map(shareOf));
  return {
    ...{ phases: [phase], isFault: true, ...counts, realised, system },
    cycles: { worst: worstShare, count: cycles.length },
  };
}

function countsOf(phases: readonly PhaseSummary[]): Pick<Part, 'correct' | 'due' | 'share'> {
  const correct = sum(phases.map(({ outcomes }) => outcomes.correct));
  const due = correct + sum(phases.map(({ outcomes }) => outcomes.failed + outcomes.owed));
  return { correct, due, share: correct / due };
}

function decidePart(
  part: Part,
  { operator, bound }: Target,
): { decision: Decision; interval: Interval | null } {
  const side = (interval: Interval) => sideOf(interval, operator, bound);
  const found = decide(part, side);
  const isKeptByAll = part.cycles === null || part.cycles.worst >= bound;
  return found.decision === 'pass' && !isKeptByAll ? { ...found, decision: 'inconclusive' } : found;
}

function settledBy({ correct, due, realised, system, cycles }: Part, { operator, bound }: Target): string {
  if (realised !== null && sideOf(realised, operator, bound) === 'open') {
    const more = trialsToSettle(correct, due, bound, CONFIDENCE);
    const condition = correct === due ? ' without a failure' : ' with the same share of failures';
    return moreWouldSettle(more, 'requests', condition);
  }
  if (cycles !== null) {
    return `after the worst of ${formatCount(cycles.count, 'fault')} ${formatMeasure(cycles.worst, 'ratio', bound)} were correct, and more faults would show how that varies`;
  }
  return system === null ? MORE_SECONDS : LONGER_PHASE;
}

function claimOf(target: Target, parts: readonly Part[]): string {
  const described = parts.map(({ phases, isFault, share, due }) => {
    const when = isFault ? `in '${phases[0]!.name}'` : 'in steady load';
    return `${formatMeasure(share, 'ratio', target.bound)} of ${formatCount(due, 'request')} ${when}`;
  });
  return `${described.join(' and ')} got a correct response`;
}

function evidenceOf({ phases, correct, due, share, realised, system, cycles }: Part): Evidence[] {
  const where = { phase: namesOf({ phases }).join(', ') };
  const refused = sum(phases.map(({ outcomes }) => outcomes.refused));
  const reasons = new Map<string, number>();
  for (const [reason, count] of phases.flatMap((phase) => Object.entries(phase.failedByReason))) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  const interval = system ?? realised;
  return [
    {
      label: 'correct responses',
      value: due === 0 ? null : share,
      unit: 'ratio',
      ...where,
      ...(interval && { interval }),
    },
    { label: 'failed responses', value: due - correct, unit: 'requests', ...where },
    ...[...reasons]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, value]) => ({ label: `failed: ${reason}`, value, unit: 'requests', ...where })),
    {
      label: 'failed: never answered',
      value: sum(phases.map(({ outcomes }) => outcomes.owed)),
      unit: 'requests',
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
    { label: 'refused by a rate limit (429)', value: refused, unit: 'requests', ...where },
  ];
}

function namesOf({ phases }: Pick<Part, 'phases'>): string[] {
  return phases.map(({ name }) => name);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
