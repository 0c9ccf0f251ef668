/**
 * A gate in front of a part: it passes connections on from LISTEN_PORT to TARGET_PORT. Requests over the socket CONTROL make it refuse
 * connections, slow the responses down, or open again. It connects from the client's own address, by which a server tells the balancer from
 * others.
 */
import { createServer as createControl } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { DelayLine } from './delay-line.ts';

const { HOST, LISTEN_PORT, TARGET_PORT, CONTROL } = process.env;
const open = new Set<Socket>();
let delayMs = 0;

const gate = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const target = connect({
    host: HOST!,
    port: Number(TARGET_PORT),
    localAddress: client.remoteAddress!,
    allowHalfOpen: true,
    noDelay: true,
  });
  for (const [socket, other] of [
    [client, target],
    [target, client],
  ] as const) {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', (hadError) => {
      open.delete(socket);
      if (hadError) other.resetAndDestroy();
    });
  }
  client.pipe(target);
  target.pipe(new DelayLine(() => delayMs)).pipe(client);
});

const listen = () =>
  new Promise<void>((resolve, reject) => {
    if (gate.listening) return resolve();
    gate.once('error', reject);
    gate.listen({ port: Number(LISTEN_PORT), host: HOST, backlog: 4096 }, () => {
      gate.off('error', reject);
      resolve();
    });
  });

/** Refuses new connections and cuts existing ones. */
function refuse(): void {
  gate.close();
  for (const socket of open) socket.resetAndDestroy();
}

async function setMode(mode: string, given: URLSearchParams): Promise<void> {
  delayMs = mode === '/slow' ? Number(given.get('delayMs')) : 0;
  if (mode === '/refuse') refuse();
  else await listen();
}

await listen();
createControl((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://gate');
  const answer = (status: number) => response.writeHead(status, { connection: 'close' }).end();
  if (request.method === 'GET') return answer(204);
  setMode(pathname, searchParams).then(
    () => answer(204),
    () => answer(500),
  );
}).listen(CONTROL);
