import { join } from 'node:path';
import { grantRows } from '../../seed/index.ts';
import type { PlantedFaults } from '../model/run.ts';
import { serverNames, type Topology } from '../model/topology.ts';
import { makeFolders } from '../store/disk.ts';
import { startNginx } from './nginx/nginx.ts';
import type { Programs } from './programs/programs.ts';
import {
  isHealthy,
  newMetricsToken,
  REFERENCE_SERVER,
  type ServerStores,
  startServer,
} from './servers/server.ts';
import type { Stores } from './stores.ts';
import { findFreePorts, LOOPBACK, requireFreePort } from './supervision/ports.ts';
import { awaitReady } from './supervision/readiness.ts';
import type { NamedProcess, Part, Supervisor } from './supervision/supervisor.ts';

export type SystemOptions = {
  stores: ServerStores & Pick<Stores, 'databaseUrl' | 'serverRole'>;
  supervisor: Supervisor;
  programs: Pick<Programs, 'nginx'>;
  topology: Topology;
  plantedFaults: PlantedFaults;
  platform: string;
  /** the run's folder; logs go to logs/ in it */
  folder: string;
  /** of the balancer; a free one when left out */
  port?: number;
  /** the file that each server process runs; the reference server when left out */
  serverEntry?: string;
};

export type System = {
  /** of the balancer, e.g. "http://127.0.0.1:18080" */
  baseUrl: string;
  /** where the balancer tells how it is, and no user comes */
  statusUrl: string;
  /** the servers behind it; /metrics wants the token as Bearer */
  servers: { name: string; url: string; metricsToken: string }[];
  /** those that run at this moment; the workers of one that keeps them live as long as it does */
  processes(): (NamedProcess & { keepsWorkers?: boolean })[];
  /** ends a server with SIGKILL, as a fault: nothing is reported as unexpected. Returns when it is dead. */
  killServer(name: string): Promise<void>;
  /** brings a dead server back on the same port; returns when it is healthy */
  startServer(name: string): Promise<void>;
  /** halts a server with all its processes: it keeps its port and its connections, and answers nothing */
  pauseServer(name: string): Promise<void>;
  /** lets a paused server go on; returns when it is healthy */
  resumeServer(name: string): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Gives the servers' role its rights to the data set that is there, starts the application servers, at the same time, and the balancer in
 * front of them.
 * @throws ProofloadError PORT_IN_USE, PART_NOT_READY, DISK_FULL
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { supervisor, stores, topology, folder } = options;
  if (options.port !== undefined) await requireFreePort(options.port);
  const logsFolder = join(folder, 'logs');
  await makeFolders(logsFolder);
  const { databaseUrl, serverRole } = stores;
  if (serverRole !== null) await grantRows({ databaseUrl, role: serverRole });
  const ports = await findFreePorts(topology.servers + 2);
  const balancerPort = options.port ?? ports[topology.servers]!;
  const statusPort = ports[topology.servers + 1]!;
  const slots = serverNames(topology).map((name, index) => ({
    name,
    port: ports[index]!,
    url: `http://${LOOPBACK}:${ports[index]}`,
    metricsToken: newMetricsToken(),
    part: null as Part | null,
  }));

  const slotOf = (name: string) => {
    const slot = slots.find((each) => each.name === name);
    if (!slot) throw new RangeError(`There is no ${name}, only ${slots.map((each) => each.name).join(', ')}`);
    return slot;
  };
  const start = async (name: string) => {
    const slot = slotOf(name);
    if (slot.part) return;
    const part = await startServer({
      supervisor,
      name: slot.name,
      port: slot.port,
      entry: options.serverEntry ?? REFERENCE_SERVER,
      platform: options.platform,
      stores,
      topology,
      plantedFaults: options.plantedFaults,
      metricsToken: slot.metricsToken,
      logFile: join(logsFolder, `${slot.name}.log`),
    });
    slot.part = part;
    void part.exited.then(() => {
      slot.part = null;
    });
  };

  await Promise.all(slots.map(({ name }) => start(name)));
  const nginx = await startNginx({
    supervisor,
    program: options.programs.nginx,
    port: balancerPort,
    statusPort,
    upstreams: slots.map(({ port }, index) => ({ port, weight: topology.weights?.[index] ?? 1 })),
    logsFolder,
  });

  return {
    baseUrl: nginx.baseUrl,
    statusUrl: nginx.statusUrl,
    servers: slots.map(({ name, url, metricsToken }) => ({ name, url, metricsToken })),
    processes: () => [
      { name: nginx.part.name, pid: nginx.part.pid, keepsWorkers: true },
      ...slots.flatMap(({ part }) => (part ? [{ name: part.name, pid: part.pid }] : [])),
    ],
    killServer: async (name) => {
      const { part } = slotOf(name);
      part?.kill('SIGKILL');
      await part?.exited;
    },
    startServer: start,
    pauseServer: async (name) => slotOf(name).part?.pause(),
    resumeServer: async (name) => {
      const { part, url } = slotOf(name);
      part?.resume();
      if (part) await awaitReady(part, () => isHealthy(url));
    },
    stop: async () => {
      await nginx.part.stop();
      await Promise.all(slots.map(({ part }) => part?.stop()));
    },
  };
}
