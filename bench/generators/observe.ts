import { readFile } from 'node:fs/promises';
import type { Bench } from '../benchmark.ts';
import { type LoadedServer, observeServer } from '../observed-server.ts';

/** Observes a load while a tool offers it. `env` tells the tool where its figures go; `finish` returns them. */
export type Observe = (
  bench: Bench,
  server: LoadedServer,
  runId: string,
) => Promise<{ otlpEndpoint: string; finish(): Promise<string> }>;

/** Everything that a run records, with the generator's figures as they are written to histograms.ndjson. */
export const observeAsInRun: Observe = async (bench, server, runId) => {
  const { otlpEndpoint, stop, runFolder } = await observeServer(bench, server, runId);
  return {
    otlpEndpoint,
    async finish() {
      await stop();
      return await readFile(runFolder.histogramsFile, 'utf8');
    },
  };
};
