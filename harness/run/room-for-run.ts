import { requireRoom } from '../load/room.ts';
import type { LoadProfile } from '../model/load.ts';
import type { Population } from '../model/platform.ts';
import { serverCount, type Topology } from '../model/topology.ts';
import { gatedPartsIn } from '../system/planned-parts.ts';
import { readMachineLimits } from '../telemetry/machine-limits.ts';

/*
 * Resident memory of each process under a few hundred requests a second. The kernel ended a run of 500 users and 600 requests a second in a
 * control group of 1.47 GB when its parts had these sizes. The harness is running already, so its figure is only its growth.
 */
const HARNESS_GROWTH_BYTES = 150e6;
const SERVER_BYTES = 170e6;
/** A Node process that copies bytes. */
const GATE_BYTES = 60e6;
/** Under uploads of large files; 35 MB at rest. */
const OBJECT_STORE_BYTES = 120e6;
/** PostgreSQL with its backends, Redis and nginx, without the data. */
const STORES_AND_BALANCER_BYTES = 220e6;

/** The memory of a system that is started here, without its generator. */
export function systemNeedsBytes(
  topology: Pick<Topology, 'servers' | 'objectStorage'>,
  { memoryBytesEach }: Pick<Population, 'memoryBytesEach'>,
  datasetSize: number,
): number {
  const objectStoreBytes = topology.objectStorage === 'none' ? 0 : OBJECT_STORE_BYTES;
  const partsBytes = serverCount(topology) * SERVER_BYTES + STORES_AND_BALANCER_BYTES + objectStoreBytes;
  return partsBytes + datasetSize * memoryBytesEach;
}

/**
 * Refuses a run that has no room on this machine, before anything is started.
 * @param systemBytes memory of the system that is still to be started; 0 for one that exists already
 * @throws ProofloadError MACHINE_TOO_SMALL
 */
export function requireRoomForRun(profile: LoadProfile, systemBytes: number): void {
  requireRoom(profile.loads, systemBytes + besideSystemBytes(profile), readMachineLimits().availableBytes);
}

/** The memory of what a run starts besides its system and its generator. */
export function besideSystemBytes({ loads }: LoadProfile): number {
  return HARNESS_GROWTH_BYTES + gatedPartsIn(loads).length * GATE_BYTES;
}
