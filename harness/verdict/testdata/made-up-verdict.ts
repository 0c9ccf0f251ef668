import type { Run } from '../../model/run.ts';
import type { SliName, Target } from '../../model/target.ts';
import { type Changes, madeUpRun, summaryOf, TARGETS } from '../../summary/testdata/made-up-run.ts';
import { judge } from '../judge.ts';

/** The verdict on a made-up run, with its targets' statuses by SLI. */
export function verdictOf(changes: Changes = {}, run: Run = madeUpRun(), targets: Target[] = TARGETS) {
  const verdict = judge(run, summaryOf(run, changes), targets);
  const statuses = Object.fromEntries(verdict.targets.map(({ sli, status }) => [sli, status]));
  const of = (sli: SliName) => {
    const target = verdict.targets.find((each) => each.sli === sli)!;
    return {
      ...target,
      evidenceOf: (label: string) => target.evidence.find((each) => each.label === label)?.value,
    };
  };
  return { ...verdict, statuses, of };
}

/** A run whose phase has another length; what comes after begins accordingly later. */
export function withSeconds(run: Run, phaseName: string, seconds: number): Run {
  let shiftMs = 0;
  const phases = run.phases.map((phase) => {
    const startMs = phase.startMs + shiftMs;
    if (phase.name === phaseName) shiftMs += (seconds + 1) * 1000 - (phase.endMs - phase.startMs);
    return { ...phase, startMs, endMs: phase.endMs + shiftMs };
  });
  return { ...run, phases, events: run.events.map((event) => ({ ...event, atMs: event.atMs + shiftMs })) };
}
