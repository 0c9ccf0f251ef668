import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitSuccess } from '../../harness/system/supervision/readiness.ts';
import { k6OtlpEnvironment } from '../../harness/telemetry/otlp/k6-environment.ts';
import type { Bench } from '../benchmark.ts';
import type { LoadedServer } from '../observed-server.ts';
import { parseChildrenCpuSec, SHELL } from './measured-shell.ts';
import { readServer } from './read-server.ts';
import { figuresBetween, type ServerFigures } from './server-figures.ts';
import { stallServer } from './stall.ts';
import type { Command, Offer, Reported, Tool, Work } from './tool.ts';

/** A tool has this long to start and end, in addition to its load. */
const PATIENCE_MS = 60_000;

/** One load, as seen by the server and by the tool that offered it. */
export type Measurement = {
  server: ServerFigures;
  requestsPerSec: number;
  cpuUsPerRequest: number;
  reported: Reported;
};

export type Context = {
  bench: Bench;
  server: LoadedServer;
  work: Omit<Work, 'folder'>;
  /** the PATH of every tool */
  path: string;
};

/**
 * Offers a load with a tool, and measures both sides. CPU is that of the tool's whole life, its start included, and of this process if
 * that records the tool's figures.
 * @param id names the folder of the measurement
 * @returns null if the tool cannot offer such a load
 */
export async function measureTool(
  context: Context,
  tool: Tool,
  program: string,
  { offer, stallMs, id }: { offer: Offer; stallMs: number; id: string },
): Promise<Measurement | null> {
  const { bench, server } = context;
  const folder = join(bench.folder, id);
  await mkdir(folder, { mode: 0o700 });
  const warmUpMs = (tool.warmUpSec ?? 0) * 1000;
  const longer = { ...offer, durationSec: offer.durationSec + warmUpMs / 1000 };
  const command = tool.commandFor(program, longer, { ...context.work, folder });
  if (command === null) return null;
  for (const [file, text] of Object.entries(command.files)) await writeFile(file, text, { mode: 0o600 });

  const before = await readServer(server);
  const observation = await tool.observe?.(bench, server, id);
  const ownCpu = process.cpuUsage();
  const over = new AbortController();
  const afterMs = warmUpMs + (offer.durationSec * 1000 - stallMs) / 2;
  const stalled = stallMs === 0 ? null : stallServer(server, { durationMs: stallMs, afterMs }, over.signal);
  stalled?.catch(() => {}); // awaited below, unless the tool fails
  const cpuFile = join(folder, 'cpu');
  const otlp = observation ? k6OtlpEnvironment(observation.otlpEndpoint, tool.name) : {};
  let recorded: string | undefined;
  try {
    await run(context, tool.name, '/bin/sh', ['-c', SHELL, 'sh', command.command, ...command.args], {
      timeoutMs: longer.durationSec * 1000 + PATIENCE_MS,
      env: { ...command.env, ...otlp, CPU_FILE: cpuFile },
      folder,
    });
  } finally {
    over.abort();
    await Promise.allSettled([stalled]);
    recorded = await observation?.finish();
  }
  await stalled;
  const figures = figuresBetween(before, await readServer(server));
  if (figures.requests === 0) throw new Error('the server got no request');
  const { user, system } = observation ? process.cpuUsage(ownCpu) : { user: 0, system: 0 };
  const toolCpuUs = 1e6 * parseChildrenCpuSec(await readFile(cpuFile, 'utf8'));
  return {
    server: figures,
    requestsPerSec: figures.requests / longer.durationSec,
    cpuUsPerRequest: (toolCpuUs + user + system) / figures.requests,
    reported: tool.parse(recorded ?? (await resultOf(context, tool.name, command, folder))),
  };
}

async function resultOf(context: Context, name: string, command: Command, folder: string): Promise<string> {
  const { afterwards, resultFile } = command;
  if (afterwards) {
    await run(context, name, afterwards.command, afterwards.args, {
      timeoutMs: PATIENCE_MS,
      env: command.env,
      folder,
    });
  }
  return await readFile(resultFile, 'utf8');
}

/** @throws ProofloadError PART_NOT_READY if it fails; Error if it does not end */
async function run(
  { bench, path }: Context,
  name: string,
  command: string,
  args: string[],
  { timeoutMs, env, folder }: { timeoutMs: number; env: Record<string, string>; folder: string },
): Promise<void> {
  const task = await bench.supervisor.spawn({
    name,
    lifetime: 'task',
    command,
    args,
    env: { PATH: path, HOME: folder, ...env },
    cwd: folder,
    logFile: join(folder, 'tool.log'),
    stopSignal: 'SIGKILL', // takes its children too
    stopTimeoutMs: 5_000,
  });
  const timeout = new AbortController();
  try {
    await Promise.race([
      awaitSuccess(task),
      sleep(timeoutMs, undefined, { signal: timeout.signal }).then(() => {
        throw new Error(`${name} did not end within ${timeoutMs / 1000} s`);
      }),
    ]);
  } finally {
    timeout.abort();
    await task.stop();
  }
}
