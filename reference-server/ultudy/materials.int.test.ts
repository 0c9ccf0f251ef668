import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ObjectStoreAddress, objectStoreVariables } from '../../harness/model/object-store.ts';
import { findVersitygw } from '../../harness/system/programs/programs.ts';
import { startObjectStore } from '../../harness/system/storage/object-store.ts';
import { type Fixture, startFixture } from '../../harness/system/testing/fixture.ts';
import { putFiles } from '../../seed/files.ts';
import { seedPlatform } from '../../seed/index.ts';
import { hashSessionToken, newSessionToken } from '../core/session-token.ts';
import { call } from '../testing/app.ts';
import { openTestDatabases, type TestDatabases } from '../testing/databases.ts';
import { startUltudy } from './testing/world.ts';

/** Seeded PDFs, in a real object store, by the links that the server signs. */

const DATA = { platform: 'ultudy', size: 20, randomSeed: 7 };
const STUDENT = 'u-0000001';

type Row = { id: number; title: string; pages: number; sizeBytes: number; sha256: string };

let fixture: Fixture;
let store: ObjectStoreAddress;
let databases: TestDatabases;
let db: pg.Client;
let app: FastifyInstance;
let taken: Row[];
const token = newSessionToken();
const ending = new AsyncDisposableStack();

beforeAll(async () => {
  fixture = await startFixture();
  databases = await openTestDatabases();
  const logsFolder = join(fixture.folder, 'logs');
  const program = await findVersitygw(process.env);
  ({ store } = await startObjectStore({ supervisor: fixture.supervisor, program, logsFolder, ending }));
  const databaseUrl = await databases.create();
  const { rows } = await seedPlatform({ ...DATA, databaseUrl, workers: 2 });
  expect((await putFiles({ ...DATA, store })).count).toBe(rows.materials);
  db = new pg.Client(databaseUrl);
  await db.connect();
  await db.query(`INSERT INTO user_sessions VALUES ($1, $2, now() + interval '1 day')`, [
    hashSessionToken(token),
    STUDENT,
  ]);
  ({ rows: taken } = await db.query<Row>(
    `SELECT m.id, title, pages, size_bytes AS "sizeBytes", sha256 FROM materials m JOIN enrolments USING (course_id)
     WHERE user_id = $1 ORDER BY pages`,
    [STUDENT],
  ));
  app = await startUltudy({
    DATABASE_URL: databaseUrl,
    ...objectStoreVariables(store),
  });
});
afterAll(async () => {
  await app?.close();
  await db?.end();
  await ending.disposeAsync();
  await databases?.drop();
  expect(await fixture?.end()).toEqual([]);
});

async function linkTo(id: number): Promise<Row & { url: string }> {
  const response = await call(app, token, `GET /api/materials/${id}/link`);
  expect(response.statusCode).toBe(200);
  return response.json();
}

const get = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers: { connection: 'close', ...headers } });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test('every PDF that the student takes is the one of its row, whole and in parts', async () => {
  expect(taken.length).toBeGreaterThan(10);
  for (const material of taken) {
    const { url, ...known } = await linkTo(material.id);
    expect(known).toEqual(material);
    const whole = await get(url);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const pdf = await bytesOf(whole);
    expect(createHash('sha256').update(pdf).digest('hex')).toBe(material.sha256);
    expect(pdf.subarray(0, 8).toString()).toBe('%PDF-1.4');

    const from = Math.floor(pdf.length / 2);
    const part = await get(url, { range: `bytes=${from}-${pdf.length - 1}` });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes ${from}-${pdf.length - 1}/${pdf.length}`,
    ]);
    expect((await bytesOf(part)).equals(pdf.subarray(from))).toBe(true);
  }
});

test('a link is for one PDF only, and tells no secret', async () => {
  const [first, second] = await Promise.all(taken.slice(0, 2).map(({ id }) => linkTo(id)));
  expect(first!.url).not.toContain(store.secretAccessKey);
  const moved = new URL(first!.url);
  moved.pathname = new URL(second!.url).pathname;
  for (const url of [
    moved.href,
    first!.url.replace(/Signature=[0-9a-f]{4}/, 'Signature=0000'),
    moved.origin + moved.pathname,
  ]) {
    expect((await get(url)).status).toBe(403);
  }
});

test('whoever does not take the course gets no link', async () => {
  const { rows } = await db.query<{ id: number }>(
    `SELECT id FROM materials WHERE course_id NOT IN (SELECT course_id FROM enrolments WHERE user_id = $1) LIMIT 1`,
    [STUDENT],
  );
  const refused = await call(app, token, `GET /api/materials/${rows[0]!.id}/link`);
  expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'NOT_ENROLLED']);
});
