import { type FigureKind, figureKindOf } from '../model/figure-kind.ts';
import { formatCount } from '../model/format.ts';
import { unitOf } from '../model/indicator.ts';
import type { Run } from '../model/run.ts';
import type { PhaseSummary, Summary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import type { TargetVerdict, ValidityCheck, Verdict } from '../model/verdict.ts';
import { saturationOf } from './blame/saturation.ts';
import { canHaveSuspect, suspectOf } from './blame/suspect.ts';
import type { CaseName } from './case-name.ts';
import { inCase } from './cases.ts';
import { headroom, worst } from './decide.ts';
import { conclude } from './estimate.ts';
import { type Case, type Finding, notMeasured, notRun } from './finding.ts';
import { fromOutside, withoutFaults } from './from-outside.ts';
import { SURE_PHASE_SEC } from './limits.ts';
import { notesOf } from './notes.ts';
import { quoted } from './reason.ts';
import { randomFrom } from './resampled.ts';
import { estimate } from './statistics/index.ts';
import { doubtsAbout, survivalOf, type TargetDoubts, undecided } from './survival.ts';
import { checkValidity } from './validity/index.ts';

/**
 * Judges a run by the targets it was made for: first its validity, then each target, then the run as a whole. The run is as bad as the
 * worst of its targets and notes (fail, then invalid, then inconclusive, then pass). A violated validity check bounds how far a figure may
 * be off: the target is judged in the best and in the worst case within that bound, and is invalid if the two differ. A target that fails
 * also gets a first suspect.
 */
export function judge(run: Run, summary: Summary): Verdict {
  const { targets } = run;
  const { checks, generator } = checkValidity(run, summary);
  const verdicts = targets.map((target) => judgeTarget(run, summary, target, checks));
  const notes = notesOf(run, summary);
  return {
    schemaVersion: 4,
    runId: run.id,
    platform: run.platform,
    status: worst([
      ...(verdicts.length === 0 ? (['inconclusive'] as const) : verdicts.map(({ status }) => status)),
      ...notes.map(({ status }) => status).filter((status) => status !== null),
    ]),
    targets: verdicts,
    generator,
    validity: { status: verdicts.some(({ status }) => status === 'invalid') ? 'invalid' : 'valid', checks },
    resources: summary.processes,
    saturation: saturationOf(run, summary),
    notes: [...notes.map(({ text }) => text), ...shortPhases(verdicts)],
    ...(run.endedBy && { endedBy: run.endedBy }),
  };
}

function judgeTarget(
  run: Run,
  summary: Summary,
  promised: Target,
  checks: readonly ValidityCheck[],
): TargetVerdict {
  const target = withoutFaults(run, promised);
  const kind = figureKindOf(target.indicator);
  const { targets } = run;
  const phases = phasesOf(summary, target);
  const findIn = (seen: readonly PhaseSummary[]) =>
    fromOutside(run, promised, find({ run, summary, targets, target, phases: seen }));
  const doubts = doubtsAbout(kind, checks, target.phases);
  const measured = findIn(phases);
  const { isMeasured: _, ...finding } = settle(measured, findIn, phases, towards(target, doubts));
  const { status, actual } = finding;
  const isDecided = status === 'pass' || status === 'fail';
  const isBroken = status === 'fail' || measured.status === 'fail';
  const length = lengthOf(phases);
  const { id, statement, source, indicator, operator, bound } = target;
  return {
    ...{ id, statement, source, indicator, operator, bound, unit: unitOf(indicator) },
    ...finding,
    reason: status === 'pass' ? `${finding.reason}${shortness(length)}` : finding.reason,
    survived: isDecided ? survivalOf(doubts, status) : [],
    length,
    suspect: isBroken && canHaveSuspect(indicator) ? suspectOf(indicator, phases, run) : null,
    headroom: actual === null || !isDecided ? null : headroom(target, actual),
    phases: target.phases,
  };
}

/** Figures that are at their best when nothing is missing: correct requests, users, hits, executed queries, a server's share. */
const MORE_IS_BETTER: readonly FigureKind[] = [
  'requestRates',
  'requestShares',
  'users',
  'hitRatios',
  'queryRates',
  'serverShares',
];

/** A promise in the opposite direction, such as a maximum of queries a second, swaps better and worse. */
function towards(
  { indicator, operator }: Target,
  doubts: TargetDoubts,
): TargetDoubts & { isTurned: boolean } {
  const isTurned = MORE_IS_BETTER.includes(figureKindOf(indicator)) !== operator.startsWith('>');
  const unbounded = doubts.unbounded.map((which) => (which === 'best' ? 'worst' : 'best'));
  return isTurned ? { ...doubts, unbounded, isTurned } : { ...doubts, isTurned };
}

/** The finding if it is the same in the best and in the worst case of what went wrong with the measurement; otherwise invalid. */
function settle(
  measured: Finding,
  findIn: (phases: readonly PhaseSummary[]) => Finding,
  phases: readonly PhaseSummary[],
  doubts: TargetDoubts & { isTurned: boolean },
): Finding {
  if (!measured.isMeasured || measured.status === 'invalid' || doubts.checks.length === 0) return measured;
  const foundIn = (which: CaseName): Pick<Finding, 'status' | 'reason'> => {
    const { reason } = measured;
    if (doubts.unbounded.includes(which)) return { status: which === 'best' ? 'pass' : 'fail', reason };
    const other = which === 'best' ? 'worst' : 'best';
    return findIn(phases.map((phase) => inCase(phase, doubts.limit, doubts.isTurned ? other : which)));
  };
  const [best, worstCase] = [foundIn('best'), foundIn('worst')];
  if (best.status !== worstCase.status) {
    return { ...measured, status: 'invalid', reason: undecided(doubts, best.status, worstCase.status) };
  }
  return best.status === measured.status
    ? measured
    : { ...measured, status: best.status, reason: worstCase.reason };
}

type Given = Pick<Case, 'run' | 'summary' | 'targets' | 'target' | 'phases'>;

function find(given: Given): Finding {
  const { run, target, phases } = given;
  const missing = target.phases.filter((name) => !phases.some((phase) => phase.name === name));
  if (missing.length > 0) return notRun(`${quoted(missing)} did not run, so there is nothing to judge.`);
  const unseen = phases.filter((phase) => phase.observedSeconds === 0).map(({ name }) => name);
  if (unseen.length > 0) return notMeasured(`The generator reported nothing in ${quoted(unseen)}.`);
  const random = randomFrom(run.id, run.provenance.randomSeed, target.id);
  const whole = { ...given, random };
  return conclude(whole, estimate(whole));
}

function phasesOf({ phases }: Summary, target: Target): PhaseSummary[] {
  return phases.filter(({ name }) => target.phases.includes(name));
}

function lengthOf(phases: readonly PhaseSummary[]): TargetVerdict['length'] {
  const seconds = phases
    .filter(({ kind }) => kind === 'steady')
    .map(({ expectedSeconds }) => expectedSeconds);
  return seconds.length === 0 ? null : { judgedSec: Math.min(...seconds), neededSec: SURE_PHASE_SEC };
}

function shortPhases(verdicts: readonly TargetVerdict[]): string[] {
  const short = verdicts.flatMap(({ status, length }) =>
    status === 'pass' && isShort(length) ? [length] : [],
  );
  if (short.length === 0) return [];
  const judgedSec = Math.min(...short.map((length) => length.judgedSec));
  return [
    `Passes are less sure than their intervals say: a steady phase lasted ${formatCount(judgedSec, 'second')}, and ${SURE_PHASE_SEC} are needed.`,
  ];
}

function isShort(length: TargetVerdict['length']): length is NonNullable<TargetVerdict['length']> {
  return length !== null && length.judgedSec < length.neededSec;
}

/** A pass from a short phase is only a hint: so few seconds hardly show how they vary. */
function shortness(length: TargetVerdict['length']): string {
  if (!isShort(length)) return '';
  const { judgedSec, neededSec } = length;
  return ` This pass is less sure than its interval says: it rests on a steady phase of ${formatCount(judgedSec, 'second')}, and ${neededSec} are needed.`;
}
