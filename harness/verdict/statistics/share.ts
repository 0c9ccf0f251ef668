import { formatCount, formatMeasure } from '../../model/format.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary, SecondShare } from '../../model/summary.ts';
import type { Target } from '../../model/target.ts';
import type { Interval } from '../../model/verdict.ts';
import { clusteredInterval } from '../../stats/clustered-proportion.ts';
import { clopperPearson, trialsToSettle } from '../../stats/proportion.ts';
import { type Decision, decide, holds, sideOf, worst } from '../decide.ts';
import { CONFIDENCE } from '../limits.ts';
import { ratioInterval } from '../over-phases.ts';
import { LONGER_PHASE, MORE_SECONDS, moreWouldSettle } from '../reason.ts';
import { type Random, widest } from '../resampled.ts';
import { cyclesOf, shareOf } from './fault-cycles.ts';
import { sumOfShares } from './samples.ts';

/** The successes and trials of a share in one phase, in total and by second. */
export type SharesIn = (phase: PhaseSummary) => { seconds: SecondShare[]; total: SecondShare };

/** Phases over which the promise must hold by themselves: the steady phases together, or one fault phase. */
export type Part = {
  phases: readonly PhaseSummary[];
  isFault: boolean;
  successes: number;
  trials: number;
  share: number;
  /** interval for this run */
  realised: Interval | null;
  /** interval for the system */
  system: Interval | null;
  /** in a fault phase: the worst share from one fault to the next, and the number of faults */
  cycles: { worst: number; count: number } | null;
};

export type ShareWords = {
  /** "requests", "lookups" */
  nouns: string;
  /** condition on further ones, if there were failures so far and if there were none */
  sameShare: string;
  withoutFailure: string;
};

/**
 * A share that must hold over the steady phases together and in each fault phase by itself.
 *
 * Steady seconds are a sample of the system's time, and the system's interval is resampled from them. A fault phase is a census: the
 * requests due in it are judged as they came out, and nothing is resampled. The variation from fault to fault is in the interval, and for a
 * pass each fault must keep the promise by itself.
 */
export function partsOf(
  run: Run,
  phases: readonly PhaseSummary[],
  sharesIn: SharesIn,
  random: Random,
): Part[] {
  const steady = phases.filter(({ kind }) => kind !== 'fault');
  const faults = phases.filter(({ kind }) => kind === 'fault');
  return [
    ...(steady.length > 0 ? [steadyPart(steady, sharesIn, random)] : []),
    ...faults.map((phase) => faultPart(run, phase, sharesIn)),
  ];
}

/** The part that decides: among those with the worst decision, the one with the worst share. Null without parts. */
export function decisiveOf(
  parts: readonly Part[],
  target: Target,
): { part: Part; decision: Decision; interval: Interval | null } | null {
  const decided = parts.map((part) => ({ part, ...decidePart(part, target) }));
  const status = worst(decided.map(({ decision }) => decision));
  const isUpper = target.operator.startsWith('<');
  const [decisive] = decided
    .filter(({ decision }) => decision === status)
    .sort((a, b) => (isUpper ? b.part.share - a.part.share : a.part.share - b.part.share));
  return decisive ?? null;
}

export function settledByOf(
  { successes, trials, realised, system, cycles }: Part,
  { operator, bound }: Target,
  words: ShareWords,
): string {
  if (realised !== null && sideOf(realised, operator, bound) === 'open') {
    const more = trialsToSettle(successes, trials, bound, CONFIDENCE);
    return moreWouldSettle(more, words.nouns, successes === trials ? words.withoutFailure : words.sameShare);
  }
  if (cycles !== null) {
    return `after the worst of ${formatCount(cycles.count, 'fault')} ${formatMeasure(cycles.worst, 'ratio', bound)} were correct, and more faults would show how that varies`;
  }
  return system === null ? MORE_SECONDS : LONGER_PHASE;
}

export function namesOf({ phases }: Pick<Part, 'phases'>): string[] {
  return phases.map(({ name }) => name);
}

function steadyPart(phases: readonly PhaseSummary[], sharesIn: SharesIn, random: Random): Part {
  const counts = countsOf(phases, sharesIn);
  const realised = clopperPearson(counts.successes, counts.trials, CONFIDENCE);
  const resampled = ratioInterval(
    phases.map((phase) => sharesIn(phase).seconds),
    CONFIDENCE,
    random,
  );
  return { phases, isFault: false, ...counts, realised, system: widest(resampled, realised), cycles: null };
}

function faultPart(run: Run, phase: PhaseSummary, sharesIn: SharesIn): Part {
  const counts = countsOf([phase], sharesIn);
  const realised = clopperPearson(counts.successes, counts.trials, CONFIDENCE);
  const cycles = cyclesOf(run, phase, sharesIn(phase).seconds);
  // A single fault does not show how faults differ.
  const system = cycles.length < 2 ? realised : widest(clusteredInterval(cycles, CONFIDENCE), realised);
  const worstShare = Math.min(1, ...cycles.map(shareOf));
  return {
    ...{ phases: [phase], isFault: true, ...counts, realised, system },
    cycles: { worst: worstShare, count: cycles.length },
  };
}

function countsOf(
  phases: readonly PhaseSummary[],
  sharesIn: SharesIn,
): Pick<Part, 'successes' | 'trials' | 'share'> {
  const sum = sumOfShares(phases.map((phase) => sharesIn(phase).total));
  return { ...sum, share: sum.successes / sum.trials };
}

/**
 * A promise that no request fails. No sample can show that for the system, so it is a census of the run, and a pass says what it cannot
 * rule out.
 */
export function isAbsolute({ operator, bound }: Pick<Target, 'operator' | 'bound'>): boolean {
  return operator === '>=' && bound === 1;
}

function absolutely({ share, trials }: Part): { realised: Interval | null; system: Interval | null } {
  if (trials === 0) return { realised: null, system: null };
  const census = { low: share, high: share, confidence: CONFIDENCE, method: 'census of the run' };
  return { realised: census, system: census };
}

function decidePart(
  part: Part,
  { operator, bound }: Target,
): { decision: Decision; interval: Interval | null } {
  const side = (interval: Interval) => sideOf(interval, operator, bound);
  if (isAbsolute({ operator, bound })) return decide(absolutely(part), side);
  const found = decide(part, side);
  const isKeptByAll = part.cycles === null || holds(part.cycles.worst, operator, bound);
  return found.decision === 'pass' && !isKeptByAll ? { ...found, decision: 'inconclusive' } : found;
}
