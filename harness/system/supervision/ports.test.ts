import { describe, expect, it } from 'vitest';
import { listeningInodes } from './ports.ts';

const PROC_NET_TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0000000000000000 100 0 0 10 0
   3: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 444 1 0000000000000000 20 4 30 10 -1
   4: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 555 1 0000000000000000 100 0 0 10 0
`;

describe('listeningInodes', () => {
  it('takes every listening socket of the port, not its connections', () => {
    expect(listeningInodes(PROC_NET_TCP, 8080)).toEqual(['111', '555']);
    expect(listeningInodes(PROC_NET_TCP, 80)).toEqual(['333']);
  });

  it('finds none without a listener', () => {
    expect(listeningInodes(PROC_NET_TCP, 50_000)).toEqual([]);
    expect(listeningInodes('', 80)).toEqual([]);
  });
});
