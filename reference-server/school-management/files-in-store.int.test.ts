import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { ListMultipartUploadsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ObjectStoreAddress, objectStoreVariables } from '../../harness/model/object-store.ts';
import { findVersitygw } from '../../harness/system/programs/programs.ts';
import { startObjectStore } from '../../harness/system/storage/object-store.ts';
import { type Fixture, startFixture } from '../../harness/system/testing/fixture.ts';
import type { SignedUpload } from '../core/object-requests.ts';
import { createS3Client } from '../core/s3-client.ts';
import { type ServerProcess, startServerProcess } from '../testing/server-process.ts';
import { PART_SIZE_BYTES, partSizesOf } from './documented.ts';
import { type Rows, startTwoSchools, type TwoSchools } from './testing/two-schools.ts';

/* Uploads to a real object store that end at any moment: the client is gone, or the server is killed. */

const PDF = 'application/pdf';

let fixture: Fixture;
let schools: TwoSchools;
let store: ObjectStoreAddress;
let client: S3Client;
let server: ServerProcess;
let rows: Rows;
let teacher: string;
const ending = new AsyncDisposableStack();

beforeAll(async () => {
  [fixture, schools] = await Promise.all([startFixture(), startTwoSchools()]);
  const program = await findVersitygw(process.env);
  const logsFolder = join(fixture.folder, 'logs');
  ({ store } = await startObjectStore({ supervisor: fixture.supervisor, program, logsFolder, ending }));
  client = createS3Client(store);
  server = await startServer();
  rows = await schools.rowsOf(1);
  teacher = await schools.tokenOf(rows.teacher);
  await schools.db.query('DELETE FROM files'); // the seed's, whose bytes are not in this store
});
afterAll(async () => {
  server?.process.kill('SIGTERM');
  await server?.exited;
  client?.destroy();
  await ending.disposeAsync();
  await schools?.stop();
  expect(await fixture?.end()).toEqual([]);
});

const startServer = () =>
  startServerProcess({
    PLATFORM: 'school-management',
    DATABASE_URL: schools.serverUrl,
    POOL_MIN: '1',
    POOL_MAX: '2',
    ...objectStoreVariables(store),
  });

// biome-ignore lint/suspicious/noExplicitAny: the tests state what they expect
type Answer = { status: number; body: any };

async function call(route: string, body?: object): Promise<Answer> {
  const [method, path] = route.split(' ') as [string, string];
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${teacher}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

const partsOf = (bytes: Buffer): Buffer[] =>
  partSizesOf(bytes.length).map((size, part) =>
    bytes.subarray(part * PART_SIZE_BYTES, part * PART_SIZE_BYTES + size),
  );

const announced = (bytes: Buffer) => ({
  classId: rows.classId,
  name: 'plan.pdf',
  contentType: PDF,
  sizeBytes: bytes.length,
  sha256s: partsOf(bytes).map((part) => createHash('sha256').update(part).digest('hex')),
});

async function announce(bytes: Buffer): Promise<{ id: string; uploads: SignedUpload[] }> {
  const { status, body } = await call('POST /files', announced(bytes));
  expect(status).toBe(201);
  return body;
}

async function put({ url, headers }: SignedUpload, bytes: Uint8Array): Promise<number> {
  const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  await response.text();
  return response.status;
}

/** Sends half of the bytes, and is gone. */
async function dieInTheMiddleOf({ url, headers }: SignedUpload, bytes: Buffer): Promise<void> {
  const sending = httpRequest(url, {
    method: 'PUT',
    headers: { ...headers, 'content-length': bytes.length },
  });
  sending.on('error', () => {});
  await new Promise<void>((resolve) => sending.write(bytes.subarray(0, bytes.length / 2), () => resolve()));
  sending.destroy();
}

const complete = (id: string) => call(`POST /files/${id}/completion`);
const isShown = async (id: string): Promise<boolean> => {
  const { body } = await call(`GET /files/classes/${rows.classId}`);
  const link = await call(`GET /files/${id}/download`);
  const isListed = (body.files as { id: string }[]).some((file) => file.id === id);
  expect(link.status).toBe(isListed ? 200 : 404);
  return isListed;
};

/** What the store holds: objects, and uploads in parts that are under way. */
async function held(): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: store.bucket }));
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: store.bucket }));
  return [...Contents, ...Uploads].map(({ Key }) => Key!.split('/').at(-1)!);
}

/** An hour passes, and someone announces another file. */
async function sweep(): Promise<void> {
  await schools.db.query(`UPDATE files SET announced_at = announced_at - interval '61 minutes'`);
  const { id } = await announce(randomBytes(1));
  expect((await call(`DELETE /files/${id}`)).status).toBe(204);
}

const knows = async (id: string): Promise<boolean> =>
  (await schools.db.query('SELECT FROM files WHERE id = $1', [id])).rowCount === 1;

it('10 MB arrive in two parts, and become one file with the same bytes', async () => {
  const bytes = randomBytes(10_000_000);
  const { id, uploads } = await announce(bytes);
  expect(uploads).toHaveLength(2);
  expect(await put(uploads[0]!, partsOf(bytes)[0]!)).toBe(200);
  expect((await complete(id)).body.error.code).toBe('NOT_UPLOADED');
  expect(await put(uploads[1]!, partsOf(bytes)[1]!)).toBe(200);
  for (let round = 0; round < 2; round++)
    expect(await complete(id)).toMatchObject({ status: 200, body: { id, sizeBytes: bytes.length } });
  expect(await isShown(id)).toBe(true);
  const { url, sizeBytes } = (await call(`GET /files/${id}/download`)).body;
  expect(sizeBytes).toBe(bytes.length);
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
  expect(await held()).toEqual([id]);
  expect((await call(`DELETE /files/${id}`)).status).toBe(204);
  expect(await held()).toEqual([]);
});

it('a part with other bytes is refused, and the upload can go on', async () => {
  const bytes = randomBytes(PART_SIZE_BYTES + 1_000);
  const [first, second] = partsOf(bytes) as [Buffer, Buffer];
  const { id, uploads } = await announce(bytes);
  const spoilt = Buffer.from(second);
  spoilt[5]! ^= 1;
  expect(await put(uploads[0]!, first)).toBe(200);
  for (const wrong of [spoilt, second.subarray(1), Buffer.concat([second, spoilt])]) {
    const status = await put(uploads[1]!, wrong);
    expect(status >= 400 && status < 500, String(status)).toBe(true);
  }
  expect((await complete(id)).status).toBe(409);
  expect(await put(uploads[1]!, second)).toBe(200);
  expect((await complete(id)).status).toBe(200);
  expect((await call(`DELETE /files/${id}`)).status).toBe(204);
});

it.each([
  ['a file', 4_000_000, 0],
  ['the first part', 10_000_000, 0],
  ['the last part', 10_000_000, 1],
])('a client that dies while it sends %s leaves nothing', async (_what, sizeBytes, diesAt) => {
  const bytes = randomBytes(sizeBytes);
  const { id, uploads } = await announce(bytes);
  const parts = partsOf(bytes);
  for (let part = 0; part < diesAt; part++) expect(await put(uploads[part]!, parts[part]!)).toBe(200);
  await dieInTheMiddleOf(uploads[diesAt]!, parts[diesAt]!);
  expect((await complete(id)).body.error.code).toBe('NOT_UPLOADED');
  expect(await isShown(id)).toBe(false);
  expect(await knows(id)).toBe(true);
  await sweep();
  expect(await knows(id)).toBe(false);
  expect(await held()).toEqual([]);
});

it.each([
  ['a file', 1_000],
  ['a file in parts', 6_000_000],
])(
  'a server that is killed between the bytes of %s and their completion shows nothing',
  async (_what, sizeBytes) => {
    const bytes = randomBytes(sizeBytes);
    const [abandoned, finished] = [await announce(bytes), await announce(bytes)];
    for (const { uploads } of [abandoned, finished])
      for (const [part, content] of partsOf(bytes).entries())
        expect(await put(uploads[part]!, content)).toBe(200);
    server.process.kill('SIGKILL');
    await server.exited;
    server = await startServer();
    for (const { id } of [abandoned, finished]) expect(await isShown(id)).toBe(false);
    // A client that is still there may go on.
    expect((await complete(finished.id)).status).toBe(200);
    await sweep();
    expect([await knows(abandoned.id), await isShown(finished.id)]).toEqual([false, true]);
    expect(await held()).toEqual([finished.id]);
    expect((await call(`DELETE /files/${finished.id}`)).status).toBe(204);
    expect(await held()).toEqual([]);
  },
);

it('an upload that its owner gives up leaves nothing', async () => {
  const bytes = randomBytes(6_000_000);
  const { id, uploads } = await announce(bytes);
  expect(await put(uploads[0]!, partsOf(bytes)[0]!)).toBe(200);
  expect(await held()).toEqual([id]);
  expect((await call(`DELETE /files/${id}`)).status).toBe(204);
  expect(await held()).toEqual([]);
});

it.each([
  ['a wrong type', { contentType: 'text/html' }, 415],
  ['0 bytes', { sizeBytes: 0 }, 400],
  ['more than the limit', { sizeBytes: 10_000_001 }, 413],
  ['a path for a name', { name: '../../plan.pdf' }, 400],
])('nothing is announced with %s', async (_what, change, status) => {
  const refused = await call('POST /files', { ...announced(Buffer.from('x')), ...change });
  expect(refused.status).toBe(status);
  expect(refused.body.error.message).toMatch(/\.$/);
  expect(await held()).toEqual([]);
});

it('the store itself refuses a wrong type, 0 bytes and bytes over what was announced', async () => {
  const bytes = randomBytes(1_000);
  const { id, uploads } = await announce(bytes);
  const [upload] = uploads as [SignedUpload];
  const statuses = [
    await put({ ...upload, headers: { ...upload.headers, 'content-type': 'text/html' } }, bytes),
    await put(upload, Buffer.alloc(0)),
    await put(upload, randomBytes(1_001)),
    await put({ ...upload, url: upload.url.replace(id, `../${id}`) }, bytes),
  ];
  for (const status of statuses) expect(status >= 400 && status < 500, String(statuses)).toBe(true);
  expect(await held()).toEqual([]);
  expect((await complete(id)).status).toBe(409);
});
