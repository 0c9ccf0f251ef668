import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from './receiver.ts';
import { counter, exportBody } from './testing/wire.ts';

const NOW_MS = 1_795_224_300_000;
const SECOND = 1_795_224_299;
const interval = { startMs: NOW_MS - 1000, endMs: NOW_MS };

/** Valid except for its size: one field that is never read, full of zeros. */
const TOO_BIG = protobuf.Writer.create()
  .uint32((99 << 3) | 2)
  .bytes(Buffer.alloc(17 * 1024 * 1024))
  .finish();

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver({ nowMs: () => NOW_MS });
});
afterEach(() => receiver.close());

function post(
  body: Uint8Array,
  headers: Record<string, string> = {},
  path = '/v1/metrics',
): Promise<Response> {
  return fetch(`http://${receiver.endpoint}${path}`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': 'application/x-protobuf', ...headers },
  });
}

const dropped = (value: number, process = 'k6-1') =>
  exportBody(process, counter('dropped_iterations', value, interval));

describe('startOtlpReceiver', () => {
  it('listens on the loopback only', () => expect(receiver.endpoint).toMatch(/^127\.0\.0\.1:\d+$/));

  it('merges what several processes send', async () => {
    expect((await post(dropped(3, 'k6-1'))).status).toBe(200);
    expect((await post(dropped(4, 'k6-2'))).status).toBe(200);
    expect(receiver.takeSecond(SECOND).client?.droppedIterations).toBe(7);
    expect(receiver.counts()).toEqual({ exports: 2, malformed: 0, late: 0 });
  });

  it('accepts compressed bodies', async () => {
    expect((await post(gzipSync(dropped(5)), { 'content-encoding': 'gzip' })).status).toBe(200);
    expect(receiver.takeSecond(SECOND).client?.droppedIterations).toBe(5);
  });

  it.each([
    ['garbage', new TextEncoder().encode('hello'), {}],
    ['a body that claims to be compressed', dropped(1), { 'content-encoding': 'gzip' }],
    ['a body that unpacks to far too much', gzipSync(TOO_BIG), { 'content-encoding': 'gzip' }],
    ['a body that is far too big', TOO_BIG, {}],
    [
      'an export from the future',
      exportBody('k6-1', counter('dropped_iterations', 1, { startMs: NOW_MS, endMs: NOW_MS + 60_000 })),
      {},
    ],
  ])('answers %s with 400, counts it, and continues', async (_, body, headers) => {
    expect((await post(body, headers)).status).toBe(400);
    expect(receiver.counts()).toEqual({ exports: 0, malformed: 1, late: 0 });
    expect((await post(dropped(2))).status).toBe(200);
    expect(receiver.takeSecond(SECOND).client?.droppedIterations).toBe(2);
  });

  it('continues when a process dies while sending', async () => {
    const [host = '', port = ''] = receiver.endpoint.split(':');
    const socket = connect(Number(port), host);
    socket.write('POST /v1/metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf', () =>
      socket.resetAndDestroy(),
    );
    await expect.poll(() => receiver.counts().malformed).toBe(1);
    expect((await post(dropped(2))).status).toBe(200);
  });

  it('has no other route', async () => {
    expect((await post(dropped(1), {}, '/v1/traces')).status).toBe(404);
    expect((await fetch(`http://${receiver.endpoint}/v1/metrics`)).status).toBe(404);
  });
});
