import type { PartIdentity } from '../model/part-identity.ts';
import type { ServerSecond } from '../model/timeline.ts';
import { type Exposition, parseExposition } from './prometheus-text.ts';
import type { OnProblem, Sampler } from './sampler.ts';
import { SERVER_FAMILIES, serverSecond, startTimeOf } from './server-second.ts';

export type ScrapedServer = { name: string; url: string; metricsToken: string };

export type ServerSamplerOptions = {
  /** called before every look, because servers come and go */
  servers: () => readonly ScrapedServer[];
  onProblem?: OnProblem;
  timeoutMs?: number;
};

/**
 * Reads `GET <url>/metrics` of every server and computes the increases since that server's last response. A server that does not
 * respond in time is left out. A restarted server counts from zero.
 */
export function createServerSampler({
  servers,
  onProblem,
  timeoutMs = 800,
}: ServerSamplerOptions): Sampler<ServerSecond[]> {
  const before = new Map<string, Exposition>();
  const ambiguous = new Set<string>();

  /** An older process that answers after a younger one means that several processes take turns, so no identity is reported any more. */
  const identityOf = (name: string, last: Exposition, now: Exposition): { identity?: PartIdentity } => {
    const [startedBeforeSec, startedSec] = [startTimeOf(last), startTimeOf(now)];
    if (startedSec === null) return {};
    if (startedBeforeSec !== null && startedSec < startedBeforeSec) ambiguous.add(name);
    return ambiguous.has(name) ? {} : { identity: { instance: String(startedSec) } };
  };

  const sampleOne = async (server: ScrapedServer): Promise<ServerSecond | null> => {
    const now = parseExposition(await scrape(server, timeoutMs), SERVER_FAMILIES);
    const last = before.get(server.name);
    before.set(server.name, now);
    return last ? { ...serverSecond(server.name, last, now), ...identityOf(server.name, last, now) } : null;
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

/** The text of `GET <url>/metrics`; rejects if the answer is not a 200 in time. */
export async function scrape(
  { url, metricsToken }: Omit<ScrapedServer, 'name'>,
  timeoutMs: number,
): Promise<string> {
  const response = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${metricsToken}` },
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET /metrics answered ${response.status}`);
  return text;
}
