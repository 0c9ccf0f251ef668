import { sourceModule } from '../../program/source-module.ts';
import { isHealthy } from '../../system/servers/server.ts';
import { findFreePorts, LOOPBACK } from '../../system/supervision/ports.ts';
import { awaitReady } from '../../system/supervision/readiness.ts';
import type { RunningProgram, Supervisor } from '../../system/supervision/supervisor.ts';
import type { ServedRecord } from './record.ts';

const MAIN = sourceModule(import.meta.dirname, 'main');

/** A running known server. */
export type KnownServer = {
  url: string;
  part: RunningProgram;
  /** resets the plan and the record of a route; no request to it may be in flight meanwhile */
  begin(route: string): Promise<void>;
  record(route: string): Promise<ServedRecord>;
};

/** @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL */
export async function startKnownServer(supervisor: Supervisor, logFile: string): Promise<KnownServer> {
  const [port] = await findFreePorts(1);
  const part = await supervisor.spawn({
    name: 'known-server',
    lifetime: 'service',
    command: process.execPath,
    args: [MAIN],
    env: { NODE_ENV: 'production', PORT: String(port) },
    logFile,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5_000,
  });
  const url = `http://${LOOPBACK}:${port}`;
  await awaitReady(part, () => isHealthy(url));
  const ask = async (path: string, method: string) => {
    const response = await fetch(`${url}/${path}`, { method });
    if (!response.ok) throw new Error(`${method} /${path} answered ${response.status}`);
    return response;
  };
  return {
    url,
    part,
    async begin(route) {
      await ask(`begin/${route}`, 'POST');
    },
    record: async (route) => (await (await ask(`record/${route}`, 'GET')).json()) as ServedRecord,
  };
}
