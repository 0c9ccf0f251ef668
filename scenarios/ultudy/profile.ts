import type { LoadProfile, PlannedLoad } from '../../harness/model/load.ts';
import type { ProfileOptions } from '../../harness/model/platform.ts';
import { generatorProcessesFor, rampUpMs } from '../lib/closed-load.ts';
import { connectionsPerUser, requestsPerTurn } from './mix.ts';

/** The document says "concurrent users" and nothing of their pace: a student looks at a screen for 10 s. */
export const THINK_TIME_MS = 10_000;

/** Slow enough that the generator's own queue does not affect the figures. */
const STARTED_USERS_PER_SEC = 100;

export const PHASES = {
  rampUp: 'closed ramp-up',
  settling: 'closed settling',
  closedSteady: 'closed steady',
  warmUp: 'open warm-up',
  openSteady: 'open steady',
  fault: 'Redis stopped',
} as const;

/** When Redis goes, and for how long. It is back long before the phase ends, so that the return is judged too. */
const FULL = {
  rampUpMs: 10_000,
  settlingMs: 15_000,
  steadyMs: 76_000,
  warmUpMs: 15_000,
  faultMs: 60_000,
  stopAtMs: 15_000,
  awayMs: 25_000,
};
const QUICK = {
  rampUpMs: 3_000,
  settlingMs: 3_000,
  steadyMs: 15_000,
  warmUpMs: 4_000,
  faultMs: 15_000,
  stopAtMs: 3_000,
  awayMs: 6_000,
};

/**
 * Students who are there at once; then arrivals at a fixed rate, with Redis, and in the middle of the same load without it, and with it
 * again. So the report shows what is slower without Redis next to what it is with it.
 */
export function profileFor({ users, ratePerSec, quick, servers }: ProfileOptions): LoadProfile {
  const lasts = quick ? QUICK : FULL;
  const requestsPerArrival = requestsPerTurn();
  const closed: PlannedLoad = {
    name: 'closed',
    load: { model: 'closed', users, thinkTimeMs: THINK_TIME_MS },
    generatorProcesses: generatorProcessesFor(users, connectionsPerUser),
    requestsPerArrival,
    phases: [
      {
        name: PHASES.rampUp,
        kind: 'ramp-up',
        durationMs: rampUpMs(users, { leastMs: lasts.rampUpMs, startedPerSec: STARTED_USERS_PER_SEC }),
      },
      { name: PHASES.settling, kind: 'warm-up', durationMs: lasts.settlingMs },
      { name: PHASES.closedSteady, kind: 'steady', durationMs: lasts.steadyMs },
    ],
  };
  const open: PlannedLoad = {
    name: 'open',
    load: { model: 'open', arrivalRatePerSec: ratePerSec },
    generatorProcesses: 1,
    requestsPerArrival,
    phases: [
      { name: PHASES.warmUp, kind: 'warm-up', durationMs: lasts.warmUpMs },
      { name: PHASES.openSteady, kind: 'steady', durationMs: lasts.steadyMs },
      // In a system that was not started here, nothing is stopped.
      ...(servers.length === 0
        ? []
        : [
            {
              name: PHASES.fault,
              kind: 'fault' as const,
              durationMs: lasts.faultMs,
              faults: [
                {
                  part: 'redis',
                  action: 'stop' as const,
                  atMs: lasts.stopAtMs,
                  returnAtMs: lasts.stopAtMs + lasts.awayMs,
                },
              ],
            },
          ]),
    ],
  };
  return { loads: [closed, open] };
}
