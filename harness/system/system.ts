import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Edge } from '../../reference-server/core/edge-url.ts';
import { grantRows } from '../../seed/index.ts';
import type { PlantedDefects } from '../model/run.ts';
import {
  namesInGroup,
  type ServerGroup,
  serverCount,
  serverGroups,
  type Topology,
} from '../model/topology.ts';
import { makeFolders } from '../store/disk.ts';
import { type Gate, startGate } from './gate/gate.ts';
import { edgeOf } from './nginx/edge.ts';
import { startNginx } from './nginx/nginx.ts';
import type { Part } from './part.ts';
import type { Programs } from './programs/programs.ts';
import { newMetricsToken, REFERENCE_SERVER, type ServerStores, serverPart } from './servers/server.ts';
import type { Stores } from './stores.ts';
import { everyStart } from './supervision/every-start.ts';
import { findFreePorts, LOOPBACK, requireFreePort } from './supervision/ports.ts';
import type { Supervisor } from './supervision/supervisor.ts';

export type SystemOptions = {
  stores: ServerStores & Pick<Stores, 'databaseUrl' | 'serverRole'>;
  supervisor: Supervisor;
  programs: Pick<Programs, 'nginx'>;
  topology: Topology;
  plantedDefects: PlantedDefects;
  platform: string;
  /** the run's folder; logs go to logs/ in it */
  folder: string;
  /** of the edge; default: a free one */
  port?: number;
  /** the file that each server process runs; default: the reference server */
  serverEntry?: string;
  /** names of the parts that get a gate in front of them; default: none */
  gated?: readonly string[];
};

export type System = {
  /** of the edge, e.g. "http://127.0.0.1:18080" */
  baseUrl: string;
  /** the edge's status page, on a port that users do not use */
  statusUrl: string;
  /** how the edge answered requests for files, one word a line; null: it delivers none */
  filesLog: string | null;
  /** the servers behind it; /metrics requires the token as Bearer */
  servers: { name: string; url: string; metricsToken: string }[];
  /** the servers, nginx, and their gates */
  parts: Part[];
  gates: Gate[];
  stop(): Promise<void>;
};

/**
 * Gives the servers' role its rights to the existing data set, starts the application servers at the same time, and then the edge in
 * front of them.
 * @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { supervisor, stores, topology, folder, gated = [] } = options;
  if (options.port !== undefined) await requireFreePort(options.port);
  const logsFolder = join(folder, 'logs');
  await makeFolders(logsFolder);
  const { databaseUrl, serverRole } = stores;
  if (serverRole !== null) await grantRows({ databaseUrl, role: serverRole });

  await using ending = new AsyncDisposableStack();
  const gates: Gate[] = [];
  /** @returns the port at which clients reach a part */
  const gatedPort = async (of: string, targetPort: number, port?: number): Promise<number> => {
    if (!gated.includes(of)) return targetPort;
    const gate = await startGate({
      supervisor,
      of,
      targetPort,
      logsFolder,
      ending,
      ...(port === undefined ? {} : { port }),
    });
    gates.push(gate);
    return gate.port;
  };

  // All at once, so that they are different. Servers are told the address of the edge before it is started.
  const ports = await findFreePorts(3 + serverCount(topology));
  const [freePort, innerPort, statusPort, ...serverPorts] = ports as [number, number, number, ...number[]];
  const publicPort = options.port ?? freePort;
  const baseUrl = `http://${LOOPBACK}:${publicPort}`;
  const isEdgeOfFiles = stores.serverObjectStore !== null && topology.fileDelivery === 'edge';
  const edge = isEdgeOfFiles ? { url: baseUrl, secret: randomBytes(24).toString('base64url') } : null;

  const groups = serverGroups(topology);
  const servers = plannedServers({ ...options, edge }, groups, serverPorts, logsFolder);
  ending.defer(async () => {
    await Promise.all(servers.map(({ part }) => part.discard()));
  });
  await everyStart(servers.map(({ part }) => part.start()));
  const publicPorts = new Map<string, number>();
  for (const { name, port } of servers) publicPorts.set(name, await gatedPort(name, port));

  const nginx = await startNginx({
    supervisor,
    program: options.programs.nginx,
    port: gated.includes('nginx') ? innerPort : publicPort,
    statusPort,
    ...edgeOf(groups, (name) => publicPorts.get(name)!),
    files: edge && { storeUrl: stores.serverObjectStore!.endpoint, secret: edge.secret },
    logsFolder,
    ending,
  });
  await gatedPort('nginx', innerPort, publicPort);

  const started = ending.move();
  return {
    baseUrl,
    statusUrl: nginx.statusUrl,
    filesLog: nginx.filesLog,
    servers: servers.map(({ name, url, metricsToken }) => ({ name, url, metricsToken })),
    parts: [nginx.part, ...servers.map(({ part }) => part), ...gates.map(({ part }) => part)],
    gates,
    stop: () => started.disposeAsync(),
  };
}

type PlannedServer = {
  name: string;
  port: number;
  url: string;
  metricsToken: string;
  part: Part;
};

function plannedServers(
  options: SystemOptions & { edge: Edge | null },
  groups: ServerGroup[],
  ports: number[],
  logsFolder: string,
): PlannedServer[] {
  const named = groups.flatMap((group) => namesInGroup(group).map((name) => ({ name, group })));
  return named.map(({ name, group }, index) => {
    const port = ports[index]!;
    const metricsToken = newMetricsToken();
    const part = serverPart({
      ...options,
      name,
      group,
      port,
      entry: [options.serverEntry ?? REFERENCE_SERVER],
      metricsToken,
      logFile: join(logsFolder, `${name}.log`),
    });
    return { name, port, url: `http://${LOOPBACK}:${port}`, metricsToken, part };
  });
}
