import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './stores.ts';

/** A proxy to a store that can be shut: clients of the proxy then lose the store, while others still reach it. */
export type TcpGate = {
  port: number;
  shut(): Promise<void>;
  open(): Promise<void>;
  /** From now on no responses come back through it, though it looks open. */
  hold(): void;
};

export async function openTcpGate(toPort: number): Promise<TcpGate> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  const outsides = new Set<Socket>();
  let server: Server;

  async function open(): Promise<void> {
    server = createServer((inside) => {
      const outside = connect(toPort, '127.0.0.1');
      outsides.add(outside);
      for (const socket of [inside, outside]) {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          sockets.delete(socket);
          outsides.delete(socket);
          inside.destroy();
          outside.destroy();
        });
      }
      inside.pipe(outside).pipe(inside);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
  }

  await open();
  return {
    port,
    open,
    hold() {
      for (const outside of outsides) outside.unpipe().pause();
    },
    async shut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
