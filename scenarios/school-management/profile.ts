import type { LoadProfile, PlannedLoad } from '../../harness/model/load.ts';
import type { ProfileOptions } from '../../harness/model/platform.ts';
import { generatorProcessesFor, rampUpMs } from '../lib/closed-load.ts';
import { connectionsPerUser, requestsPerTurn } from './mix.ts';

/** Users at once at the end of the document's growth path: 300 of its 1,000 users are there at its peak, so 3,000 of 10,000. */
export const DEFAULT_USERS = 3_000;

/**
 * Pages that they visit in a second, so that each looks at a page for 30 s. With it a user sends about 4 requests a minute; the document
 * lets an address send 100 in 15 minutes, which is 6.7 a minute.
 */
export const DEFAULT_RATE_PER_SEC = 100;

/** Fast enough for a short ramp-up, slow enough that the generator's own queue does not affect the figures. */
const STARTED_USERS_PER_SEC = 250;

export const PHASES = {
  peak: 'peak users',
  growth5000: 'growth to 5,000 users',
  growth10000: 'growth to 10,000 users',
} as const;

/** The stages of the growth path, as shares of the users at its end. */
export const STAGES = [
  { name: 'peak', share: 0.1, steady: PHASES.peak },
  { name: 'growth-5000', share: 0.5, steady: PHASES.growth5000 },
  { name: 'growth-10000', share: 1, steady: PHASES.growth10000 },
] as const;

/** Judging a 95th percentile by its seconds takes more than 60, hence 75 whole seconds, plus one because a phase begins mid-second. */
const FULL = { rampUpMs: 4_000, settlingMs: 6_000, steadyMs: 76_000 };
const QUICK = { rampUpMs: 4_000, settlingMs: 3_000, steadyMs: 15_000 };

/**
 * The users at once of each stage of the growth path. All loads are closed, because the document states its load in users. With as long a
 * think time it is nearly open: a stall of a second holds up one user in thirty, and the others keep coming.
 */
export function profileFor({ users, ratePerSec, quick }: ProfileOptions): LoadProfile {
  const lasts = quick ? QUICK : FULL;
  const thinkTimeMs = Math.round((users * 1000) / ratePerSec);
  const requestsPerArrival = requestsPerTurn();
  return {
    loads: STAGES.map(({ name, share, steady }): PlannedLoad => {
      const count = Math.max(1, Math.round(users * share));
      return {
        name,
        load: { model: 'closed', users: count, thinkTimeMs },
        generatorProcesses: generatorProcessesFor(count, connectionsPerUser),
        requestsPerArrival,
        phases: [
          {
            name: `${name} ramp-up`,
            kind: 'ramp-up',
            durationMs: rampUpMs(count, { leastMs: lasts.rampUpMs, startedPerSec: STARTED_USERS_PER_SEC }),
          },
          { name: `${name} settling`, kind: 'warm-up', durationMs: lasts.settlingMs },
          { name: steady, kind: 'steady', durationMs: lasts.steadyMs },
        ],
      };
    }),
  };
}
