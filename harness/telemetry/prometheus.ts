import type { PartIdentity } from '../model/part-identity.ts';
import type { ServerSecond } from '../model/timeline.ts';
import { inOwnNames, type MetricsMapping, namesIn } from './mapped-metrics.ts';
import { type Exposition, parseExposition } from './prometheus-text.ts';
import type { OnProblem, Sampler } from './sampler.ts';
import {
  SERVER_FAMILIES,
  SERVER_HISTOGRAM_UPPER_BOUNDS_MS,
  serverSecond,
  startTimeOf,
} from './server-second.ts';

/** A server whose metrics are read. */
export type ScrapedServer = {
  name: string;
  url: string;
  /** sent as a bearer token; empty: none is sent */
  metricsToken: string;
  /** of its metrics; left out: /metrics */
  path?: string;
  /** what they are called; left out: as the reference server calls them */
  mapping?: MetricsMapping;
};

export type ServerSamplerOptions = {
  /** called before every look, because servers come and go */
  servers: () => readonly ScrapedServer[];
  onProblem?: OnProblem;
  /** of their histograms, without +Inf; default: those of the reference server */
  boundsMs?: readonly number[];
  timeoutMs?: number;
};

/**
 * Reads `GET <url>/metrics` of every server and computes the increases since that server's last response. A server that does not
 * respond in time is left out. A restarted server counts from zero.
 */
export function createServerSampler({
  servers,
  onProblem,
  boundsMs = SERVER_HISTOGRAM_UPPER_BOUNDS_MS,
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
    const { mapping } = server;
    const read = await readMetrics(server, timeoutMs);
    const now = mapping ? inOwnNames(read, mapping, boundsMs) : read;
    const last = before.get(server.name);
    before.set(server.name, now);
    return last
      ? { ...serverSecond(server.name, last, now, boundsMs), ...identityOf(server.name, last, now) }
      : null;
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

/** The metrics of a server that telemetry understands, under the server's own names. Rejects if the answer is not a 200 in time. */
export async function readMetrics(
  server: Omit<ScrapedServer, 'name'>,
  timeoutMs: number,
): Promise<Exposition> {
  const { mapping } = server;
  return parseExposition(await scrape(server, timeoutMs), mapping ? namesIn(mapping) : SERVER_FAMILIES);
}

/** The text of a server's metrics; rejects if the answer is not a 200 in time. */
export async function scrape(
  { url, path = '/metrics', metricsToken }: Pick<ScrapedServer, 'url' | 'path' | 'metricsToken'>,
  timeoutMs: number,
): Promise<string> {
  const response = await fetch(`${url}${path}`, {
    ...(metricsToken !== '' && { headers: { authorization: `Bearer ${metricsToken}` } }),
    redirect: 'manual', // it may lead to a host that nobody has named
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
  return text;
}
