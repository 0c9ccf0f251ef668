import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningProgram } from '../../system/supervision/supervisor.ts';
import { bundleScenario } from './bundle.ts';
import { type Drive, type Driven, startDrive } from './testing/fixture.ts';

const SIZE_BYTES = 10_000_000;

let fixture: Drive;
let driven: Driven;
let liveBytes: number;
const uploads: { sizeBytes: number; sha256: string }[] = [];
let downloads = 0;
let stored: Buffer | undefined;

/** Keeps the first upload and serves ranges of it. Every third download is spoilt by one byte. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'PUT') {
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
    response.writeHead(204).end();
  } else if (request.url!.startsWith('/video')) {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range!)!;
    const part = Buffer.from(stored!.subarray(Number(from), Number(to) + 1));
    if (downloads++ % 3 === 2) part[part.length - 1]! ^= 1;
    response.writeHead(206).end(part);
  } else {
    response.end();
  }
}

beforeAll(async () => {
  fixture = await startDrive();
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bundleFile = join(fixture.folder, 'transfers.js');
  await bundleScenario(join(import.meta.dirname, '../../../scenarios/testing/transfers.ts'), bundleFile);
  let generator: RunningProgram;
  let looked: Promise<number> | undefined;
  driven = await fixture.drive({
    load: { model: 'open', arrivalRatePerSec: 6 },
    durationMs: 6_000,
    bundleFile,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onStarted: ([part]) => {
      generator = part!;
    },
    onReleased: () => {
      looked = sleep(5_000).then(() => liveHeapBytes(generator));
    },
  });
  liveBytes = await looked!;
  server.close();
}, 60_000);
afterAll(() => fixture.end());

it('uploads 10 MB as they are, and checks what comes back byte for byte', () => {
  expect(uploads.length).toBeGreaterThan(10);
  expect(new Set(uploads.map(({ sizeBytes }) => sizeBytes))).toEqual(new Set([SIZE_BYTES]));
  expect(new Set(uploads.map(({ sha256 }) => sha256)).size).toBe(1);
  const { failedByReason } = driven.reported;
  expect(failedByReason).toEqual({ content: Math.floor(downloads / 3) });
});

it('has one copy of a file for all users: 100 copies would take a gigabyte', () => {
  expect(liveBytes).toBeLessThan(100e6);
});

async function liveHeapBytes({ pid }: RunningProgram): Promise<number> {
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const address = args[args.indexOf('--address') + 1];
  const profile = await fetch(`http://${address}/debug/pprof/heap?gc=1&debug=1`);
  return Number(/# HeapAlloc = (\d+)/.exec(await profile.text())![1]);
}
