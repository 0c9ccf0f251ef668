import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BEHAVIOURS, type Behaviour, TRIVIAL_ROUTE } from '../behaviours.ts';
import { quantileOf } from '../distribution.ts';
import { evenDraw, isChosen } from '../even-draws.ts';
import { answeredAtMs } from '../stall.ts';
import { PreciseTimer } from './precise-timer.ts';
import { emptyRecord, type ServedRecord } from './record.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
/** Connections stay open from one load to the next, and are never closed under a request. */
const KEEP_ALIVE_MS = 120_000;

/**
 * A server that does exactly what is planned and records what it did. `GET /<behaviour>` answers as planned; `POST
 * /begin/<behaviour>` resets its plan and its record; `GET /record/<behaviour>` returns the record; `GET /metrics` and
 * `GET /health` are what the harness reads from any server.
 */
export function createKnownServer(): Server {
  const timer = new PreciseTimer();
  const records = new Map<string, ServedRecord>();
  const counters = new Counters();
  const beginAnew = (route: string) => records.set(route, emptyRecord());
  for (const { name } of BEHAVIOURS) beginAnew(name);
  beginAnew(TRIVIAL_ROUTE);
  const behaviourAt = new Map(BEHAVIOURS.map((behaviour) => [`/${behaviour.name}`, behaviour]));
  const trivialPath = `/${TRIVIAL_ROUTE}`;
  const trivialBody = JSON.stringify({ route: TRIVIAL_ROUTE });

  const behave = (behaviour: Behaviour, response: ServerResponse): void => {
    const startedMs = performance.now();
    const record = records.get(behaviour.name)!;
    const n = record.requests++;
    const readyMs = startedMs + quantileOf(behaviour.serviceMs, evenDraw(n));
    const isFailure = isChosen(n, behaviour.failureRatio);
    if (behaviour.hitRatio !== null) {
      const isHit = isChosen(n, behaviour.hitRatio);
      if (isHit) record.hits++;
      counters.count('cache_lookups_total', { family: behaviour.name, outcome: isHit ? 'hit' : 'miss' });
    }
    timer.at(behaviour.stall ? answeredAtMs(readyMs, behaviour.stall) : readyMs, () => {
      const status = isFailure ? 503 : 200;
      response.writeHead(status, JSON_TYPE).end(JSON.stringify({ route: behaviour.name }));
      const endedMs = performance.now();
      if (isFailure) record.failed++;
      record.endedAtMs.push(performance.timeOrigin + endedMs);
      record.serviceTimesMs.push(endedMs - startedMs);
      counters.count('http_requests_total', { route: behaviour.name, status: String(status) });
    });
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/';
    if (path === trivialPath) {
      records.get(TRIVIAL_ROUTE)!.requests++;
      response.writeHead(200, JSON_TYPE).end(trivialBody);
      return;
    }
    const behaviour = behaviourAt.get(path);
    if (behaviour) {
      behave(behaviour, response);
      return;
    }
    const [, action, route = ''] = path.split('/');
    if (action === 'begin' && request.method === 'POST' && records.has(route)) {
      beginAnew(route);
      response.writeHead(204).end();
    } else if (action === 'record' && records.has(route)) {
      response.writeHead(200, JSON_TYPE).end(JSON.stringify(records.get(route)));
    } else if (action === 'metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(counters.render());
    } else if (action === 'health') {
      response.writeHead(200, JSON_TYPE).end('{"status":"ok"}');
    } else {
      response.writeHead(404).end();
    }
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** Counters in the Prometheus text format. Label values are our own names: nothing in them needs escaping. */
class Counters {
  readonly #values = new Map<string, number>();

  count(name: string, labels: Record<string, string>): void {
    const inside = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const series = `${name}{${inside.join(',')}}`;
    this.#values.set(series, (this.#values.get(series) ?? 0) + 1);
  }

  render(): string {
    const started = `process_start_time_seconds ${performance.timeOrigin / 1000}`;
    return `${[started, ...[...this.#values].map(([series, value]) => `${series} ${value}`)].join('\n')}\n`;
  }
}
