import { connectionsOf } from '../load/plan.ts';
import { ProofloadError } from '../model/errors.ts';
import type { PlannedLoad } from '../model/load.ts';
import type { ConnectionsPerUser, Platform } from '../model/platform.ts';
import { RAISE_OPEN_FILES } from '../model/system-failure.ts';
import { poolConnectionsOf, serverGroups, type Topology } from '../model/topology.ts';
import { filesOfWorker } from '../system/nginx/nginx-config.ts';
import { gatedPartsIn } from '../system/planned-parts.ts';
import { openFileLimit } from '../system/supervision/open-files.ts';

/** Files that a process has open in addition to its connections: listeners, logs, libraries, and those of telemetry. */
export const OTHER_FILES = 200;

/** The process of a run that opens the most files at a time, and how many. */
export type FilesNeeded = { part: string; files: number };

/**
 * @param topology null: the system was not started here, and only the generator is ours
 */
export function filesNeeded(
  loads: readonly PlannedLoad[],
  topology: Topology | null,
  { toSystem, toObjectStore }: ConnectionsPerUser,
): FilesNeeded {
  const mostUsers = Math.max(...loads.map(connectionsOf));
  const perUser = toSystem + toObjectStore;
  const ofGenerator = loads.map((load) =>
    Math.ceil((perUser * connectionsOf(load)) / load.generatorProcesses),
  );
  const parts = [{ part: 'a generator', files: Math.max(...ofGenerator) + OTHER_FILES }];
  if (topology) {
    const { replicas, pgbouncer } = topology;
    const toBalancer = topology.fileDelivery === 'edge' ? perUser : toSystem;
    const pools = serverGroups(topology).map(({ poolMax = topology.poolMax }) => poolMax);
    parts.push(
      { part: 'nginx', files: filesOfWorker(mostUsers * toBalancer) },
      { part: 'a server', files: Math.max(...pools) * (1 + replicas) + OTHER_FILES },
    );
    if (topology.objectStorage === 's3')
      parts.push({ part: 'the object store', files: mostUsers * toObjectStore + OTHER_FILES });
    if (gatedPartsIn(loads).includes('nginx'))
      parts.push({ part: 'the gate of nginx', files: 2 * mostUsers * toBalancer + OTHER_FILES });
    if (pgbouncer) parts.push({ part: 'PgBouncer', files: poolConnectionsOf(topology) + OTHER_FILES });
  }
  return parts.reduce((most, each) => (each.files > most.files ? each : most));
}

/**
 * Makes sure that the parts of a run may open as many files as they need. Otherwise a generator would fail in the middle of its load.
 * @throws ProofloadError OPEN_FILE_LIMIT
 */
export async function requireOpenFiles(
  loads: readonly PlannedLoad[],
  topology: Topology | null,
  { connectionsPerUser }: Pick<Platform, 'connectionsPerUser'>,
  limit?: number,
): Promise<void> {
  requireFiles(filesNeeded(loads, topology, connectionsPerUser), limit ?? (await openFileLimit()));
}

/** @throws ProofloadError OPEN_FILE_LIMIT */
export function requireFiles({ part, files }: FilesNeeded, allowed: number): void {
  if (files <= allowed) return;
  const count = (number: number) => number.toLocaleString('en');
  throw new ProofloadError(
    'OPEN_FILE_LIMIT',
    `This load needs ${count(files)} open files in ${part}, but only ${count(allowed)} are allowed here. Nothing was started.`,
    `${RAISE_OPEN_FILES}, or lower --users and --rate.`,
  );
}
