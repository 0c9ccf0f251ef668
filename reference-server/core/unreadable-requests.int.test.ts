import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp } from '../testing/app.ts';

/** Needs no database: none of these requests gets that far. */
let app: FastifyInstance;

beforeAll(async () => {
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', CACHE: 'none', POOL_MIN: '0' };
  app = await startTestApp(env);
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app?.close());

describe('input that is not HTTP, or not a readable request', () => {
  const HOST = 'Host: x\r\n';
  const LONG = 'x'.repeat(20_000);

  test.each([
    ['not HTTP at all', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
    ['an unknown method', `FETCH / HTTP/1.1\r\n${HOST}\r\n`, 400, 'BAD_REQUEST'],
    [
      'two lengths',
      `POST /auth/login HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
      400,
      'BAD_REQUEST',
    ],
    [
      'a bad chunk',
      `POST /auth/login HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      400,
      'BAD_REQUEST',
    ],
    ['no host', 'GET /health HTTP/1.1\r\n\r\n', 400, 'BAD_REQUEST'],
    ['a line that is too long', `GET /${LONG} HTTP/1.1\r\n${HOST}\r\n`, 431, 'HEADERS_TOO_LARGE'],
    [
      'headers that are too long',
      `GET /health HTTP/1.1\r\n${HOST}X: ${LONG}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
    [
      'an expectation',
      `GET /health HTTP/1.1\r\n${HOST}Expect: a miracle\r\nConnection: close\r\n\r\n`,
      417,
      'EXPECTATION_FAILED',
    ],
    [
      'a tunnel',
      `CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n`,
      405,
      'METHOD_NOT_ALLOWED',
    ],
  ])('%s is answered in the common shape', async (_what, request, status, code) => {
    const { head, body } = await raw(request);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^content-type: application\/json/im);
    expect(head).toMatch(/^x-content-type-options: nosniff\r?$/im);
    expect(head).toMatch(/^connection: close\r?$/im);
    expect(JSON.parse(body)).toEqual({ error: { code, message: expect.any(String) } });
  });

  test('a request that does not arrive in time is a 408 in the common shape', async () => {
    app.server.once('connection', (socket) => {
      const late = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      socket.once('data', () => app.server.emit('clientError', late, socket));
    });
    const { head, body } = await raw('POST /auth/login HTTP/1.1\r\nHost: x\r\n');
    expect(head).toMatch(/^HTTP\/1.1 408 /);
    expect(JSON.parse(body).error.code).toBe('REQUEST_TIMEOUT');
  });
});

/** Sends bytes as they are, and reads until the server closes. */
async function raw(request: string): Promise<{ head: string; body: string }> {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { head, body };
}
