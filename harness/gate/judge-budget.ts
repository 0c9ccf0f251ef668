import { named } from '../model/catalogue.ts';
import { formatBound } from '../model/format.ts';
import type { GateCheck, GateLimit, GateStatus } from '../model/gate.ts';
import type { Indicator } from '../model/indicator.ts';
import type { Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import type { TargetVerdict, Verdict } from '../model/verdict.ts';
import { worst } from '../verdict/decide.ts';
import { judge } from '../verdict/judge.ts';
import { notesOf } from '../verdict/notes.ts';

/** A bound of a run, with its indicator looked up. At least one of the limit's bounds is not null. */
export type PlannedTarget = {
  id: string;
  statement: string;
  indicator: Indicator;
  limit: GateLimit;
  source: Target['source'];
  /** null: every steady phase */
  phases: string[] | null;
};

type Level = 'error' | 'warn';

/**
 * Judges a run by a budget, with the estimators and intervals of every verdict. Beyond the bound of an error a check fails, beyond that of a warning
 * it warns. A figure that was not measured is inconclusive. What is wrong with the run as a whole (it was not complete, or lost data) is a check by itself.
 */
export function judgeBudget(run: Run, summary: Summary, targets: readonly PlannedTarget[]): GateCheck[] {
  const verdict = judge({ ...run, targets: targets.flatMap((target) => targetsOf(run, target)) }, summary);
  const checks = targets.map((target) => checkOf(target, verdict));
  const whole = wholeRun(run, summary);
  return whole === null ? checks : [...checks, whole];
}

/** One target for each bound of a planned one. */
function targetsOf(run: Run, planned: PlannedTarget): Target[] {
  const { id, statement, source, indicator, limit } = planned;
  const phases = planned.phases ?? run.phases.filter(({ kind }) => kind === 'steady').map(({ name }) => name);
  return (['error', 'warn'] as const).flatMap((level) => {
    const bound = limit[`${level}Bound`];
    if (bound === null) return [];
    return [
      { id: targetId(id, level), statement, source, indicator, operator: limit.operator, bound, phases },
    ];
  });
}

/** The name of an error is that of the check, so that a target of the run itself gets the same resampled interval as in the run's verdict. */
function targetId(id: string, level: Level): string {
  return level === 'error' ? id : `${id} (warning)`;
}

function checkOf({ id, statement, indicator, limit }: PlannedTarget, verdict: Verdict): GateCheck {
  const of = (level: Level) => verdict.targets.find((target) => target.id === targetId(id, level));
  const [error, warning] = [of('error'), of('warn')];
  const deciding = (error ?? warning)!;
  const { unit, actual, interval, sampleCount } = deciding;
  return {
    id,
    statement,
    ...outcomeOf(error, warning, limit),
    unit,
    better: named(id, indicator).measure.better,
    value: actual,
    interval,
    sampleCount,
    limit,
    change: null,
  };
}

function outcomeOf(
  error: TargetVerdict | undefined,
  warning: TargetVerdict | undefined,
  { operator, warnBound }: GateLimit,
): Pick<GateCheck, 'status' | 'reason'> {
  const isWarned = warning?.status === 'fail';
  if (error === undefined) {
    const status = isWarned ? 'warn' : statusOf(warning!);
    return { status, reason: warning!.reason };
  }
  const status = statusOf(error);
  if (status !== 'pass' || !isWarned) return { status, reason: error.reason };
  return {
    status: 'warn',
    reason: `${error.reason} It is beyond the warning bound: ${formatBound(operator, warnBound!, error.unit)}.`,
  };
}

/** Nothing went wrong with a measurement that was not made: it is missing, and settles nothing. */
function statusOf({ status, actual, sampleCount }: TargetVerdict): GateStatus {
  return status === 'invalid' && actual === null && sampleCount === 0 ? 'inconclusive' : status;
}

/** The run as a whole, if something about it that no target covers is no success; null if nothing is. */
function wholeRun(run: Run, summary: Summary): GateCheck | null {
  const notes = notesOf(run, summary).filter(({ status }) => status !== null);
  if (notes.length === 0) return null;
  return {
    id: 'run',
    statement: 'The run as a whole',
    status: worst(notes.map(({ status }) => status!)),
    reason: [...notes.map(({ text }) => text), ...(run.endedBy ? [run.endedBy.hint] : [])].join(' '),
    unit: '',
    better: 'neither',
    value: null,
    interval: null,
    sampleCount: 0,
    limit: null,
    change: null,
  };
}
