import type { BalancerSecond } from '../model/timeline.ts';
import { increase, type Sampler } from './sampler.ts';

const TIMEOUT_MS = 800;
/** nginx's figures include our own connection and request. */
const OWN = 1;

/** Reads stub_status of an nginx. */
export function createBalancerSampler({ statusUrl }: { statusUrl: string }): Sampler<BalancerSecond> {
  let before: StubStatus | null = null;
  return {
    async sample() {
      const now = parseStubStatus(await read(statusUrl));
      const last = before;
      before = now;
      if (!last) return null;
      return {
        connections: Math.max(0, now.active - OWN),
        idle: now.waiting,
        requests: Math.max(0, increase(last.requests, now.requests) - OWN),
        droppedConnections: increase(last.accepts - last.handled, now.accepts - now.handled),
      };
    },
  };
}

export type StubStatus = {
  active: number;
  accepts: number;
  handled: number;
  requests: number;
  waiting: number;
};

/** Source: ngx_http_stub_status_module. Connections that were accepted but not handled exceeded the limit of their worker. */
export function parseStubStatus(text: string): StubStatus {
  const found =
    /^Active connections: (\d+)\s+server accepts handled requests\s+(\d+) (\d+) (\d+)\s+Reading: \d+ Writing: \d+ Waiting: (\d+)/.exec(
      text,
    );
  if (!found) throw new Error('this is not the status page of nginx');
  const [active, accepts, handled, requests, waiting] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { active, accepts, handled, requests, waiting };
}

async function read(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${new URL(url).pathname} answered ${response.status}`);
  return text;
}
