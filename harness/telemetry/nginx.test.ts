import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBalancerSampler, parseStubStatus } from './nginx.ts';

const page = (active: number, accepts: number, handled: number, requests: number, waiting: number) =>
  `Active connections: ${active} \nserver accepts handled requests\n ${accepts} ${handled} ${requests} \nReading: 0 Writing: 3 Waiting: ${waiting} \n`;

describe('parseStubStatus', () => {
  it('reads the page of nginx', () => {
    expect(parseStubStatus(page(291, 16_630_948, 16_630_940, 31_070_465, 106))).toEqual({
      active: 291,
      accepts: 16_630_948,
      handled: 16_630_940,
      requests: 31_070_465,
      waiting: 106,
    });
  });

  it('refuses any other page', () => {
    expect(() => parseStubStatus('<html>Not Found</html>')).toThrow('not the status page');
  });
});

describe('createBalancerSampler', () => {
  let server: Server;
  let answer: { status: number; text: string };

  beforeEach(async () => {
    server = createServer((_request, response) => response.writeHead(answer.status).end(answer.text));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const samplerOf = () =>
    createBalancerSampler({
      statusUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/nginx_status`,
    });

  it('reports increases, without our own connection and request', async () => {
    const sampler = samplerOf();
    answer = { status: 200, text: page(11, 100, 99, 500, 4) };
    expect(await sampler.sample()).toBeNull();
    answer = { status: 200, text: page(21, 130, 126, 801, 15) };
    expect(await sampler.sample()).toEqual({
      connections: 20,
      idle: 15,
      requests: 300,
      droppedConnections: 3,
    });
  });

  it('rejects when there is no such page', async () => {
    answer = { status: 404, text: '' };
    await expect(samplerOf().sample()).rejects.toThrow('answered 404');
  });
});
