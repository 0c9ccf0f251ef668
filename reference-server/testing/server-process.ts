import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { METRICS_TOKEN } from './app.ts';
import { killWithUs } from './stores.ts';

/** A server as a process of its own, which can be killed. */
export type ServerProcess = {
  process: ChildProcess;
  url: string;
  /** its output so far, one JSON text per line */
  log: string[];
  exited: Promise<number | null>;
};

/** Starts one on a free port, and waits until it listens. */
export async function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  const child = spawnServer({ METRICS_TOKEN, PORT: '0', ...env });
  const log: string[] = [];
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const listening = Promise.withResolvers<{ port: number }>();
  createInterface({ input: child.stdout! }).on('line', (line) => {
    log.push(line);
    const entry = JSON.parse(line);
    if (entry.msg === 'listening') listening.resolve(entry);
  });
  const { port } = await Promise.race([
    listening.promise,
    exited.then(() => Promise.reject(new Error(log.join()))),
  ]);
  return { process: child, url: `http://127.0.0.1:${port}`, log, exited };
}

export function spawnServer(env: Record<string, string>): ChildProcess {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [new URL('../server.ts', import.meta.url).pathname], {
    env: {
      ...(PATH && { PATH }),
      ...(HOME && { HOME }),
      ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }),
      PLATFORM: 'tvet-connect',
      ...env,
    },
  });
  killWithUs(child);
  return child;
}
