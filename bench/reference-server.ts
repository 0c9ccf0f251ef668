import { join } from 'node:path';
import { serverGroups } from '../harness/model/topology.ts';
import { newMetricsToken, REFERENCE_SERVER, serverPart } from '../harness/system/servers/server.ts';
import { findFreePorts } from '../harness/system/supervision/ports.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';
import type { Bench } from './benchmark.ts';
import type { LoadedServer } from './observed-server.ts';

/** One process of the reference server, on the stores of the benchmark. @param entry what Node runs, with its arguments */
export async function startReferenceServer(
  { supervisor, stores, folder }: Bench,
  entry: readonly [string, ...string[]] = [REFERENCE_SERVER],
): Promise<LoadedServer> {
  const [port] = (await findFreePorts(1)) as [number];
  const metricsToken = newMetricsToken();
  const topology = { ...documented, servers: 1 };
  const part = serverPart({
    supervisor,
    name: 'bench-ours',
    group: serverGroups(topology)[0]!,
    port,
    entry,
    platform: 'tvet-connect',
    stores,
    topology,
    edge: null,
    plantedDefects: {},
    metricsToken,
    logFile: join(folder, 'ours.log'),
  });
  await part.start();
  return { part, url: `http://127.0.0.1:${port}`, metricsToken };
}
