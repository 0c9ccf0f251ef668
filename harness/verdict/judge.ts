import type { Run } from '../model/run.ts';
import type { PhaseSummary, Summary } from '../model/summary.ts';
import type { SliName, Target } from '../model/target.ts';
import type { TargetVerdict, ValidityCheck, ValidityVerdict, Verdict } from '../model/verdict.ts';
import { saturationOf } from './blame/saturation.ts';
import { suspectOf } from './blame/suspect.ts';
import { headroom, worst } from './decide.ts';
import { type Case, type Finding, notMeasured, notRun } from './finding.ts';
import { fromOutside, withoutFaults } from './from-outside.ts';
import { notesOf } from './notes.ts';
import { quoted } from './reason.ts';
import { randomFrom } from './resampled.ts';
import { judgeAvailability } from './slis/availability.ts';
import { judgeCacheHitRatio } from './slis/cache-hit-ratio.ts';
import { judgeConcurrentUsers } from './slis/concurrent-users.ts';
import { judgeGoodput } from './slis/goodput.ts';
import { judgeQueryTime } from './slis/query-time.ts';
import { judgeResponseTime } from './slis/response-time.ts';
import { judgeValidity, violationsOf } from './validity/index.ts';

const JUDGES: Record<SliName, (given: Case) => Finding> = {
  responseTimeP95Ms: judgeResponseTime,
  goodputPerSec: judgeGoodput,
  availability: judgeAvailability,
  concurrentUsers: judgeConcurrentUsers,
  queryTimeP95Ms: judgeQueryTime,
  cacheHitRatio: judgeCacheHitRatio,
};

/**
 * Judges a run: its validity first, then each target, then the run as a whole, which is as bad as the worst of its targets and of
 * what its notes say (invalid, then fail, then inconclusive, then pass). A violated check of validity makes the run invalid, and
 * with it every target that rests on what was measured in the phase of the check, or in any phase if the check is about the whole run.
 * Last, who is to blame: a target whose figure is on the wrong side has a first suspect, also where the figure cannot be trusted.
 */
export function judge(run: Run, summary: Summary, targets: readonly Target[]): Verdict {
  const { validity, generator } = judgeValidity(run, summary);
  const verdicts = targets.map((target) => judgeTarget(run, summary, targets, target, validity));
  const notes = notesOf(run, targets);
  return {
    schemaVersion: 2,
    runId: run.id,
    platform: run.platform,
    status: worst([
      ...(validity.status === 'invalid' ? (['invalid'] as const) : []),
      ...(verdicts.length === 0 ? (['inconclusive'] as const) : verdicts.map(({ status }) => status)),
      ...notes.map(({ status }) => status).filter((status) => status !== null),
    ]),
    targets: verdicts,
    generator,
    validity,
    resources: summary.processes,
    saturation: saturationOf(run, summary),
    notes: notes.map(({ text }) => text),
  };
}

function judgeTarget(
  run: Run,
  summary: Summary,
  targets: readonly Target[],
  promised: Target,
  validity: ValidityVerdict,
): TargetVerdict {
  const target = withoutFaults(run, promised);
  const { isMeasured, ...finding } = fromOutside(run, promised, find(run, summary, targets, target));
  const violations = violationsOf(validity, target.phases);
  const isDistrusted = isMeasured && violations.length > 0 && finding.status !== 'invalid';
  const { id, statement, source, sli, operator, bound, unit } = target;
  const { status } = finding;
  return {
    id,
    statement,
    source,
    sli,
    operator,
    bound,
    unit,
    ...finding,
    ...(isDistrusted && { status: 'invalid', reason: distrust(violations) }),
    suspect: status === 'fail' ? suspectOf(sli, phasesOf(summary, target), run) : null,
    headroom: finding.actual === null ? null : headroom(target, finding.actual),
  };
}

function find(run: Run, summary: Summary, targets: readonly Target[], target: Target): Finding {
  const phases = phasesOf(summary, target);
  const missing = target.phases.filter((name) => !phases.some((phase) => phase.name === name));
  if (missing.length > 0) return notRun(`${quoted(missing)} did not run, so there is nothing to judge.`);
  const unseen = phases.filter((phase) => phase.observedSeconds === 0).map(({ name }) => name);
  if (unseen.length > 0) return notMeasured(`The generator reported nothing in ${quoted(unseen)}.`);
  const random = randomFrom(run.id, run.provenance.randomSeed, target.id);
  return JUDGES[target.sli]({ run, summary, targets, target, phases, random });
}

function phasesOf({ phases }: Summary, target: Target): PhaseSummary[] {
  return phases.filter(({ name }) => target.phases.includes(name));
}

function distrust(violations: readonly ValidityCheck[]): string {
  const others = violations.length - 1;
  const more = others > 0 ? ` (and ${others} more)` : '';
  return `This measurement cannot be trusted: ${violations[0]!.reason.replace(/\.$/, '')}${more}.`;
}
