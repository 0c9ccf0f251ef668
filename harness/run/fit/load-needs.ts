import { type PlannedLoad, plannedRequestsPerSec } from '../../model/load.ts';
import type { DocumentedPlatform, Sizes } from '../../model/platform.ts';
import { serverNames } from '../../model/topology.ts';
import { type GivenStores, plannedParts } from '../../system/planned-parts.ts';
import { MAX_MACHINE_CPU_UTILIZATION } from '../../verdict/limits.ts';
import { type DiskNeeds, diskNeedsOf } from '../disk-room.ts';
import { type FilesNeeded, filesNeeded } from '../files-needed.ts';
import { besideSystemBytes, systemNeedsBytes } from '../room-for-run.ts';

/**
 * CPU time of a request, in system, stores, generator and harness together: 0.75 to 1.3 ms were measured on two machines
 * (docs/limits.md, Where the CPU goes). The generator alone takes up to 0.45 ms.
 */
const CPU_SEC_PER_REQUEST = 1.3e-3;
export const GENERATOR_CPU_SEC_PER_REQUEST = 0.45e-3;
/** With one core, every request waits until the generator has nothing else to do. */
const FEWEST_CORES = 2;

/** A part listens on two ports at most: for its clients, and for its status or its gate. */
const PORTS_PER_PART = 2;
/** Receivers of telemetry, and the control of generators. */
const OTHER_PORTS = 10;

/** What a run of a platform takes of the machine. */
export type LoadNeeds = {
  /** an estimate */
  cores: number;
  loads: readonly PlannedLoad[];
  /** memory of everything but the generator */
  besideBytes: number;
  files: FilesNeeded;
  ports: number;
  disk: DiskNeeds;
};

/** @param given stores that exist already */
export function loadNeeds(
  platform: Pick<DocumentedPlatform, 'documented' | 'population' | 'profileFor'>,
  { sizes, quick }: { sizes: Sizes; quick: boolean },
  given: GivenStores,
): LoadNeeds {
  const { documented: topology, population } = platform;
  const { users, ratePerSec, dataset: datasetSize } = sizes;
  const servers = serverNames(topology);
  const profile = platform.profileFor({ users, ratePerSec, quick, servers, randomSeed: 1 });
  const { loads } = profile;
  const mostPerSec = Math.max(...loads.map(plannedRequestsPerSec).filter(Number.isFinite), 0);
  return {
    cores: Math.max(FEWEST_CORES, (mostPerSec * CPU_SEC_PER_REQUEST) / MAX_MACHINE_CPU_UTILIZATION),
    loads,
    besideBytes: systemNeedsBytes(topology, population, datasetSize) + besideSystemBytes(profile),
    files: filesNeeded(loads, topology),
    ports: PORTS_PER_PART * plannedParts(topology, given).length + OTHER_PORTS,
    disk: diskNeedsOf(profile, { topology, population, datasetSize }),
  };
}
