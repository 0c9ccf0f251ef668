import { createHash, randomBytes } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ObjectStoreAddress } from '../harness/model/object-store.ts';
import { DOCUMENTED_TOPOLOGY } from '../harness/model/testing/documented-topology.ts';
import { secretText } from '../harness/system/nginx/nginx-files.ts';
import { findNginx, findVersitygw } from '../harness/system/programs/programs.ts';
import { startObjectStore } from '../harness/system/storage/object-store.ts';
import { findFreePorts } from '../harness/system/supervision/ports.ts';
import { type Fixture, startFixture } from '../harness/system/testing/fixture.ts';
import { createObjectStorage } from '../reference-server/core/object-storage.ts';
import { configurationFiles } from './configuration.ts';

/* nginx as it is configured in containers, with a real object store, on this machine: addresses and folders are replaced. */

const SECRET = randomBytes(24).toString('hex');

let fixture: Fixture;
let store: ObjectStoreAddress;
let publicUrl: string;
let edgeUrl: string;
const ending = new AsyncDisposableStack();

beforeAll(async () => {
  fixture = await startFixture();
  const logsFolder = join(fixture.folder, 'logs');
  const program = await findVersitygw(process.env);
  ({ store } = await startObjectStore({ supervisor: fixture.supervisor, program, logsFolder, ending }));
  const [port, publicPort, statusPort, serverPort] = await findFreePorts(4);
  [edgeUrl, publicUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${publicPort}`];
  const work = await fixture.supervisor.makeWorkFolder();
  await chmod(work, 0o711); // if root starts nginx, workers run as another account
  ending.defer(() => rm(work, { recursive: true, force: true }));
  const config = configurationFiles({ ...DOCUMENTED_TOPOLOGY, objectStorage: 's3' })['nginx/nginx.conf']!;
  const local = config
    .replaceAll(/server-[123]:3000/g, `127.0.0.1:${serverPort}`)
    .replaceAll('object-store:9000', new URL(store.endpoint).host)
    .replaceAll('"/tmp/', `"${work}/`)
    .replace('listen 8080 ', `listen 127.0.0.1:${port} `)
    .replace('listen 19000;', `listen 127.0.0.1:${publicPort};`)
    .replace('listen 127.0.0.1:8081;', `listen 127.0.0.1:${statusPort};`);
  await writeFile(join(work, 'nginx.conf'), local);
  await writeFile(join(work, 'files-secret.conf'), secretText({ storeUrl: '', secret: SECRET }));
  const { path } = await findNginx(process.env);
  await fixture.supervisor.spawn({
    ...fixture.shell(''),
    name: 'nginx',
    command: path,
    args: ['-e', 'stderr', '-p', work, '-c', join(work, 'nginx.conf')],
  });
});
afterAll(async () => {
  await ending.disposeAsync();
  expect(await fixture.end()).toEqual([]);
});

it('takes an upload at the public address of the store, and delivers it from the edge', async () => {
  await expect.poll(() => fetch(publicUrl).then(({ status }) => status, String)).toBe(403);
  const edge = { url: edgeUrl, secret: SECRET };
  // As servers in containers: they reach the store at an address that clients do not know.
  const storage = createObjectStorage(store, { edge, publicUrl });
  const bytes = randomBytes(5 * 1024 ** 2 + 5);
  const parts = [bytes.subarray(0, 5 * 1024 ** 2), bytes.subarray(5 * 1024 ** 2)];
  const uploads = await storage.signParts('lesson.pdf', {
    contentType: 'application/pdf',
    parts: parts.map((part) => ({
      sizeBytes: part.length,
      sha256: createHash('sha256').update(part).digest('hex'),
    })),
  });
  for (const [part, { url, headers }] of uploads.entries()) {
    expect(url.startsWith(`${publicUrl}/`)).toBe(true);
    const { status } = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(parts[part]!) });
    expect(status).toBe(200);
  }
  await storage.joinParts('lesson.pdf', 2);
  const url = await storage.signDownload('lesson.pdf');
  expect(url.startsWith(`${edgeUrl}/files/`)).toBe(true);
  for (const cache of ['MISS', 'HIT']) {
    const response = await fetch(url);
    expect([response.status, response.headers.get('x-cache-status')]).toEqual([200, cache]);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  }
  storage.close();
});
