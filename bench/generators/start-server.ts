import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverGroups } from '../../harness/model/topology.ts';
import { Part } from '../../harness/system/part.ts';
import { isHealthy, newMetricsToken, serverEnvironment } from '../../harness/system/servers/server.ts';
import { findFreePorts } from '../../harness/system/supervision/ports.ts';
import { documented } from '../../scenarios/tvet-connect/topology.ts';
import type { Bench } from '../benchmark.ts';
import type { LoadedServer } from '../observed-server.ts';
import type { User } from './tool.ts';

const PROGRAM = join(import.meta.dirname, 'programs', 'server.ts');

/** One process of the reference server, on the stores of the benchmark. */
export async function startServer(
  { supervisor, stores, folder }: Bench,
  users: readonly User[],
): Promise<LoadedServer> {
  const [port] = (await findFreePorts(1)) as [number];
  const url = `http://127.0.0.1:${port}`;
  const metricsToken = newMetricsToken();
  const topology = { ...documented, servers: 1 };
  const usersFile = join(folder, 'users.json');
  await writeFile(usersFile, JSON.stringify(users), { mode: 0o600 });
  const name = 'bench-server';
  const part = new Part({
    supervisor,
    program: {
      name,
      command: process.execPath,
      args: [PROGRAM, usersFile],
      env: serverEnvironment({
        name,
        group: serverGroups(topology)[0]!,
        port,
        platform: 'tvet-connect',
        stores,
        topology,
        plantedDefects: {},
        metricsToken,
      }),
      logFile: join(folder, 'server.log'),
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 12_000,
    },
    probe: () => isHealthy(url),
  });
  await part.start();
  return { part, url, metricsToken };
}
