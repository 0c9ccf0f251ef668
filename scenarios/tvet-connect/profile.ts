import type { LoadProfile, PlannedLoad } from '../../harness/model/load.ts';

export const DEFAULT_USERS = 30_000;
export const DEFAULT_RATE_PER_SEC = 1_200;

/** How long a person looks at a screen before the next tap. By Little's law 30,000 such users make 1,000 requests a second. */
const THINK_TIME_MS = 30_000;

/** One k6 process may open 20,000 files and holds 10,000 users with a connection each in 2 GB. */
const USERS_PER_PROCESS = 10_000;

/** Gentle enough that the generator's own queue stays out of the figures. */
const STARTED_USERS_PER_SEC = 334;

export const PHASES = {
  rampUp: 'closed ramp-up',
  settling: 'closed settling',
  closedSteady: 'closed steady',
  warmUp: 'open warm-up',
  openSteady: 'open steady',
  faultWarmUp: 'fault warm-up',
  fault: 'one server killed',
} as const;

const FULL = {
  rampUpMs: 10_000,
  settlingMs: 15_000,
  steadyMs: 60_000,
  warmUpMs: 30_000,
  faultWarmUpMs: 5_000,
  faultMs: 45_000,
};
const QUICK = {
  rampUpMs: 6_000,
  settlingMs: 4_000,
  steadyMs: 15_000,
  warmUpMs: 5_000,
  faultWarmUpMs: 3_000,
  faultMs: 12_000,
};

/**
 * What a run offers: the users of the closed model first, for a morning begins with everyone opening the app (it fills the
 * caches of users' own data, see docs/adr/0050-users-come-first.md), then the open model, then the open model again while one
 * server is killed at a third of the phase and comes back at two thirds.
 * `users` and `ratePerSec` are positive whole numbers; the command line has checked them.
 */
export function profileFor({
  users,
  ratePerSec,
  quick,
}: {
  users: number;
  ratePerSec: number;
  quick: boolean;
}): LoadProfile {
  const lasts = quick ? QUICK : FULL;
  const open = { model: 'open', arrivalRatePerSec: ratePerSec } as const;
  const closed: PlannedLoad = {
    name: 'closed',
    load: { model: 'closed', users, thinkTimeMs: THINK_TIME_MS },
    generatorProcesses: Math.ceil(users / USERS_PER_PROCESS),
    phases: [
      {
        name: PHASES.rampUp,
        kind: 'ramp-up',
        durationMs: Math.max(lasts.rampUpMs, Math.ceil(users / STARTED_USERS_PER_SEC) * 1000),
      },
      // The last to arrive have opened the app before anything is judged.
      { name: PHASES.settling, kind: 'warm-up', durationMs: lasts.settlingMs },
      { name: PHASES.closedSteady, kind: 'steady', durationMs: lasts.steadyMs },
    ],
  };
  const steady: PlannedLoad = {
    name: 'open',
    load: open,
    generatorProcesses: 1,
    phases: [
      { name: PHASES.warmUp, kind: 'warm-up', durationMs: lasts.warmUpMs },
      { name: PHASES.openSteady, kind: 'steady', durationMs: lasts.steadyMs },
    ],
  };
  const fault: PlannedLoad = {
    name: 'fault',
    load: open,
    generatorProcesses: 1,
    phases: [
      { name: PHASES.faultWarmUp, kind: 'warm-up', durationMs: lasts.faultWarmUpMs },
      {
        name: PHASES.fault,
        kind: 'fault',
        durationMs: lasts.faultMs,
        fault: {
          kind: 'kill-server',
          serverIndex: 0,
          atMs: lasts.faultMs / 3,
          restoreAtMs: (lasts.faultMs / 3) * 2,
        },
      },
    ],
  };
  return { loads: [closed, steady, fault] };
}
