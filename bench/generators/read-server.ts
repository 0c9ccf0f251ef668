import { scrape } from '../../harness/telemetry/prometheus.ts';
import type { Exposition } from '../../harness/telemetry/prometheus-text.ts';
import type { LoadedServer } from '../observed-server.ts';
import { parseFigures } from './server-figures.ts';

const TIMEOUT_MS = 5_000;

/** Looks at the server's own counters. */
export async function readServer(server: LoadedServer): Promise<Exposition> {
  return parseFigures(await scrape(server, TIMEOUT_MS));
}
