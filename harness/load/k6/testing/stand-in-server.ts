import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as the server saw it. `connection` is the client's address and port. */
export type Seen = { path: string; who: number; address: string; connection: string; atMs: number };

export type StandInServer = {
  url: string;
  seen: Seen[];
  /** answers nothing for this long, then everything that came in */
  stall(durationMs: number): void;
  close(): Promise<void>;
};

/** A server with known behaviour: each path has one way of answering. */
const ANSWERS: Record<string, (response: ServerResponse, who: number) => void> = {
  '/right': (response, who) => response.end(JSON.stringify({ who })),
  '/wrong': (response) => response.end('{"who":"somebody else"}'),
  '/text': (response) => response.end('<h1>It works!</h1>'),
  '/error': (response) => response.writeHead(503).end(),
  '/refused': (response) => response.writeHead(429).end(),
  '/cut': (response) => response.destroy(),
  '/silent': () => {},
};

export async function startStandInServer(): Promise<StandInServer> {
  const seen: Seen[] = [];
  let stalledUntilMs = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
    const { remoteAddress: address = '', remotePort } = request.socket;
    const who = Number(searchParams.get('who'));
    seen.push({ path, who, address, connection: `${address}:${remotePort}`, atMs: performance.now() });
    const waitMs = stalledUntilMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    ANSWERS[path]?.(response, who);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stall: (durationMs) => {
      stalledUntilMs = performance.now() + durationMs;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
