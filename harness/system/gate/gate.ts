import { request } from 'node:http';
import { join } from 'node:path';
import { Part } from '../part.ts';
import { compileCacheVariable } from '../programs/compile-cache.ts';
import { findFreePorts, LOOPBACK } from '../supervision/ports.ts';
import type { Supervisor } from '../supervision/supervisor.ts';

/** A process in front of a part that can refuse or slow down the connections to it: docs/adr/0002-defects-and-faults.md. */
export type Gate = {
  /** of the part behind it */
  of: string;
  /** where clients connect instead */
  port: number;
  part: Part;
  /** cuts existing connections and refuses new ones */
  refuse(): Promise<void>;
  /** delays every response by this much */
  slow(delayMs: number): Promise<void>;
  /** passes everything on without delay, as it does when started */
  open(): Promise<void>;
};

export type GateOptions = {
  supervisor: Supervisor;
  /** name of the part behind it, e.g. "redis" */
  of: string;
  targetPort: number;
  logsFolder: string;
  /** of the gate; default: a free one */
  port?: number;
  /** collects what ends the started processes */
  ending: AsyncDisposableStack;
};

/** @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL */
export async function startGate(options: GateOptions): Promise<Gate> {
  const { supervisor, of, targetPort, logsFolder, ending } = options;
  const [freePort] = options.port === undefined ? await findFreePorts(1) : [options.port];
  const port = freePort!;
  const socket = join(await supervisor.makeWorkFolder(), 'control');
  const name = `${of}-gate`;
  const logFile = join(logsFolder, `${name}.log`);
  const part = new Part({
    supervisor,
    program: {
      name,
      command: process.execPath,
      args: [join(import.meta.dirname, 'gate-process.ts')],
      env: {
        ...compileCacheVariable(),
        HOST: LOOPBACK,
        LISTEN_PORT: String(port),
        TARGET_PORT: String(targetPort),
        CONTROL: socket,
      },
      logFile,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 5_000,
    },
    probe: async () => (await tell(socket, 'GET', '/')) === DONE,
  });
  ending.defer(() => part.discard());
  await part.start();
  const put = async (path: string) => {
    const status = await tell(socket, 'PUT', path);
    if (status !== DONE) throw new Error(`${name} answered ${status} to ${path}`);
  };
  return {
    of,
    port,
    part,
    refuse: () => put('/refuse'),
    slow: (delayMs) => put(`/slow?delayMs=${delayMs}`),
    open: () => put('/open'),
  };
}

const DONE = 204;

/** @returns the status of the answer */
function tell(socketPath: string, method: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path, agent: false, timeout: 5_000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.once('timeout', () => asked.destroy(new Error('the gate did not answer')));
    asked.once('error', reject);
    asked.end();
  });
}
