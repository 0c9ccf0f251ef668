import { generatorProcessesFor, rampUpMs } from '../../scenarios/lib/closed-load.ts';
import type { LoadProfile, PlannedLoad } from '../model/load.ts';
import type { ConnectionsPerUser, ProfileOptions, Sizes } from '../model/platform.ts';
import type { LoadConfig } from '../model/system-config.ts';
import type { Traffic } from '../model/traffic.ts';

export const STEADY = { open: 'open steady', closed: 'closed steady' } as const;
export type LoadName = keyof typeof STEADY;

/** Judging a 95th percentile by its seconds takes more than 60, hence 75 whole seconds, plus one because a phase begins mid-second. */
export const FULL = { warmUpMs: 10_000, durationMs: 76_000 };
const QUICK = { warmUpMs: 3_000, durationMs: 15_000 };
const THINK_TIME_MS = 1_000;

const SHORTEST_RAMP_UP_MS = 2_000;

/** The users and the rate of a full run, and with `--quick`. */
export function sizesIn({ quick, ...full }: LoadConfig): { full: Sizes; quick: Sizes } {
  const sizes = ({ users = 0, ratePerSec = 0 }: LoadConfig): Sizes => ({ dataset: 0, users, ratePerSec });
  return { full: sizes(full), quick: sizes({ ...full, ...quick }) };
}

/** What a system's traffic says about its load. */
export type TrafficFigures = { requestsPerArrival: number; connectionsPerUser: ConnectionsPerUser };

/** The closed load first, if there are users, and then the open one, if there is a rate. Nothing is killed. */
export function profileIn(
  { quick: shorter, ...load }: LoadConfig,
  { requestsPerArrival, connectionsPerUser }: TrafficFigures,
  { users, ratePerSec, quick }: Pick<ProfileOptions, 'users' | 'ratePerSec' | 'quick'>,
): LoadProfile {
  const { warmUpMs, durationMs } = quick ? { ...QUICK, ...load, ...shorter } : { ...FULL, ...load };
  const { thinkTimeMs = THINK_TIME_MS } = load;
  const closed: PlannedLoad = {
    name: 'closed',
    load: { model: 'closed', users, thinkTimeMs },
    generatorProcesses: generatorProcessesFor(users, connectionsPerUser),
    phases: [
      {
        name: 'closed ramp-up',
        kind: 'ramp-up',
        durationMs: rampUpMs(users, { leastMs: SHORTEST_RAMP_UP_MS }),
      },
      { name: 'closed warm-up', kind: 'warm-up', durationMs: warmUpMs },
      { name: STEADY.closed, kind: 'steady', durationMs },
    ],
  };
  const open: PlannedLoad = {
    name: 'open',
    load: { model: 'open', arrivalRatePerSec: ratePerSec / requestsPerArrival },
    generatorProcesses: 1,
    requestsPerArrival,
    phases: [
      { name: 'open warm-up', kind: 'warm-up', durationMs: warmUpMs },
      { name: STEADY.open, kind: 'steady', durationMs },
    ],
  };
  return { loads: [...(users > 0 ? [closed] : []), ...(ratePerSec > 0 ? [open] : [])] };
}

/** How many requests an arrival sends on average, if every journey is walked to its end. */
export function requestsPerArrivalOf({ journeys, routes, pages = {} }: Traffic): number {
  const requestsIn = (step: string) => (Object.hasOwn(routes, step) ? 1 : (pages[step]?.flat().length ?? 1));
  if (journeys.length === 0) return 1; // a scenario says what is sent
  const total = journeys.reduce((sum, { weight }) => sum + weight, 0);
  const requests = journeys.reduce(
    (sum, { weight, steps }) => sum + weight * steps.reduce((count, step) => count + requestsIn(step), 0),
    0,
  );
  return Math.max(1, requests / total); // thirty thirtieths are not quite one
}

/** As many as a page sends requests side by side, all to the system. */
export function connectionsPerUserOf({ pages = {} }: Pick<Traffic, 'pages'>): ConnectionsPerUser {
  const sideBySide = Object.values(pages).flatMap((groups) => groups.map(({ length }) => length));
  return { toSystem: Math.max(1, ...sideBySide), toObjectStore: 0 };
}
