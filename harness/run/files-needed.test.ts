import { describe, expect, it } from 'vitest';
import type { PlannedLoad } from '../model/load.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { poolConnectionsOf, type Topology } from '../model/topology.ts';
import { workerConnections } from '../system/nginx/nginx-config.ts';
import { filesNeeded, requireOpenFiles } from './files-needed.ts';

const phases = [{ name: 'steady', kind: 'steady' as const, durationMs: 1000 }];
const closed = (users: number, generatorProcesses = 1): PlannedLoad => ({
  name: 'closed',
  load: { model: 'closed', users, thinkTimeMs: 30_000 },
  generatorProcesses,
  phases,
});
const open = (arrivalRatePerSec: number): PlannedLoad => ({
  name: 'open',
  load: { model: 'open', arrivalRatePerSec },
  generatorProcesses: 1,
  phases,
});

const ONE = { connectionsPerUser: { toSystem: 1, toObjectStore: 0 } };
const needed = (loads: PlannedLoad[], topology: Topology | null) =>
  filesNeeded(loads, topology, ONE.connectionsPerUser);

describe('the files that a run needs', () => {
  it('are a connection for each user in the process that sends for them', () => {
    expect(needed([closed(2_000), open(50)], DOCUMENTED_TOPOLOGY)).toEqual({
      part: 'a generator',
      files: 2_200,
    });
  });

  it('are shared by the processes of a load; then the balancer has the most', () => {
    // half of 30,000 users and some more by chance, 556 to servers, 200 of its own
    const { part, files } = needed([closed(30_000, 3)], DOCUMENTED_TOPOLOGY);
    expect(part).toBe('nginx');
    expect(files).toBeGreaterThan(15_756);
    expect(files).toBeLessThan(16_500);
    expect(files - 200).toBeLessThan(workerConnections(20_000));
  });

  it('are two for each arrival per second in an open load', () => {
    expect(needed([closed(10), open(1_060)], DOCUMENTED_TOPOLOGY).files).toBe(2 * 1_060 + 200);
  });

  it('are those of a pool if it is large, and those of all pools in PgBouncer', () => {
    const topology = { ...DOCUMENTED_TOPOLOGY, poolMax: 900, replicas: 1 };
    expect(needed([closed(10)], topology)).toEqual({ part: 'a server', files: 2_000 });
    expect(needed([closed(10)], { ...topology, replicas: 0, pgbouncer: true })).toEqual({
      part: 'PgBouncer',
      files: poolConnectionsOf(topology) + 200,
    });
  });

  it('are two for each user in a gate in front of nginx', () => {
    const load = closed(30_000, 3);
    const faults = [{ part: 'nginx', action: 'refuse' as const, atMs: 1, returnAtMs: 2 }];
    const gated = { ...load, phases: load.phases.map((phase) => ({ ...phase, faults })) };
    expect(needed([gated], DOCUMENTED_TOPOLOGY)).toEqual({
      part: 'the gate of nginx',
      files: 60_200,
    });
  });

  it('are as many as the requests that a user sends side by side, and those to the object store', () => {
    const topology = { ...DOCUMENTED_TOPOLOGY, objectStorage: 's3' as const };
    const needs = (load: PlannedLoad, toSystem: number, toObjectStore: number, more = {}) =>
      filesNeeded([load], { ...topology, ...more }, { toSystem, toObjectStore });
    expect(needs(closed(2_000), 1, 1)).toEqual({ part: 'a generator', files: 4_200 });
    expect(needs(closed(2_000), 2, 2)).toEqual({ part: 'a generator', files: 8_200 });
    expect(needs(closed(8_000, 4), 1, 2)).toEqual({ part: 'the object store', files: 16_200 });
    // half of 16,000 connections and some more by chance, 556 to servers, 200 of its own; from the edge, the files come from there too
    const { part, files } = needs(closed(8_000, 8), 2, 0);
    expect(part).toBe('nginx');
    expect(files).toBeGreaterThan(8_756);
    expect(files).toBeLessThan(9_500);
    expect(needs(closed(8_000, 8), 2, 2, { fileDelivery: 'edge' }).files).toBeGreaterThan(16_200);
  });

  it('are only those of the generator if the system was not started here', () => {
    expect(needed([closed(30_000, 3)], null)).toEqual({ part: 'a generator', files: 10_200 });
  });
});

describe('a limit of open files', () => {
  it('refuses a load that would pass it, and says how to raise it', async () => {
    await expect(requireOpenFiles([closed(2_000)], DOCUMENTED_TOPOLOGY, ONE, 1_024)).rejects.toMatchObject({
      code: 'OPEN_FILE_LIMIT',
      message:
        'This load needs 2,200 open files in a generator, but only 1,024 are allowed here. Nothing was started.',
      hint: expect.stringContaining('ulimit -n'),
    });
  });

  it('accepts a load that does not', async () => {
    await requireOpenFiles([closed(200), open(50)], DOCUMENTED_TOPOLOGY, ONE, 1_024);
    await requireOpenFiles([closed(30_000, 3), open(1_060)], DOCUMENTED_TOPOLOGY, ONE, 20_000);
    const files = { toSystem: 2, toObjectStore: 2 };
    await expect(
      requireOpenFiles([closed(8_000)], DOCUMENTED_TOPOLOGY, { connectionsPerUser: files }, 20_000),
    ).rejects.toMatchObject({ message: expect.stringContaining('32,200 open files in a generator') });
  });
});
