import type { LoadProfile, PhaseKind } from '../../harness/model/load.ts';
import type { RunPhase } from '../../harness/model/run.ts';
import type { TimePart } from '../../harness/verdict/blame/suspect-reason.ts';

export const START_SEC = 1_795_600_000;

/** The behaviour of a made-up system: enough to look like a real run, and to be made worse. */
export type Behaviour = {
  responseTimeMs: number;
  failedShare: number;
  hitRatio: number;
  queryTimeMs: number;
  /** planned users */
  users: number;
  ratePerSec: number;
  /** its p95; part of the response time */
  startDelayMs: number;
  /** shares of the mean response time without the start delay */
  parts: Record<Exclude<TimePart, 'startDelay'>, number>;
};

type Planned = { name: string; kind: PhaseKind; load: string; seconds: number };

/** The phases of the default profile, each `scale` times as long. */
export function plannedPhases(scale: number): Planned[] {
  const phases: [string, PhaseKind, string, number][] = [
    ['warm-up', 'warm-up', 'open', 30],
    ['steady', 'steady', 'open', 60],
    ['ramp-up', 'ramp-up', 'users', 50],
    ['users-steady', 'steady', 'users', 60],
    ['failover warm-up', 'warm-up', 'failover', 15],
    ['failover', 'fault', 'failover', 75],
  ];
  return phases.map(([name, kind, load, seconds]) => ({ name, kind, load, seconds: seconds * scale }));
}

/** Between two loads the generator starts again: some seconds belong to no phase. */
const PAUSE_SEC = 6;

export function makePhases(scale: number): RunPhase[] {
  let second = START_SEC + 4;
  let previousLoad = 'open';
  return plannedPhases(scale).map(({ name, kind, load, seconds }) => {
    if (load !== previousLoad) second += PAUSE_SEC;
    previousLoad = load;
    const startMs = second * 1000 + 250;
    second += seconds;
    return { name, kind, load, startMs, endMs: second * 1000 + 250 };
  });
}

export function makeProfile(behaviour: Behaviour, scale: number): LoadProfile {
  const phasesOf = (load: string) =>
    plannedPhases(scale)
      .filter((phase) => phase.load === load)
      .map(({ name, kind, seconds }) => ({ name, kind, durationMs: seconds * 1000 }));
  const open = { model: 'open' as const, arrivalRatePerSec: behaviour.ratePerSec };
  const closed = { model: 'closed' as const, users: behaviour.users, thinkTimeMs: 30_000 };
  return {
    loads: [
      { name: 'open', load: open, generatorProcesses: 1, phases: phasesOf('open') },
      { name: 'users', load: closed, generatorProcesses: 3, phases: phasesOf('users') },
      { name: 'failover', load: open, generatorProcesses: 1, phases: phasesOf('failover') },
    ],
  };
}

/** Whether one of three servers is down, as in the middle third of the fault phase. */
export function isDown(phase: RunPhase, atMs: number): boolean {
  const share = (atMs - phase.startMs) / (phase.endMs - phase.startMs);
  return phase.kind === 'fault' && share > 1 / 3 && share < 2 / 3;
}

