import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from './testing/app.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import type { TestWorld } from './testing/world.ts';

let system: TestSystem;
let world: TestWorld;
let app: FastifyInstance;

beforeAll(async () => {
  system = await startTestSystem(1);
  world = system.world;
  app = await system.start();
  await sync('{"syncData":{"kept":true}}');
});
afterAll(() => system?.stop());

const SYNC = '/students/student-0/sync';

function sync(payload: string | Buffer, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${world.token('student-0')}`;
  const sent = { 'content-type': 'application/json', authorization, ...headers };
  return app.inject({ method: 'PUT', url: SYNC, headers: sent, payload });
}

/** Checks that the stored data has not changed. */
async function expectNothingStored(): Promise<void> {
  const { rows } = await world.db.query('SELECT sync_data FROM student_sync_status');
  expect(rows).toEqual([{ sync_data: { kept: true } }]);
}

const body = (value: string) => `{"syncData":{"a":${value}}}`;

describe('a body that would be stored differently is refused', () => {
  test.each([
    ['a number beyond a double', body('1e400'), 400, 'INVALID_DATA'],
    ['a number of 20 digits', body('12345678901234567890'), 400, 'INVALID_DATA'],
    ['a fraction of 19 digits', body('0.1234567890123456789'), 400, 'INVALID_DATA'],
    ['a number below a double', body('1e-400'), 400, 'INVALID_DATA'],
    ['minus zero', body('-0'), 400, 'INVALID_DATA'],
    ['a key twice', '{"syncData":{"a":1,"\\u0061":2}}', 400, 'MALFORMED_JSON'],
    ['a key of the body twice', '{"syncData":{},"syncData":{"a":1}}', 400, 'MALFORMED_JSON'],
    ['a key that could reach a prototype', body('{"__proto__":{}}'), 400, 'MALFORMED_JSON'],
    ['NUL in a key', body('{"\\u0000":1}'), 400, 'INVALID_DATA'],
    ['half a surrogate pair', body('"\\udc00"'), 400, 'INVALID_DATA'],
    ['bytes that are not UTF-8', Buffer.from(body('"\xff"'), 'latin1'), 400, 'MALFORMED_JSON'],
    ['a surrogate in UTF-8', Buffer.from(body('"\xed\xa0\x80"'), 'latin1'), 400, 'MALFORMED_JSON'],
  ])('%s', async (_what, payload, status, code) => {
    const response = await sync(payload);
    expect([response.statusCode, response.json().error.code]).toEqual([status, code]);
    await expectNothingStored();
  });

  test.each([
    ['gzip', gzipSync(body('1')), { 'content-encoding': 'gzip' }],
    ['plain text that is called gzip', body('1'), { 'content-encoding': 'gzip' }],
    ['two encodings', body('1'), { 'content-encoding': 'identity, br' }],
    ['a compressed transfer', body('1'), { 'transfer-encoding': 'gzip, chunked' }],
    ['another character set', body('"é"'), { 'content-type': 'application/json; charset=iso-8859-1' }],
    ['UTF-16', Buffer.from(body('1'), 'utf16le'), { 'content-type': 'application/json; charset="utf-16"' }],
    ['plain text', body('1'), { 'content-type': 'text/plain' }],
    ['a form', 'syncData=1', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('%s is a 415', async (_what, payload, headers) => {
    const response = await sync(payload, headers as Record<string, string>);
    expect([response.statusCode, response.json().error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    await expectNothingStored();
  });

  test('a range of a body is refused', async () => {
    const response = await sync(body('1'), { 'content-range': 'bytes 0-9/100' });
    expect(response.statusCode).toBe(400);
    await expectNothingStored();
  });
});

describe('a time that would be stored differently is refused', () => {
  const schedule = (scheduledTime: string) =>
    call(app, world.token('lecturer'), 'POST /online-classes', {
      semesterPlanId: 'plan-a',
      unitId: 'u',
      className: 'c',
      scheduledTime,
    });

  test.each([
    '9999-12-31T23:59:59-01:00',
    '10000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '0000-01-01T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '2026-02-30T08:00:00Z',
    '2026-03-02T08:00:00.1239Z',
    '2026-03-02T08:00:00+23:00',
  ])('%s', async (scheduledTime) => {
    const response = await schedule(scheduledTime);
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'INVALID_REQUEST']);
    const { rows } = await world.db.query('SELECT 1 FROM online_classes');
    expect(rows).toEqual([]);
  });

  test.each(['0000-01-01', '10000-01-01', '2026-02-30'])('the list of %s', async (day) => {
    const url = `GET /online-classes?semesterPlanId=plan-a&day=${day}`;
    const response = await call(app, world.token('lecturer'), url);
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'INVALID_REQUEST']);
  });
});

test('a body that needs no change is stored as sent', async () => {
  const kept = { a: [0.1, 1e23, 9007199254740991, -0.5], text: '😀 é \u0001', 'sh:ape': { a: { a: {} } } };
  expect(
    (await sync(JSON.stringify({ syncData: kept }), { 'content-type': 'application/json; Charset=UTF-8' }))
      .statusCode,
  ).toBe(200);
  expect((await call(app, world.token('student-0'), `GET ${SYNC}`)).json().syncData).toEqual(kept);
  await sync('{"syncData":{"kept":true}}');
});
