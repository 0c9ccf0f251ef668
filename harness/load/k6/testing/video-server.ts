import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type VideoServer = Awaited<ReturnType<typeof startVideoServer>>;

/** The system that scenarios/testing/transfers.ts loads: keeps the first upload and serves ranges of it. Any other path is part of a page. */
export async function startVideoServer({
  isSpoilt = () => false,
}: {
  isSpoilt?: (download: number) => boolean;
} = {}) {
  /** size and hash of every upload */
  const uploads: { sizeBytes: number; sha256: string }[] = [];
  let downloads = 0;
  let stored: Buffer | undefined;

  async function keep(request: IncomingMessage): Promise<void> {
    const hash = createHash('sha256');
    const blocks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const block of request as AsyncIterable<Buffer>) {
      hash.update(block);
      sizeBytes += block.length;
      if (!stored) blocks.push(block);
    }
    stored ??= Buffer.concat(blocks);
    uploads.push({ sizeBytes, sha256: hash.digest('hex') });
  }

  /** One byte of a spoilt download is wrong. */
  function rangeOf(header: string): Buffer {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(header)!;
    const range = stored!.subarray(Number(from), Number(to) + 1);
    if (!isSpoilt(downloads++)) return range;
    const spoilt = Buffer.from(range);
    spoilt[spoilt.length - 1]! ^= 1;
    return spoilt;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'PUT') {
      await keep(request);
      response.writeHead(204).end();
    } else if (request.url!.startsWith('/video')) {
      response.writeHead(206).end(rangeOf(request.headers.range!));
    } else {
      response.end();
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploads: uploads as readonly { sizeBytes: number; sha256: string }[],
    downloads: () => downloads,
    close: () => void server.close(),
  };
}
