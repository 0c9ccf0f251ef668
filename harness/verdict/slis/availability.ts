import { formatCount, formatMeasure } from '../../model/format.ts';
import type { Run, RunEvent } from '../../model/run.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import type { Target } from '../../model/target.ts';
import type { Evidence, Interval } from '../../model/verdict.ts';
import { clopperPearson, trialsToSettle } from '../../stats/proportion.ts';
import { type Decision, decide, worst } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { CONFIDENCE } from '../limits.ts';
import { ratioInterval } from '../over-phases.ts';
import { LONGER_PHASE, moreWouldSettle, quoted, reasonOf } from '../reason.ts';
import { type Random, widest } from '../resampled.ts';

/** A stretch over which the promise must hold by itself: the steady phases together, or one fault phase. */
type Part = {
  phases: readonly PhaseSummary[];
  correct: number;
  answered: number;
  share: number;
  /** made for independent requests */
  exact: Interval | null;
  interval: Interval | null;
};

/**
 * Correct responses over correct and failed ones, with the wider of resampled and exact binomial interval. It must hold over the steady phases
 * together and in each fault phase by itself; the target's figure is that of the worst of these parts. A refusal (429) is
 * an answer as designed and counts on neither side; an arrival that the generator dropped never reached the system.
 */
export function judgeAvailability({ run, target, phases, random }: Case): Finding {
  const steady = phases.filter(({ kind }) => kind !== 'fault');
  const faults = phases.filter(({ kind }) => kind === 'fault');
  const parts = [...(steady.length > 0 ? [steady] : []), ...faults.map((phase) => [phase])].map((part) =>
    partOf(part, random),
  );
  const evidence = parts.flatMap(evidenceOf);
  const problem = faults.map((phase) => missingFault(run, phase)).find((reason) => reason !== null);
  if (problem) return notMeasured(problem, evidence);

  const decided: { part: Part; interval: Interval; decision: Decision }[] = [];
  for (const part of parts) {
    const { interval } = part;
    if (interval === null) {
      const names = quoted(part.phases.map(({ name }) => name));
      return notMeasured(`No response was counted in ${names}.`, evidence);
    }
    decided.push({ part, interval, decision: decide(interval, target.operator, target.bound) });
  }
  const status = worst(decided.map(({ decision }) => decision));
  const [decisive] = decided
    .filter(({ decision }) => decision === status)
    .sort((a, b) => a.part.share - b.part.share);
  if (!decisive) return notMeasured('The target names no phase to judge availability over.');

  const { part, interval, decision } = decisive;
  const more = trialsToSettle(part.correct, part.answered, target.bound, CONFIDENCE);
  const isForVariation =
    part.exact !== null && decide(part.exact, target.operator, target.bound) !== 'inconclusive';
  return {
    actual: part.share,
    interval,
    sampleCount: part.answered,
    status: decision,
    reason: reasonOf(target, decision, claimOf(target, parts), {
      actual: part.share,
      interval,
      settledBy: isForVariation
        ? LONGER_PHASE
        : moreWouldSettle(more, 'requests', ' with the same share of failures'),
      spare: 'of the allowed failures left',
    }),
    evidence,
    isMeasured: true,
  };
}

function partOf(phases: readonly PhaseSummary[], random: Random): Part {
  const correct = sum(phases.map(({ outcomes }) => outcomes.correct));
  const answered = correct + sum(phases.map(({ outcomes }) => outcomes.failed));
  const exact = clopperPearson(correct, answered, CONFIDENCE);
  const bySecond = phases.map(({ series }) => series.answers);
  // Without a failure every resample is without one: then only the exact interval says anything.
  const resampled = correct === answered ? null : ratioInterval(bySecond, CONFIDENCE, random);
  return { phases, correct, answered, share: correct / answered, exact, interval: widest(resampled, exact) };
}

/** A fault phase in which nothing went wrong shows nothing: each planned kill must have happened in it, and the server have come back. */
function missingFault({ profile, events }: Run, { name, startMs, endMs }: PhaseSummary): string | null {
  const planned = profile.loads.flatMap(({ phases }) => phases).find((phase) => phase.name === name);
  const kills = (planned?.faults ?? [])
    .filter(({ action }) => action === 'kill')
    .toSorted((a, b) => a.atMs - b.atMs);
  if (kills.length === 0) return `No kill was planned in '${name}', so it shows nothing about availability.`;
  const backAtMs = new Map<string, number>();
  for (const { part } of kills) {
    const happened = (kind: RunEvent['kind'], afterMs: number) =>
      events.find((event) => {
        const isTimely = event.atMs >= afterMs && event.atMs <= endMs;
        return event.kind === kind && event.part === part && isTimely;
      });
    const killed = happened('server-killed', backAtMs.get(part) ?? startMs);
    if (!killed)
      return `${part} was not killed in '${name}' as planned, so it shows too little about availability.`;
    const restored = happened('server-restored', killed.atMs);
    if (!restored) return `${part} was killed in '${name}' and did not come back within the phase.`;
    backAtMs.set(part, restored.atMs);
  }
  return null;
}

function claimOf(target: Target, parts: readonly Part[]): string {
  const described = parts.map(({ phases, share, answered }) => {
    const when = phases[0]!.kind === 'fault' ? `in '${phases[0]!.name}'` : 'in steady load';
    return `${formatMeasure(share, 'ratio', target.bound)} of ${formatCount(answered, 'response')} ${when}`;
  });
  return `${described.join(' and ')} were correct`;
}

function evidenceOf({ phases, correct, answered, share, interval }: Part): Evidence[] {
  const where = { phase: phases.map(({ name }) => name).join(', ') };
  const refused = sum(phases.map(({ outcomes }) => outcomes.refused));
  const reasons = new Map<string, number>();
  for (const [reason, count] of phases.flatMap((phase) => Object.entries(phase.failedByReason))) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  return [
    {
      label: 'correct responses',
      value: interval === null ? null : share,
      unit: 'ratio',
      ...where,
      ...(interval && { interval }),
    },
    { label: 'failed responses', value: answered - correct, unit: 'requests', ...where },
    ...[...reasons]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, value]) => ({ label: `failed: ${reason}`, value, unit: 'requests', ...where })),
    { label: 'refused by a rate limit (429)', value: refused, unit: 'requests', ...where },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
