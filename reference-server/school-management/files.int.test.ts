import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SchoolApp, startSchoolApp } from './testing/school-app.ts';
import { type Rows, startTwoSchools, type TwoSchools } from './testing/two-schools.ts';

const SHA256 = 'b'.repeat(64);
const PDF = { name: 'plan.pdf', contentType: 'application/pdf', sizeBytes: 3, sha256s: [SHA256] };

let schools: TwoSchools;
let server: SchoolApp;
let rows: Rows;
let teacher: string;

beforeAll(async () => {
  schools = await startTwoSchools();
  server = await startSchoolApp(schools.serverUrl);
  rows = await schools.rowsOf(1);
  teacher = await schools.tokenOf(rows.teacher);
});
afterAll(async () => {
  await server?.app.close();
  await schools?.stop();
});

async function call(token: string, route: string, body?: object) {
  const [method, url] = route.split(' ') as ['GET', string];
  return server.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { payload: body }),
  });
}

const announce = async (more: object = {}) =>
  call(teacher, 'POST /files', { ...PDF, classId: rows.classId, ...more });
const filesOfClass = async () =>
  ((await call(teacher, `GET /files/classes/${rows.classId}`)).json().files as { id: string }[]).map(
    ({ id }) => id,
  );
const rowsWithId = async (id: string) =>
  (await schools.db.query('SELECT FROM files WHERE id = $1', [id])).rowCount;

it('an upload is shown once its bytes are there, and may be completed twice', async () => {
  const { id, key, uploads } = (await announce()).json();
  expect(uploads).toMatchObject([{ method: 'PUT', url: expect.stringContaining(key) }]);
  expect(await filesOfClass()).not.toContain(id);
  expect((await call(teacher, `GET /files/${id}/download`)).statusCode).toBe(404);
  const early = await call(teacher, `POST /files/${id}/completion`);
  expect([early.statusCode, early.json().error.code]).toEqual([409, 'NOT_UPLOADED']);

  server.objects.set(key, { sizeBytes: 3, contentType: PDF.contentType, sha256: SHA256 });
  for (let round = 0; round < 2; round++)
    expect((await call(teacher, `POST /files/${id}/completion`)).json()).toMatchObject({ id, sizeBytes: 3 });
  expect(await filesOfClass()).toContain(id);
  expect((await call(teacher, `GET /files/${id}/download`)).json().url).toContain(key);

  const student = await schools.tokenOf(rows.student);
  expect((await call(student, `GET /files/${id}/download`)).statusCode).toBe(200);
  expect((await call(student, `DELETE /files/${id}`)).statusCode).toBe(404);
  expect((await call(teacher, `DELETE /files/${id}`)).statusCode).toBe(204);
  expect(server.objects.has(key)).toBe(false);
  expect(await rowsWithId(id)).toBe(0);
});

it.each([
  ['another size', { sizeBytes: 4, sha256: SHA256 }],
  ['another checksum', { sizeBytes: 3, sha256: 'c'.repeat(64) }],
  ['no checksum', { sizeBytes: 3, sha256: null }],
])('bytes of %s are not what was announced', async (_what, stored) => {
  const { id, key } = (await announce()).json();
  server.objects.set(key, { ...stored, contentType: PDF.contentType });
  const answer = await call(teacher, `POST /files/${id}/completion`);
  expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'UPLOAD_DIFFERS']);
  expect(await filesOfClass()).not.toContain(id);
});

describe('a file is refused', () => {
  it.each([
    ['../../etc/passwd', {}, 400, 'FILE_NAME_INVALID'],
    ['notes\\plan.pdf', {}, 400, 'FILE_NAME_INVALID'],
    ['plan\u0000.pdf', {}, 400, 'FILE_NAME_INVALID'],
    ['plan\n.pdf', {}, 400, 'FILE_NAME_INVALID'],
    ['\u202Efdp.exe', {}, 400, 'FILE_NAME_INVALID'],
    ['..', {}, 400, 'FILE_NAME_INVALID'],
    ['   ', {}, 400, 'FILE_NAME_INVALID'],
    ['a'.repeat(256), {}, 400, 'INVALID_REQUEST'],
    ['run.exe', { contentType: 'application/x-msdownload' }, 415, 'FILE_TYPE_UNSUPPORTED'],
    ['empty.pdf', { sizeBytes: 0 }, 400, 'FILE_EMPTY'],
    ['large.pdf', { sizeBytes: 10_000_001, sha256s: [SHA256, SHA256] }, 413, 'FILE_TOO_LARGE'],
    ['odd.pdf', { sha256s: ['x'] }, 400, 'INVALID_REQUEST'],
    ['none.pdf', { sha256s: [] }, 400, 'INVALID_REQUEST'],
    ['half.pdf', { sizeBytes: 5 * 1024 ** 2 + 1 }, 400, 'CHECKSUMS_INCOMPLETE'],
    ['twice.pdf', { sha256s: [SHA256, SHA256] }, 400, 'CHECKSUMS_INCOMPLETE'],
  ])('called %j %j', async (name, more, status, code) => {
    const answer = await announce({ name, ...more });
    // NUL does not get as far as our check: the core refuses what PostgreSQL cannot store.
    expect(answer.statusCode).toBe(status);
    if (!name.includes('\u0000')) expect(answer.json().error.code).toBe(code);
  });

  it('but not at the limit', async () =>
    expect((await announce({ sizeBytes: 10_000_000, sha256s: [SHA256, SHA256] })).statusCode).toBe(201));

  it('by a student for another class, or for the staff', async () => {
    const student = await schools.tokenOf(rows.student);
    const status = async (classId: number | null) =>
      (await call(student, 'POST /files', { ...PDF, classId })).statusCode;
    expect(await status(rows.classId)).toBe(201);
    expect(await status(rows.classId + 1)).toBe(404);
    expect(await status(null)).toBe(404);
  });
});

it('an upload that was abandoned is removed with its object, and a later one is not', async () => {
  const { id, key } = (await announce()).json();
  const other = (await announce()).json();
  for (const each of [key, other.key])
    server.objects.set(each, { sizeBytes: 3, contentType: PDF.contentType, sha256: SHA256 });
  await schools.db.query(`UPDATE files SET announced_at = now() - interval '61 minutes' WHERE id = $1`, [id]);
  expect((await announce()).statusCode).toBe(201);
  expect([await rowsWithId(id), server.objects.has(key)]).toEqual([0, false]);
  expect([await rowsWithId(other.id), server.objects.has(other.key)]).toEqual([1, true]);
});
