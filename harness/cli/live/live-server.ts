import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIVE_PATHS, LIVE_SCRIPT, livePage } from '../../../reports/live/index.ts';
import type { LiveView } from '../../../reports/live/live-view.ts';

const LOOPBACK = '127.0.0.1';
/** Pages that may be open at the same time. */
const MOST_READERS = 10;
/** How long a page may take to read the last view. */
const LAST_WORDS_MS = 1000;

const HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer', // the address is the secret
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close', // so that an open page does not keep the server from closing
};

export type LiveServer = {
  /** with a random token in its path: other users of this machine cannot guess it */
  url: string;
  /** Sends the view to every open page. */
  send(view: LiveView): void;
  /** Ends when the open pages have received everything. */
  close(): Promise<void>;
};

/** Serves the live page of a run on the loopback interface, and its figures as server-sent events. */
export async function startLiveServer(first: LiveView): Promise<LiveServer> {
  const base = `/${randomBytes(16).toString('hex')}/`;
  const texts = new Map([
    [base, { type: 'text/html', text: livePage(first.title) }],
    [base + LIVE_PATHS.script, { type: 'text/javascript', text: LIVE_SCRIPT }],
  ]);
  const readers = new Set<ServerResponse>();
  let message = messageOf(first);

  const follow = (response: ServerResponse) => {
    response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
    response.write(message);
    readers.add(response);
    response.on('close', () => readers.delete(response));
  };
  const server = createServer(({ method, url = '' }, response) => {
    const found = texts.get(url);
    if (method !== 'GET') response.writeHead(405, HEADERS).end();
    else if (found)
      response.writeHead(200, { ...HEADERS, 'Content-Type': `${found.type}; charset=utf-8` }).end(found.text);
    else if (url !== base + LIVE_PATHS.figures) response.writeHead(404, HEADERS).end();
    else if (readers.size >= MOST_READERS) response.writeHead(503, HEADERS).end();
    else follow(response);
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${port}${base}`,
    send(view) {
      message = messageOf(view);
      // A page that does not keep up misses this one: the next has everything too.
      for (const reader of readers) if (!reader.writableNeedDrain) reader.write(message);
    },
    async close() {
      for (const reader of readers) reader.end();
      server.close();
      await Promise.race([once(server, 'close'), sleep(LAST_WORDS_MS, undefined, { ref: false })]);
      server.closeAllConnections();
    },
  };
}

function messageOf(view: LiveView): string {
  return `data: ${JSON.stringify(view)}\n\n`;
}
