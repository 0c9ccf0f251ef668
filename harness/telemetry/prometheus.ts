import type { ServerSecond } from '../model/timeline.ts';
import { type Exposition, parseExposition } from './prometheus-text.ts';
import type { OnProblem, Sampler } from './sampler.ts';
import { SERVER_FAMILIES, serverSecond } from './server-second.ts';

export type ScrapedServer = { name: string; url: string; metricsToken: string };

export type ServerSamplerOptions = {
  /** asked before every look, for servers come and go */
  servers: () => readonly ScrapedServer[];
  onProblem?: OnProblem;
  timeoutMs?: number;
};

/**
 * Reads `GET <url>/metrics` of every server and turns what has grown into the increase since the last answer of that
 * server. A server that does not answer in time is left out. One that was started again counts from zero.
 */
export function createServerSampler({
  servers,
  onProblem,
  timeoutMs = 800,
}: ServerSamplerOptions): Sampler<ServerSecond[]> {
  const before = new Map<string, Exposition>();

  const sampleOne = async (server: ScrapedServer): Promise<ServerSecond | null> => {
    const now = parseExposition(await scrape(server, timeoutMs), SERVER_FAMILIES);
    const last = before.get(server.name);
    before.set(server.name, now);
    return last ? serverSecond(server.name, last, now) : null;
  };

  return {
    async sample() {
      const looked = servers().map((server) =>
        sampleOne(server).catch((error: unknown) => {
          onProblem?.(server.name, error);
          return null;
        }),
      );
      return (await Promise.all(looked)).filter((second) => second !== null);
    },
  };
}

async function scrape({ url, metricsToken }: ScrapedServer, timeoutMs: number): Promise<string> {
  const response = await fetch(new URL('/metrics', url), {
    headers: { authorization: `Bearer ${metricsToken}` },
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET /metrics was answered ${response.status}`);
  return text;
}
