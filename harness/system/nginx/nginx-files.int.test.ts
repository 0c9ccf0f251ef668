import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createObjectStorage, type ObjectStorage } from '../../../reference-server/core/object-storage.ts';
import type { ObjectStoreAddress } from '../../model/object-store.ts';
import { readEdgeAnswers } from '../../telemetry/edge-answers.ts';
import type { Part } from '../part.ts';
import { findNginx, findVersitygw } from '../programs/programs.ts';
import { startObjectStore } from '../storage/object-store.ts';
import { findFreePorts, LOOPBACK } from '../supervision/ports.ts';
import { type Fixture, STAND_IN_SERVER, startFixture } from '../testing/fixture.ts';
import { startNginx } from './nginx.ts';

/* Files of a real object store, delivered by a real nginx. */

const MB = 1024 ** 2;
const PDF = 'application/pdf';
const SECRET = randomBytes(24).toString('base64url');

let fixture: Fixture;
let store: Part;
let address: ObjectStoreAddress;
let edgeUrl: string;
let storage: ObjectStorage;
let filesLog: string;
const ending = new AsyncDisposableStack();

beforeAll(async () => {
  fixture = await startFixture();
  const logsFolder = join(fixture.folder, 'logs');
  const shared = { supervisor: fixture.supervisor, logsFolder, ending };
  const started = await startObjectStore({ ...shared, program: await findVersitygw(process.env) });
  store = started.part;
  address = started.store;
  const [port, statusPort, serverPort] = (await findFreePorts(3)) as [number, number, number];
  await fixture.supervisor.spawn({
    ...fixture.shell(''),
    name: 'stand-in',
    command: process.execPath,
    args: [STAND_IN_SERVER],
    env: { PORT: String(serverPort), HOST: LOOPBACK, SERVER_NAME: 'stand-in' },
  });
  const nginx = await startNginx({
    ...shared,
    program: await findNginx(process.env),
    port,
    statusPort,
    upstreams: [{ name: 'api', servers: [{ port: serverPort, weight: 1 }] }],
    routes: [{ pathPrefix: '/', upstream: 'api' }],
    files: { storeUrl: started.store.endpoint, secret: SECRET },
  });
  edgeUrl = nginx.baseUrl;
  filesLog = nginx.filesLog!;
  storage = createObjectStorage(started.store, { edge: { url: edgeUrl, secret: SECRET } });
  expect(await readFile(join(logsFolder, 'nginx.conf'), 'utf8')).not.toContain(SECRET);
});
afterAll(async () => {
  storage?.close();
  await ending.disposeAsync();
  expect(await fixture.end()).toEqual([]);
});

async function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(url, { method, headers });
  return {
    status: response.status,
    cache: response.headers.get('x-cache-status'),
    type: response.headers.get('content-type'),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

async function stored(key: string, sizeBytes: number): Promise<{ url: string; bytes: Buffer }> {
  const bytes = randomBytes(sizeBytes);
  await storage.put(key, bytes, PDF);
  return { url: await storage.signDownload(key), bytes };
}

describe('a file at the edge', () => {
  it('comes from the store once, then from the cache, whoever asks', async () => {
    const { url, bytes } = await stored('a/b c+ü%.pdf', 3 * MB + 7);
    expect(url.startsWith(`${edgeUrl}/files/`)).toBe(true);
    const first = await get(url, { authorization: 'Bearer of-the-servers', cookie: 'a=b' });
    expect(first).toMatchObject({ status: 200, cache: 'MISS', type: PDF });
    expect(first.bytes.equals(bytes)).toBe(true);
    const another = await get(await storage.signDownload('a/b c+ü%.pdf'));
    expect(another).toMatchObject({ status: 200, cache: 'HIT' });
    expect(another.bytes.equals(bytes)).toBe(true);
  });

  it('can be read in parts, each of which is fetched and cached', async () => {
    const { url, bytes } = await stored('ranges', 5 * MB);
    const range = (from: number, to: number) => get(url, { range: `bytes=${from}-${to - 1}` });
    const middle = await range(2 * MB + 100, 3 * MB + 100);
    expect(middle).toMatchObject({ status: 206, cache: 'MISS' });
    expect(middle.bytes.equals(bytes.subarray(2 * MB + 100, 3 * MB + 100))).toBe(true);
    expect(await range(2 * MB, 2 * MB + 10)).toMatchObject({ status: 206, cache: 'HIT' });
    const end = await range(5 * MB - 3, 5 * MB);
    expect(end.bytes.equals(bytes.subarray(-3))).toBe(true);
    expect((await range(5 * MB, 5 * MB + 1)).status).toBe(416);
  });

  it('is refused with a wrong or expired signature, in the cache or not', async () => {
    const { url } = await stored('guarded', 100);
    const other = await stored('other', 100);
    expect((await get(url)).status).toBe(200);
    expect(await get(url)).toMatchObject({ cache: 'HIT' });
    const [, , , , signature, expires] = url.split('/') as [string, string, string, string, string, string];
    const edge = { url: edgeUrl, secret: SECRET };
    const earlier = createObjectStorage(address, { edge, nowMs: () => Date.now() - 901_000 });
    const expired = await earlier.signDownload('guarded');
    earlier.close();
    const otherSecret = createObjectStorage(address, { edge: { ...edge, secret: 'guessed' } });
    const guessed = await otherSecret.signDownload('guarded');
    otherSecret.close();
    for (const wrong of [
      url.replace(signature, 'A'.repeat(22)),
      url.replace(expires, String(Number(expires) + 1)),
      url.replace('guarded', 'other'),
      url.replace('/guarded', '/x/../other'),
      url.replace('guarded', '%67uarded'),
      other.url.replace('other', 'guarded'),
      expired,
      guessed,
    ]) {
      const refused = await get(wrong);
      expect(refused.status, wrong).toBe(403);
      expect(JSON.parse(refused.bytes.toString())).toMatchObject({ error: { code: 'FORBIDDEN' } });
    }
  });

  it('can only be read, and any other path below /files/ belongs to the servers', async () => {
    const { url } = await stored('read-only', 100);
    for (const method of ['PUT', 'POST', 'DELETE']) expect((await get(url, {}, method)).status).toBe(403);
    expect(await storage.find('read-only')).not.toBeNull();
    const ofServers = await get(`${edgeUrl}/files/12/upload`);
    expect(JSON.parse(ofServers.bytes.toString())).toMatchObject({ server: 'stand-in' });
  });

  it('that does not exist is not cached', async () => {
    const url = await storage.signDownload('late');
    expect((await get(url)).status).toBe(404);
    await storage.put('late', randomBytes(5), PDF);
    expect((await get(url)).status).toBe(200);
  });

  it('is delivered from the cache while the store is away; others are not', async () => {
    const { url } = await stored('cached', 100);
    const uncached = await stored('uncached', 100);
    await get(url);
    await store.stop();
    expect(await get(url)).toMatchObject({ status: 200, cache: 'HIT' });
    expect((await get(uncached.url)).status).toBe(502);
    await store.start();
    await expect.poll(async () => (await get(uncached.url)).status).toBe(200);
  });

  it('is counted by how it was delivered', async () => {
    const before = await readEdgeAnswers(filesLog);
    const { url } = await stored('counted', 100);
    for (let i = 0; i < 3; i++) await get(url);
    const after = await readEdgeAnswers(filesLog);
    const increase = (status: string) => (after[status] ?? 0) - (before[status] ?? 0);
    expect([increase('MISS'), increase('HIT')]).toEqual([1, 2]);
  });
});
