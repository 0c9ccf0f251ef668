import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Observation, observe } from '../harness/run/observe.ts';
import { observedOf } from '../harness/run/observed.ts';
import { createRunFolder, type RunFolder } from '../harness/store/index.ts';
import type { Part } from '../harness/system/part.ts';
import type { Bench } from './benchmark.ts';

/** A single server under load. */
export type LoadedServer = { part: Part; url: string; metricsToken: string };

/** Observes a server, its stores and all processes, as a run does. What is recorded goes into the run folder. */
export async function observeServer(
  { folder, stores, log }: Pick<Bench, 'folder' | 'stores' | 'log'>,
  { part, url, metricsToken }: LoadedServer,
  runId: string,
): Promise<Observation & { runFolder: RunFolder }> {
  const runs = join(folder, 'runs');
  await mkdir(runs, { recursive: true });
  const runFolder = await createRunFolder(runs, runId);
  const observation = await observe({
    folder: runFolder,
    system: observedOf(stores, { servers: [{ name: 'server-1', url, metricsToken }], parts: [part] }),
    indicators: [],
    generators: () => [],
    phaseAt: () => null,
    onLive: () => {},
    onProblem: () => {},
    onRestart: () => {},
    onFailure: (error) => log(`recording failed: ${error}`),
  });
  return { ...observation, runFolder };
}
