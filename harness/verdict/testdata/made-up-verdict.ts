import type { Run } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import { type Changes, type FigureName, madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { judge } from '../judge.ts';

/** The verdict on a made-up run, with the targets' statuses by name of their figure. */
export function verdictOf(changes: Changes = {}, made: Run = madeUpRun(), targets: Target[] = made.targets) {
  const run = { ...made, targets };
  const verdict = judge(run, summaryOf(run, changes));
  const statuses = Object.fromEntries(verdict.targets.map(({ statement, status }) => [statement, status]));
  const of = (name: FigureName) => {
    const target = verdict.targets.find(({ statement }) => statement === name)!;
    return {
      ...target,
      evidenceOf: (label: string) => target.evidence.find((each) => each.label === label)?.value,
    };
  };
  return { ...verdict, statuses, of };
}

/** The run with another length for one phase. Everything after that phase shifts accordingly. */
export function withSeconds(run: Run, phaseName: string, seconds: number): Run {
  let shiftMs = 0;
  const phases = run.phases.map((phase) => {
    const startMs = phase.startMs + shiftMs;
    if (phase.name === phaseName) shiftMs += (seconds + 1) * 1000 - (phase.endMs - phase.startMs);
    return { ...phase, startMs, endMs: phase.endMs + shiftMs };
  });
  return { ...run, phases, events: run.events.map((event) => ({ ...event, atMs: event.atMs + shiftMs })) };
}
