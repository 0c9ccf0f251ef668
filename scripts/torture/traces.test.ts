import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listeningSockets, noTraces, noteTraces, sharedMemoryIn, tracesLeft } from './traces.ts';

it('listeningSockets reads the inode and port of listening sockets', () => {
  const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0
   1: 0100007F:1F91 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0`;
  expect(listeningSockets(text)).toEqual(new Map([['4711', 8080]]));
});

it('sharedMemoryIn reads ids of segments and files of /dev/shm', () => {
  const maps = `7f00-7f01 rw-s 00000000 00:01 32770                      /SYSV0052e2c1 (deleted)
7f02-7f03 rw-s 00000000 00:19 5                          /dev/shm/PostgreSQL.123
7f04-7f05 r-xp 00000000 fe:00 99                         /usr/lib/libc.so.6`;
  expect(sharedMemoryIn(maps)).toEqual({ segments: ['32770'], files: ['/dev/shm/PostgreSQL.123'] });
});

describe.runIf(process.platform === 'linux')('tracesLeft', () => {
  it('finds the socket that is still open, and not another on the same port', async () => {
    const listen = (port: number) => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
    };
    const close = (server: { close(done: () => void): void }) =>
      new Promise<void>((resolve) => server.close(resolve));
    const first = await listen(0);
    const { port } = first.address() as { port: number };
    const traces = noTraces();
    noteTraces(traces, [process.pid]);
    expect(tracesLeft(traces).ports).toContain(`port ${port}`);
    await close(first);
    const second = await listen(port);
    expect(tracesLeft(traces).ports).not.toContain(`port ${port}`);
    await close(second);
  });
});
