import { FAULT_KINDS, type Fault } from '../model/fault.ts';
import type { PlannedLoad } from '../model/load.ts';
import { serverNames, type Topology } from '../model/topology.ts';

/** The program of a part; a server runs on Node, which is always there. */
export type PartProgram = 'postgres' | 'redis' | 'pgbouncer' | 'versitygw' | 'nginx' | 'node';

export const OBJECT_STORE = 'object-store';

/** A part that is to be started for a system. */
export type PlannedPart = { name: string; program: PartProgram };

/** Stores that exist already, and so are not parts. */
export type GivenStores = { database: boolean; redis: boolean; objectStore: boolean };

/** The fields of a topology that determine its parts. */
export type PartsOfTopology = Pick<
  Topology,
  'servers' | 'replicas' | 'pgbouncer' | 'redisNodes' | 'objectStorage'
>;

/** DATABASE_URL, REDIS_URL and S3_ENDPOINT name stores that exist already. */
export function givenStoresIn(env: Readonly<Record<string, string | undefined>>): GivenStores {
  return {
    database: Boolean(env.DATABASE_URL),
    redis: Boolean(env.REDIS_URL),
    objectStore: Boolean(env.S3_ENDPOINT),
  };
}

/** All parts of a system, in the order in which they are started: the one list that names, programs and room follow from. */
export function plannedParts(topology: PartsOfTopology, given: GivenStores): PlannedPart[] {
  const { replicas, pgbouncer, redisNodes, objectStorage } = topology;
  const numbered = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  const parts = (program: PartProgram, names: string[]) => names.map((name) => ({ name, program }));
  return [
    ...parts('postgres', given.database ? [] : ['postgres', ...numbered('postgres-replica', replicas)]),
    ...parts('pgbouncer', pgbouncer ? ['pgbouncer'] : []),
    ...parts('redis', given.redis ? [] : redisNodes > 1 ? numbered('redis', redisNodes) : ['redis']),
    ...parts('versitygw', objectStorage === 'none' || given.objectStore ? [] : [OBJECT_STORE]),
    ...parts('node', serverNames(topology)),
    ...parts('nginx', ['nginx']),
  ];
}

/** The programs that must be found or installed to start a system, or any of several. */
export function programsOf(
  topologies: readonly PartsOfTopology[],
  given: GivenStores,
): Exclude<PartProgram, 'node'>[] {
  const all = topologies.flatMap((topology) => plannedParts(topology, given));
  return [...new Set(all.map(({ program }) => program))].filter((program) => program !== 'node');
}

/** Names of the parts that need a gate in front of them for the faults of loads. */
export function gatedPartsIn(loads: readonly PlannedLoad[]): string[] {
  const faults = faultsIn(loads).filter(({ action }) => FAULT_KINDS[action].needsGate);
  return [...new Set(faults.map(({ part }) => part))];
}

export function faultsIn(loads: readonly PlannedLoad[]): Fault[] {
  return loads.flatMap(({ phases }) => phases.flatMap(({ faults = [] }) => faults));
}
