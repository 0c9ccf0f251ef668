import type { ConnectionsPerUser } from '../../harness/model/platform.ts';

/** Slow enough that the generator's own queue does not affect the figures. */
const STARTED_USERS_PER_SEC = 334;

/** 10,000 users fit into 2 GB. */
const USERS_PER_PROCESS = 10_000;
/** A process may open 20,000 files on many machines, and needs some for other things. */
const CONNECTIONS_PER_PROCESS = 19_000;

/** How long it takes to start users at a steady pace, in whole seconds, and at least so long. */
export function rampUpMs(
  users: number,
  { leastMs, startedPerSec = STARTED_USERS_PER_SEC }: { leastMs: number; startedPerSec?: number },
): number {
  return Math.max(leastMs, Math.ceil(users / startedPerSec) * 1000);
}

export function generatorProcessesFor(
  users: number,
  { toSystem, toObjectStore }: ConnectionsPerUser,
): number {
  const connections = users * (toSystem + toObjectStore);
  return Math.ceil(Math.max(users / USERS_PER_PROCESS, connections / CONNECTIONS_PER_PROCESS));
}
