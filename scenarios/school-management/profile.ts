import type { LoadProfile, PlannedLoad } from '../../harness/model/load.ts';
import type { ProfileOptions } from '../../harness/model/platform.ts';
import { requestsPerTurn } from './mix.ts';

/** The document's peak, and the two thirds of it that are sustained. */
export const PEAK_USERS = 300;
export const SUSTAINED_SHARE = 2 / 3;

/** Arrivals a second: each is a page. */
export const DEFAULT_RATE_PER_SEC = 10;

/**
 * How long someone looks at a page. With it a user sends about 4 requests a minute; the document lets an address send 100 in 15 minutes,
 * which is 6.7 a minute.
 */
export const THINK_TIME_MS = 30_000;

export const PHASES = {
  sustained: 'sustained users',
  peak: 'peak users',
  open: 'open steady',
} as const;

/** Judging a 95th percentile by its seconds takes more than 60, hence 75 whole seconds, plus one because a phase begins mid-second. */
const FULL = { rampUpMs: 8_000, settlingMs: 10_000, steadyMs: 76_000, warmUpMs: 10_000 };
const QUICK = { rampUpMs: 4_000, settlingMs: 3_000, steadyMs: 15_000, warmUpMs: 4_000 };

/** Users as many as the document says are sustained, then as many as at its peak, then arrivals at a rate that has its throughput. */
export function profileFor({ users, ratePerSec, quick }: ProfileOptions): LoadProfile {
  const lasts = quick ? QUICK : FULL;
  const requestsPerArrival = requestsPerTurn();
  const closed = (name: string, count: number, steady: string): PlannedLoad => ({
    name,
    load: { model: 'closed', users: count, thinkTimeMs: THINK_TIME_MS },
    generatorProcesses: 1,
    requestsPerArrival,
    phases: [
      { name: `${name} ramp-up`, kind: 'ramp-up', durationMs: lasts.rampUpMs },
      { name: `${name} settling`, kind: 'warm-up', durationMs: lasts.settlingMs },
      { name: steady, kind: 'steady', durationMs: lasts.steadyMs },
    ],
  });
  return {
    loads: [
      closed('sustained', Math.max(1, Math.round(users * SUSTAINED_SHARE)), PHASES.sustained),
      closed('peak', users, PHASES.peak),
      {
        name: 'open',
        load: { model: 'open', arrivalRatePerSec: ratePerSec },
        generatorProcesses: 1,
        requestsPerArrival,
        phases: [
          { name: 'open warm-up', kind: 'warm-up', durationMs: lasts.warmUpMs },
          { name: PHASES.open, kind: 'steady', durationMs: lasts.steadyMs },
        ],
      },
    ],
  };
}
