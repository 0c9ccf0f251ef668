/** Slow enough that the generator's own queue does not affect the figures. */
const STARTED_USERS_PER_SEC = 334;

/** One k6 process may open 20,000 files, and fits 10,000 users with one connection each into 2 GB. */
const USERS_PER_PROCESS = 10_000;

/** How long it takes to start users at a steady pace, in whole seconds, and at least so long. */
export function rampUpMs(
  users: number,
  { leastMs, startedPerSec = STARTED_USERS_PER_SEC }: { leastMs: number; startedPerSec?: number },
): number {
  return Math.max(leastMs, Math.ceil(users / startedPerSec) * 1000);
}

export function generatorProcessesFor(users: number): number {
  return Math.ceil(users / USERS_PER_PROCESS);
}
