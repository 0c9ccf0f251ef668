import { type PlannedLoad, plannedRequestsPerSec } from '../../model/load.ts';
import type { Platform, Sizes } from '../../model/platform.ts';
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

/** A load of a system. Without `documented` and `population` the system is running already: what it takes itself is not known. */
export type LoadToExamine = {
  platform: Pick<
    Platform,
    'slug' | 'title' | 'documented' | 'population' | 'profileFor' | 'connectionsPerUser'
  >;
  sizes: Sizes;
  isQuick: boolean;
};

/** What a run of a load takes of the machine. */
export type LoadNeeds = {
  /** whether the system is started for the run, and its needs are included */
  isSystemIncluded: boolean;
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
export function loadNeeds({ platform, sizes, isQuick }: LoadToExamine, given: GivenStores): LoadNeeds {
  const { documented: topology, population, connectionsPerUser } = platform;
  const { users, ratePerSec, dataset: datasetSize } = sizes;
  const system = topology && population ? { topology, population, datasetSize } : null;
  const servers = system ? serverNames(system.topology) : [];
  const profile = platform.profileFor({ users, ratePerSec, quick: isQuick, servers, randomSeed: 1 });
  const { loads } = profile;
  const mostPerSec = Math.max(...loads.map(plannedRequestsPerSec).filter(Number.isFinite), 0);
  const cpuSecPerRequest = system ? CPU_SEC_PER_REQUEST : GENERATOR_CPU_SEC_PER_REQUEST;
  const systemBytes = system ? systemNeedsBytes(system.topology, system.population, datasetSize) : 0;
  const partCount = system ? plannedParts(system.topology, given).length : 0;
  return {
    isSystemIncluded: system !== null,
    cores: Math.max(FEWEST_CORES, (mostPerSec * cpuSecPerRequest) / MAX_MACHINE_CPU_UTILIZATION),
    loads,
    besideBytes: systemBytes + besideSystemBytes(profile),
    files: filesNeeded(loads, system?.topology ?? null, connectionsPerUser),
    ports: PORTS_PER_PART * partCount + OTHER_PORTS,
    disk: diskNeedsOf(profile, system),
  };
}
