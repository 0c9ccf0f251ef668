import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignedUpload } from '../../../reference-server/core/object-requests.ts';
import { createObjectStorage, type ObjectStorage } from '../../../reference-server/core/object-storage.ts';
import { sha256OfParts } from '../../../reference-server/core/upload-in-parts.ts';
import type { ObjectStoreAddress } from '../../model/object-store.ts';
import type { Part } from '../part.ts';
import { findVersitygw } from '../programs/programs.ts';
import { findFreePorts } from '../supervision/ports.ts';
import { type Fixture, startFixture } from '../testing/fixture.ts';
import { startObjectStore } from './object-store.ts';
import { countObjects, emptyPrefix, readingObjects, requireBucket } from './store-client.ts';

/* The servers' client and the harness's, against the real program. */

const TEN_MB = 10_000_000;
const PDF = 'application/pdf';

let fixture: Fixture;
let part: Part;
let store: ObjectStoreAddress;
let storage: ObjectStorage;
const ending = new AsyncDisposableStack();

beforeAll(async () => {
  fixture = await startFixture();
  const started = await startObjectStore({
    supervisor: fixture.supervisor,
    program: await findVersitygw(process.env),
    logsFolder: join(fixture.folder, 'logs'),
    ending,
  });
  ({ part, store } = started);
  storage = createObjectStorage(store);
});
afterAll(async () => {
  storage?.close();
  await ending.disposeAsync();
  expect(await fixture.end()).toEqual([]);
});

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const announce = (bytes: Uint8Array, contentType = PDF) => ({
  contentType,
  sizeBytes: bytes.length,
  sha256: sha256Of(bytes),
});

/** PUTs like a client that was given a signed URL; returns the status. */
async function put(url: string, headers: Record<string, string>, bytes: Uint8Array): Promise<number> {
  const body = new Uint8Array(bytes);
  const response = await fetch(url, { method: 'PUT', headers: { ...headers, connection: 'close' }, body });
  await response.text();
  return response.status;
}

describe('a signed upload', () => {
  const bytes = randomBytes(1000);

  it('takes 10 MB, and the store then knows size, type and checksum', async () => {
    const large = randomBytes(TEN_MB);
    const { method, url, headers } = await storage.signUpload('plans/a b ü.pdf', announce(large));
    expect(method).toBe('PUT');
    expect(await put(url, headers, large)).toBe(200);
    expect(await storage.find('plans/a b ü.pdf')).toEqual({
      sizeBytes: TEN_MB,
      contentType: PDF,
      sha256: sha256Of(large),
    });
    expect(await readingObjects(store, ({ digest }) => digest('plans/a b ü.pdf'))).toEqual({
      sizeBytes: TEN_MB,
      sha256: sha256Of(large),
    });
  });

  it.each<[string, (signed: { url: string; headers: Record<string, string> }) => Promise<number>]>([
    ['other bytes', ({ url, headers }) => put(url, headers, randomBytes(1000))],
    ['fewer bytes', ({ url, headers }) => put(url, headers, bytes.subarray(1))],
    ['more bytes', ({ url, headers }) => put(url, headers, randomBytes(1001))],
    ['another type', ({ url, headers }) => put(url, { ...headers, 'content-type': 'text/html' }, bytes)],
    [
      'another checksum',
      ({ url, headers }) => {
        const other = randomBytes(1000);
        const checksum = createHash('sha256').update(other).digest('base64');
        return put(url, { ...headers, 'x-amz-checksum-sha256': checksum }, other);
      },
    ],
    ['no checksum', ({ url }) => put(url, { 'content-type': PDF }, bytes)],
    ['another key', ({ url, headers }) => put(url.replace('refused', 'elsewhere'), headers, bytes)],
  ])('is refused with %s', async (_what, send) => {
    const status = await send(await storage.signUpload('refused', announce(bytes)));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(await storage.find('refused')).toBeNull();
    expect(await storage.find('elsewhere')).toBeNull();
  });

  it('leads to the public address of the store, and is valid there alone', async () => {
    const publicUrl = store.endpoint.replace('127.0.0.1', 'localhost');
    const reached = createObjectStorage(store, { publicUrl });
    const { url, headers } = await reached.signUpload('public', announce(bytes));
    expect(new URL(url).origin).toBe(publicUrl);
    expect(await put(url.replace('localhost', '127.0.0.1'), headers, bytes)).toBe(403);
    expect(await put(url, headers, bytes)).toBe(200);
    const [part] = (await reached.signParts('public parts', {
      contentType: PDF,
      parts: [announce(bytes)],
    })) as [SignedUpload];
    expect(await put(part.url, part.headers, bytes)).toBe(200);
    await reached.joinParts('public parts', 1);
    for (const key of ['public', 'public parts'])
      expect((await fetch(await reached.signDownload(key))).status).toBe(200);
    reached.close();
  });

  it('is refused after its time', async () => {
    const earlier = createObjectStorage(store, { nowMs: () => Date.now() - 901_000 });
    const { url, headers } = await earlier.signUpload('late', announce(bytes));
    expect(await put(url, headers, bytes)).toBe(403);
    expect(await storage.find('late')).toBeNull();
    earlier.close();
  });
});

describe('an upload in parts', () => {
  const MIB = 1024 ** 2;
  const bytes = randomBytes(2 * 5 * MIB + 1);
  const parts = [0, 1, 2].map((part) => bytes.subarray(part * 5 * MIB, (part + 1) * 5 * MIB));
  const file = { contentType: PDF, parts: parts.map((part) => announce(part)) };

  it('becomes one object, whose checksum is over those of its parts', async () => {
    const uploads = await storage.signParts('plans/in parts ü.pdf', file);
    for (const [index, { url, headers }] of uploads.entries()) {
      await storage.joinParts('plans/in parts ü.pdf', 3);
      expect(await storage.find('plans/in parts ü.pdf')).toBeNull();
      expect(await put(url, headers, parts[index]!)).toBe(200);
    }
    for (let round = 0; round < 2; round++) await storage.joinParts('plans/in parts ü.pdf', 3);
    expect(await storage.find('plans/in parts ü.pdf')).toEqual({
      sizeBytes: bytes.length,
      contentType: PDF,
      sha256: sha256OfParts(parts.map(sha256Of)),
    });
    expect(await readingObjects(store, ({ digest }) => digest('plans/in parts ü.pdf'))).toEqual({
      sizeBytes: bytes.length,
      sha256: sha256Of(bytes),
    });
  });

  it('refuses other bytes, another part in its place, and any part after it was abandoned', async () => {
    const [first, , last] = (await storage.signParts('given-up', file)) as [
      SignedUpload,
      SignedUpload,
      SignedUpload,
    ];
    const byte = parts[2]!;
    const statuses = [
      await put(last.url, last.headers, Buffer.of(byte[0]! ^ 1)),
      await put(last.url, last.headers, Buffer.concat([byte, byte])),
      await put(last.url, first.headers, byte),
      await put(last.url, {}, byte),
      await put(last.url.replace('partNumber=3', 'partNumber=2'), last.headers, byte),
    ];
    for (const status of statuses) expect(status >= 400 && status < 500, String(statuses)).toBe(true);
    expect(await put(first.url, first.headers, parts[0]!)).toBe(200);
    for (let round = 0; round < 2; round++) await storage.abandonParts('given-up');
    expect(await put(last.url, last.headers, byte)).toBe(404);
    await storage.joinParts('given-up', 3);
    expect(await storage.find('given-up')).toBeNull();
  });

  it('that was never completed is removed with the objects of its prefix', async () => {
    const mine = createObjectStorage({ ...store, prefix: 'unfinished/' });
    const { url, headers } = (await mine.signParts('a', file)).at(-1)!;
    expect(await put(url, headers, parts[2]!)).toBe(200);
    await emptyPrefix({ ...store, prefix: 'unfinished/' });
    expect(await put(url, headers, parts[2]!)).toBe(404);
    mine.close();
  });
});

describe('stored objects', () => {
  it('are put, found, downloaded as a whole or in part, and removed', async () => {
    const bytes = randomBytes(2000);
    await storage.put('book', bytes, 'text/plain');
    expect(await storage.find('book')).toMatchObject({ sizeBytes: 2000, contentType: 'text/plain' });
    const url = await storage.signDownload('book');
    const whole = await fetch(url);
    expect(whole.status).toBe(200);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const part = await fetch(url, { headers: { range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    expect((await fetch(url.replace('book', 'plans'))).status).toBe(403);
    expect((await fetch(url.replace(/\?.*/, ''))).status).toBe(403);
    await storage.remove('book');
    await storage.remove('book');
    expect(await storage.find('book')).toBeNull();
    expect((await fetch(url)).status).toBe(404);
  });

  it('are kept apart by prefix, and only those of the prefix are removed at the end', async () => {
    const mine = { ...store, prefix: 'mine/' };
    const ofMine = createObjectStorage(mine);
    await storage.put('kept', randomBytes(10), PDF);
    for (const key of ['a', 'b/c']) await ofMine.put(key, randomBytes(10), PDF);
    expect(await ofMine.find('kept')).toBeNull();
    expect(await storage.find('mine/b/c')).not.toBeNull();
    expect(await countObjects(mine)).toBe(2);
    await emptyPrefix(mine);
    expect(await countObjects(mine)).toBe(0);
    expect(await storage.find('kept')).not.toBeNull();
    ofMine.close();
  });

  it('survive a crash of the store', async () => {
    await storage.put('lasting', randomBytes(10), PDF);
    await part.kill();
    await part.start();
    expect(await storage.find('lasting')).toMatchObject({ sizeBytes: 10 });
  });
});

it('reports whether the store is available, and gives the client an error soon if it is not', async () => {
  expect(await storage.isAvailable()).toBe(true);
  const [port] = (await findFreePorts(1)) as [number];
  const away = createObjectStorage({ ...store, endpoint: `http://127.0.0.1:${port}` });
  expect(await away.isAvailable()).toBe(false);
  await expect(away.find('x')).rejects.toMatchObject({ status: 503, code: 'STORAGE_UNAVAILABLE' });
  away.close();
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port: silentPort } = silent.address() as { port: number };
  const unanswered = createObjectStorage({ ...store, endpoint: `http://127.0.0.1:${silentPort}` });
  expect(await unanswered.isAvailable()).toBe(false);
  await expect(unanswered.put('x', randomBytes(1), PDF)).rejects.toMatchObject({ status: 503 });
  unanswered.close();
  silent.close();
}, 60_000);

it('says why a given store cannot be used, without its keys', async () => {
  const [port] = (await findFreePorts(1)) as [number];
  const reasons: [Partial<ObjectStoreAddress>, string][] = [
    [{ endpoint: `http://127.0.0.1:${port}` }, 'ECONNREFUSED'],
    [{ bucket: 'others' }, 'there is no such bucket'],
    [{ secretAccessKey: 'wrong-secret' }, 'it refuses the keys'],
  ];
  for (const [change, reason] of reasons) {
    const refused = expect(requireBucket({ ...store, ...change })).rejects;
    await refused.toMatchObject({
      code: 'OBJECT_STORE_UNREACHABLE',
      message: expect.stringContaining(reason),
      hint: expect.not.stringContaining('wrong-secret'),
    });
  }
});

it('keeps its keys from command line and log', async () => {
  const commandLine = await readFile(`/proc/${part.pid}/cmdline`, 'utf8');
  const log = await readFile(part.logFile, 'utf8');
  for (const text of [commandLine, log]) {
    expect(text).not.toContain(store.secretAccessKey);
    expect(text).not.toContain(store.accessKeyId);
  }
});
