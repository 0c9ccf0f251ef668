import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ClientSeconds } from './client-seconds.ts';
import { decodeExports, UnreadableExport } from './decode.ts';
import { CLIENT_METRICS, type TakenSecond } from './open-second.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Figures of a generator whose clock is further ahead of ours would go into seconds that are not expected yet. */
const MAX_CLOCK_LEAD_MS = 5000;

const unzip = promisify(gunzip);

/** Counts of what has arrived since the start. */
export type ReceiverCounts = {
  exports: number;
  /** answered 400: not OTLP, or sent with settings that we do not support */
  malformed: number;
  /** arrived after their second was taken; counted in the next second instead */
  late: number;
};

export type OtlpReceiver = {
  /** `host:port`, for `k6OtlpEnvironment` */
  endpoint: string;
  /** Removes and returns a second; `client` is null if no process reported it. Must be called for seconds in order. */
  takeSecond(second: number): TakenSecond;
  counts(): ReceiverCounts;
  close(): Promise<void>;
};

/**
 * Accepts `POST /v1/metrics` from any number of k6 processes, distinguished by the resource attribute `service.instance.id`, on a
 * free loopback port.
 */
export async function startOtlpReceiver({
  nowMs = Date.now,
  tagNames = new Set(),
}: {
  nowMs?: () => number;
  /** a scenario's own tags that are kept, as `selectedTagNames` finds them */
  tagNames?: ReadonlySet<string>;
} = {}): Promise<OtlpReceiver> {
  const seconds = new ClientSeconds(tagNames);
  let exports = 0;
  let malformed = 0;

  const accept = async (request: IncomingMessage): Promise<void> => {
    for (const metrics of decodeExports(await bodyOf(request), CLIENT_METRICS)) {
      if (metrics.endMs > nowMs() + MAX_CLOCK_LEAD_MS) {
        throw new UnreadableExport('It lies in the future: the clocks of generator and harness differ.');
      }
      seconds.add(metrics);
      exports++;
    }
  };

  const server = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/metrics') {
      request.resume();
      reply(response, 404, 'Only POST /v1/metrics exists here.');
      return;
    }
    accept(request).then(
      () => reply(response, 200, ''),
      (error: unknown) => {
        malformed++;
        request.resume();
        reply(response, 400, error instanceof UnreadableExport ? error.message : 'The body cannot be read.');
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    endpoint: `127.0.0.1:${port}`,
    takeSecond: (second) => seconds.take(second),
    counts: () => ({ exports, malformed, late: seconds.late }),
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** An empty body is a valid, empty protobuf message. */
function reply(response: ServerResponse, status: number, reason: string): void {
  const contentType = status === 200 ? 'application/x-protobuf' : 'text/plain';
  response.writeHead(status, { 'content-type': contentType }).end(reason);
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) throw new UnreadableExport('The body is too big.');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip'
    ? unzip(body, { maxOutputLength: MAX_BODY_BYTES })
    : body;
}
