import type { Fault } from '../../harness/model/fault.ts';
import type { LoadProfile, PlannedLoad } from '../../harness/model/load.ts';
import { pool } from '../../reference-server/tvet-connect/documented.ts';
import { generatorProcessesFor, rampUpMs } from '../lib/closed-load.ts';
import { type Random, seededRandom, seedOf } from '../lib/random.ts';

export const DEFAULT_USERS = 30_000;
export const DEFAULT_RATE_PER_SEC = 1_060;

/** How long a person looks at a screen before the next tap. By Little's law 30,000 such users make 1,000 requests a second. */
const THINK_TIME_MS = 30_000;

/** Nobody sends two requests at once, or any for a file. */
export const connectionsPerUser = { toSystem: 1, toObjectStore: 0 };

export const PHASES = {
  rampUp: 'closed ramp-up',
  settling: 'closed settling',
  closedSteady: 'closed steady',
  warmUp: 'open warm-up',
  openSteady: 'open steady',
  faultWarmUp: 'fault warm-up',
  fault: 'one server killed',
} as const;

/** Equal parts of a fault phase. In each, one server is killed at a random moment and is back well before the next part begins. */
type KillSlots = { count: number; lengthMs: number; earliestMs: number; latestMs: number; downMs: number };

/**
 * Until the pools have closed the connections that only the start of a load needed. They close all at once, after their idle time, and
 * hundreds in one second make that second slow: it must not be in the middle of a steady phase.
 */
const SURPLUS_CLOSED_MS = pool.idleTimeoutMs + 10_000;

/** Judging a 95th percentile by its seconds takes more than 60, hence 75 whole seconds, plus one because a phase begins mid-second. */
const FULL = {
  rampUpMs: 10_000,
  settlingMs: SURPLUS_CLOSED_MS,
  steadyMs: 76_000,
  warmUpMs: SURPLUS_CLOSED_MS,
  faultWarmUpMs: 5_000,
  kills: { count: 3, lengthMs: 25_000, earliestMs: 2_000, latestMs: 8_000, downMs: 10_000 },
};
const QUICK = {
  rampUpMs: 6_000,
  settlingMs: 4_000,
  steadyMs: 15_000,
  warmUpMs: 5_000,
  faultWarmUpMs: 3_000,
  kills: { count: 1, lengthMs: 12_000, earliestMs: 1_000, latestMs: 3_000, downMs: 3_000 },
};

/**
 * What a run offers. The users of the closed model come first, because a morning begins with everyone opening the app (which fills
 * the caches of users' own data, see README.md). Then comes the open model, then the open model again while servers are killed
 * one after the other and come back. Which server is killed when is random, but the same seed gives the same profile.
 * `users` and `ratePerSec` are positive whole numbers; the command line has checked them.
 * @param options.servers names of the servers that can be killed; without any there is no load with a fault
 */
export function profileFor({
  users,
  ratePerSec,
  quick,
  servers,
  randomSeed,
}: {
  users: number;
  ratePerSec: number;
  quick: boolean;
  servers: readonly string[];
  randomSeed: number;
}): LoadProfile {
  const lasts = quick ? QUICK : FULL;
  const open = { model: 'open', arrivalRatePerSec: ratePerSec } as const;
  const closed: PlannedLoad = {
    name: 'closed',
    load: { model: 'closed', users, thinkTimeMs: THINK_TIME_MS },
    generatorProcesses: generatorProcessesFor(users, connectionsPerUser),
    phases: [
      {
        name: PHASES.rampUp,
        kind: 'ramp-up',
        durationMs: rampUpMs(users, { leastMs: lasts.rampUpMs }),
      },
      // The last users to start also open the app before anything is judged.
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
  if (servers.length === 0) return { loads: [closed, steady] };
  const fault: PlannedLoad = {
    name: 'fault',
    load: open,
    generatorProcesses: 1,
    phases: [
      { name: PHASES.faultWarmUp, kind: 'warm-up', durationMs: lasts.faultWarmUpMs },
      {
        name: PHASES.fault,
        kind: 'fault',
        durationMs: lasts.kills.count * lasts.kills.lengthMs,
        faults: drawKills(lasts.kills, servers, seededRandom(randomSeed, seedOf('kills'))),
      },
    ],
  };
  return { loads: [closed, steady, fault] };
}

/** One kill in each slot. Every server is killed once before any is killed again. */
function drawKills(slots: KillSlots, servers: readonly string[], random: Random): Fault[] {
  const { count, lengthMs, earliestMs, latestMs, downMs } = slots;
  const order = servers
    .map((name) => ({ name, drawn: random() }))
    .toSorted((a, b) => a.drawn - b.drawn)
    .map(({ name }) => name);
  return Array.from({ length: count }, (_, slot) => {
    const atMs = slot * lengthMs + Math.round(earliestMs + random() * (latestMs - earliestMs));
    return { part: order[slot % order.length]!, action: 'kill', atMs, returnAtMs: atMs + downMs };
  });
}
