import { requireRoom } from '../load/room.ts';
import type { LoadProfile } from '../model/load.ts';
import type { Topology } from '../model/topology.ts';
import { readMachineLimits } from '../telemetry/machine-limits.ts';

/*
 * What parts take while a small load runs, without what they share with each other: with them a run of 200 users and 50 requests a
 * second took 0.93 GB of a control group, files that were read included. The harness has begun already; this is by how much it grows.
 */
const HARNESS_GROWTH_BYTES = 150e6;
const SERVER_BYTES = 120e6;
/** PostgreSQL with its backends, Redis and nginx, all but the data. */
const STORES_AND_BALANCER_BYTES = 150e6;
/** rows, indexes and cache entries of one student */
const DATA_BYTES_PER_USER = 20e3;

/** The memory of a system that is started here, without its generator. */
export function systemNeedsBytes({ servers }: Pick<Topology, 'servers'>, users: number): number {
  return servers * SERVER_BYTES + STORES_AND_BALANCER_BYTES + users * DATA_BYTES_PER_USER;
}

/**
 * Refuses a run that has no room on this machine, before anything is started.
 * @param systemBytes of what is still to be started; 0 for a system that is there already
 * @throws ProofloadError MACHINE_TOO_SMALL
 */
export function requireRoomForRun({ loads }: LoadProfile, systemBytes: number): void {
  requireRoom(loads, HARNESS_GROWTH_BYTES + systemBytes, readMachineLimits().availableBytes);
}
