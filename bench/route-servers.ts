import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverGroups } from '../harness/model/topology.ts';
import type { Part } from '../harness/system/part.ts';
import {
  isHealthy,
  newMetricsToken,
  REFERENCE_SERVER,
  serverPart,
} from '../harness/system/servers/server.ts';
import { findFreePorts } from '../harness/system/supervision/ports.ts';
import { awaitReady } from '../harness/system/supervision/readiness.ts';
import type { RunningProgram } from '../harness/system/supervision/supervisor.ts';
import { queries } from '../reference-server/tvet-connect/queries.ts';
import { documented } from '../scenarios/tvet-connect/topology.ts';
import type { World } from '../scenarios/tvet-connect/world.ts';
import type { Bench } from './benchmark.ts';
import { seedStores } from './seeded-stores.ts';

const BASELINE_SERVER = join(import.meta.dirname, 'baseline', 'server.ts');

/** One process of the reference server and one of the baseline, on the same data. Both are idle until they get requests. */
export type RouteServers = {
  ours: Part;
  baseline: RunningProgram;
  oursUrl: string;
  baselineUrl: string;
  metricsToken: string;
  worldFile: string;
  world: World;
};

export async function startRouteServers({ supervisor, stores, folder }: Bench): Promise<RouteServers> {
  const { databaseUrl, redisUrl } = stores;
  const worldFile = await seedStores({ stores, folder });
  const [oursPort, baselinePort] = (await findFreePorts(2)) as [number, number];
  const metricsToken = newMetricsToken();
  const topology = { ...documented, servers: 1 };
  const ours = serverPart({
    supervisor,
    name: 'bench-ours',
    group: serverGroups(topology)[0]!,
    port: oursPort,
    entry: REFERENCE_SERVER,
    platform: 'tvet-connect',
    stores,
    topology,
    plantedDefects: {},
    metricsToken,
    logFile: join(folder, 'ours.log'),
  });
  await ours.start();
  const baseline = await supervisor.spawn({
    name: 'bench-baseline',
    lifetime: 'service',
    command: process.execPath,
    args: [BASELINE_SERVER],
    env: {
      NODE_ENV: 'production',
      PORT: String(baselinePort),
      REDIS_URL: redisUrl,
      DATABASE_URL: databaseUrl,
      BASELINE_STATEMENT: queries.contentFiltered.text,
    },
    logFile: join(folder, 'baseline.log'),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
  });
  await awaitReady(baseline, () => isHealthy(`http://127.0.0.1:${baselinePort}`));
  return {
    ours,
    baseline,
    oursUrl: `http://127.0.0.1:${oursPort}`,
    baselineUrl: `http://127.0.0.1:${baselinePort}`,
    metricsToken,
    worldFile,
    world: JSON.parse(await readFile(worldFile, 'utf8')) as World,
  };
}

export async function stopRouteServers({ ours, baseline }: RouteServers): Promise<void> {
  await Promise.all([ours.stop(), baseline.stop()]);
}
