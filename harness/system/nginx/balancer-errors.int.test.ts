import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { partNamed } from '../part.ts';
import { findPrograms } from '../programs/programs.ts';
import { nodeAt } from '../redis/redis.ts';
import { type System, startSystem } from '../system.ts';
import { type Fixture, STAND_IN_SERVER, startFixture } from '../testing/fixture.ts';

let fixture: Fixture;
let system: System;

beforeAll(async () => {
  fixture = await startFixture();
  const env = { PATH: process.env.PATH, DATABASE_URL: 'not needed', REDIS_URL: 'not needed' };
  system = await startSystem({
    stores: {
      databaseUrl: 'not looked at',
      serverRole: null,
      serverDatabaseUrl: 'postgres://127.0.0.1/d',
      serverReplicaUrls: [],
      serverRedisNodes: [nodeAt('redis://127.0.0.1')],
      serverObjectStore: null,
    },
    supervisor: fixture.supervisor,
    programs: await findPrograms(env),
    topology: { ...DOCUMENTED_TOPOLOGY, servers: 2 },
    plantedDefects: {},
    platform: 'tvet-connect',
    folder: fixture.folder,
    serverEntry: STAND_IN_SERVER,
  });
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
});

type Answer = { status: number; head: string; body: string };

/** Sends bytes as they are, and reads until the balancer closes. */
async function raw(request: string, url = system.baseUrl): Promise<Answer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { status: Number(head.slice('HTTP/1.1 '.length, 12)), head, body };
}

const request = (line: string, headers = '') => `${line}\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;
const LONG = 'x'.repeat(40_000);

function expectOneShape({ head, body }: Answer, code: string): void {
  expect(head).toMatch(/^content-type: application\/json\r?$/im);
  expect(head).toMatch(/^x-content-type-options: nosniff\r?$/im);
  expect(head).toMatch(/^cache-control: no-store\r?$/im);
  expect(head).not.toMatch(/nginx\/\d/);
  expect(JSON.parse(body)).toEqual({ error: { code, message: expect.any(String) } });
}

describe("the balancer's own errors have the shape of all others", () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400, 'BAD_REQUEST'],
    ['a path that cannot be decoded', request('GET /%zz HTTP/1.1'), 400, 'BAD_REQUEST'],
    [
      'two lengths',
      request('PUT / HTTP/1.1', 'Content-Length: 1\r\nContent-Length: 2\r\n'),
      400,
      'BAD_REQUEST',
    ],
    ['the metrics of a server', request('GET /metrics HTTP/1.1'), 404, 'NO_SUCH_ROUTE'],
    ['its page of errors', request('GET /balancer-error HTTP/1.1'), 404, 'NO_SUCH_ROUTE'],
    ['TRACE', request('TRACE / HTTP/1.1'), 405, 'METHOD_NOT_ALLOWED'],
    ['a large body', request('PUT / HTTP/1.1', 'Content-Length: 300000\r\n'), 413, 'BODY_TOO_LARGE'],
    ['a long address', request(`GET /${LONG} HTTP/1.1`), 414, 'URI_TOO_LONG'],
    ['a large header', request('GET / HTTP/1.1', `X: ${LONG}\r\n`), 431, 'HEADERS_TOO_LARGE'],
    [
      'an unknown transfer',
      request('PUT / HTTP/1.1', 'Transfer-Encoding: rot13\r\n'),
      501,
      'NOT_IMPLEMENTED',
    ],
    ['HTTP/3 in words', request('GET / HTTP/3.0'), 505, 'HTTP_VERSION'],
  ])('%s', async (_what, sent, status, code) => {
    const answer = await raw(sent);
    expect(answer.status).toBe(status);
    expectOneShape(answer, code);
  });

  it('also on the port of its status page', async () => {
    const answer = await raw(request('GET /nothing HTTP/1.1'), system.statusUrl);
    expect(answer.status).toBe(404);
    expectOneShape(answer, 'NO_SUCH_ROUTE');
  });

  it('without a body for HEAD', async () => {
    const answer = await raw(request('HEAD /metrics HTTP/1.1'));
    expect([answer.status, answer.body]).toEqual([404, '']);
  });
});

it("a server's own error passes through as it is", async () => {
  const response = await fetch(`${system.baseUrl}/?status=503`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ server: expect.stringMatching(/^server-/) });
});

it("when all servers are dead, the balancer's error has the same shape", async () => {
  for (const { name } of system.servers) await partNamed(system.parts, name).kill();
  for (const method of ['GET', 'PUT', 'POST']) {
    const answer = await raw(request(`${method} / HTTP/1.1`, 'Content-Length: 0\r\n'));
    expect(answer.status).toBe(502);
    expectOneShape(answer, 'NO_SERVER');
  }
  for (const { name } of system.servers) await partNamed(system.parts, name).start();
});
