import type { Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import type { SliName, Target } from '../model/target.ts';
import type { GeneratorVerdict, TargetVerdict, Verdict } from '../model/verdict.ts';
import { headroom, worst } from './decide.ts';
import { type Case, type Finding, notMeasured, notRun } from './finding.ts';
import { judgeGenerator } from './generator.ts';
import { notesOf } from './notes.ts';
import { quoted } from './reason.ts';
import { judgeAvailability } from './slis/availability.ts';
import { judgeCacheHitRatio } from './slis/cache-hit-ratio.ts';
import { judgeConcurrentUsers } from './slis/concurrent-users.ts';
import { judgeGoodput } from './slis/goodput.ts';
import { judgeQueryTime } from './slis/query-time.ts';
import { judgeResponseTime } from './slis/response-time.ts';

const JUDGES: Record<SliName, (given: Case) => Finding> = {
  responseTimeP95Ms: judgeResponseTime,
  goodputPerSec: judgeGoodput,
  availability: judgeAvailability,
  concurrentUsers: judgeConcurrentUsers,
  queryTimeP95Ms: judgeQueryTime,
  cacheHitRatio: judgeCacheHitRatio,
};

/**
 * Judges a run: the generator first, then each target, then the run as a whole, which is as bad as the worst of its targets and of
 * what its notes say (invalid, then fail, then inconclusive, then pass). A generator that did not do what it was told
 * makes the run invalid, and with it every target that rests on what was measured.
 */
export function judge(run: Run, summary: Summary, targets: readonly Target[]): Verdict {
  const generator = judgeGenerator(summary);
  const verdicts = targets.map((target) => judgeTarget(run, summary, targets, target, generator));
  const notes = notesOf(run);
  return {
    schemaVersion: 1,
    runId: run.id,
    platform: run.platform,
    status: worst([
      ...(generator.status === 'invalid' ? (['invalid'] as const) : []),
      ...(verdicts.length === 0 ? (['inconclusive'] as const) : verdicts.map(({ status }) => status)),
      ...notes.map(({ status }) => status).filter((status) => status !== null),
    ]),
    targets: verdicts,
    generator,
    resources: summary.processes,
    notes: notes.map(({ text }) => text),
  };
}

function judgeTarget(
  run: Run,
  summary: Summary,
  targets: readonly Target[],
  target: Target,
  generator: GeneratorVerdict,
): TargetVerdict {
  const { isMeasured, ...finding } = find(run, summary, targets, target);
  const isDistrusted = isMeasured && generator.status === 'invalid' && finding.status !== 'invalid';
  const { id, statement, source, sli, operator, bound, unit } = target;
  return {
    id,
    statement,
    source,
    sli,
    operator,
    bound,
    unit,
    ...finding,
    ...(isDistrusted && { status: 'invalid', reason: distrust(generator) }),
    headroom: finding.actual === null ? null : headroom(target, finding.actual),
  };
}

function find(run: Run, summary: Summary, targets: readonly Target[], target: Target): Finding {
  const phases = summary.phases.filter(({ name }) => target.phases.includes(name));
  const missing = target.phases.filter((name) => !phases.some((phase) => phase.name === name));
  if (missing.length > 0) return notRun(`${quoted(missing)} did not run, so there is nothing to judge.`);
  const unseen = phases.filter((phase) => phase.observedSeconds === 0).map(({ name }) => name);
  if (unseen.length > 0) return notMeasured(`The generator reported nothing in ${quoted(unseen)}.`);
  return JUDGES[target.sli]({ run, summary, targets, target, phases });
}

function distrust({ reasons }: GeneratorVerdict): string {
  const others = reasons.length - 1;
  const more = others > 0 ? ` (and ${others} more about the generator)` : '';
  return `The load was not what it should have been: ${reasons[0]!.replace(/\.$/, '')}${more}.`;
}
