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

/** What a share is of, in one phase: all of it, and second by second. */
export type SharesIn = (phase: PhaseSummary) => { seconds: SecondShare[]; total: SecondShare };

/** A stretch over which the promise must hold by itself: the steady phases together, or one fault phase. */
export type Part = {
  phases: readonly PhaseSummary[];
  isFault: boolean;
  successes: number;
  trials: number;
  share: number;
  /** in this run */
  realised: Interval | null;
  /** of the system */
  system: Interval | null;
  /** of a fault phase: the share of the worst time from one fault to the next, and how many there were */
  cycles: { worst: number; count: number } | null;
};

export type ShareWords = {
  /** "requests", "lookups" */
  nouns: string;
  /** what more of them would have to be like, with a failure so far and without one */
  sameShare: string;
  withoutFailure: string;
};

/**
 * A share that must hold over the steady phases together and in each fault phase by itself.
 *
 * Steady seconds are a sample of the system's time, and its interval is resampled from them. A fault phase is a census: what was due in it is judged
 * as it came out, and nothing is resampled. How it varies is seen from fault to fault: their interval knows by how much they differ, and each must
 * keep the promise by itself for a pass.
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

/** The part that decides: the worst of those with the gravest decision. Null without any. */
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
  // One fault says nothing of how faults differ.
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

/** A promise that nothing at all fails. No sample can show it of the system: it is a census of the run, and a pass says what it cannot rule out. */
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
