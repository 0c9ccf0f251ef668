import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isHealthy } from '../harness/system/servers/server.ts';
import { findFreePorts } from '../harness/system/supervision/ports.ts';
import { awaitReady } from '../harness/system/supervision/readiness.ts';
import type { RunningProgram } from '../harness/system/supervision/supervisor.ts';
import { queries } from '../reference-server/tvet-connect/queries.ts';
import type { World } from '../scenarios/tvet-connect/world.ts';
import type { Bench } from './benchmark.ts';
import type { LoadedServer } from './observed-server.ts';
import { startReferenceServer } from './reference-server.ts';
import { seedStores } from './seeded-stores.ts';

const BASELINE_SERVER = join(import.meta.dirname, 'baseline', 'server.ts');

/** One process of the reference server and one of the baseline, on the same data. Both are idle until they get requests. */
export type RouteServers = {
  ours: LoadedServer;
  baseline: RunningProgram;
  baselineUrl: string;
  worldFile: string;
  world: World;
};

export async function startRouteServers(bench: Bench): Promise<RouteServers> {
  const { supervisor, stores, folder } = bench;
  const { databaseUrl, redisUrl } = stores;
  const worldFile = await seedStores(bench);
  const ours = await startReferenceServer(bench);
  const [baselinePort] = (await findFreePorts(1)) as [number];
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
    baselineUrl: `http://127.0.0.1:${baselinePort}`,
    worldFile,
    world: JSON.parse(await readFile(worldFile, 'utf8')) as World,
  };
}

export async function stopRouteServers({ ours, baseline }: RouteServers): Promise<void> {
  await Promise.all([ours.part.stop(), baseline.stop()]);
}
