import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { call, METRICS_TOKEN, metric, startTestApp } from './testing/app.ts';
import { startTestRedis } from './testing/stores.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import { PASSWORD, type TestWorld } from './testing/world.ts';

const PATIENTLY = { timeout: 30_000, interval: 20 };

let system: TestSystem;
let world: TestWorld;
let servers: FastifyInstance[];

beforeAll(async () => {
  system = await startTestSystem(100);
  world = system.world;
  servers = [await system.start(), await system.start({ CACHE_GZIP: 'false' })];
});
afterAll(() => system?.stop());

const as = (userId: string, route: string, body?: unknown, server = 0) =>
  call(servers[server]!, world.token(userId), route, body);

const lesson = { semesterPlanId: 'plan-a', unitId: 'unit-1' };
const scheduled = { className: 'x', scheduledTime: '2026-03-02T08:00:00Z' };

describe.each([
  ['check-ins', 'attendance_sessions', 'attendees', 'attendance-sessions', { ...lesson, sessionName: 'x' }],
  ['joins', 'online_classes', 'participants', 'online-classes', { ...lesson, ...scheduled }],
])('a hundred %s at once, each sent to both servers', (_what, table, column, route, body) => {
  test('are all kept, and each once', async () => {
    const { id } = (await as('lecturer', `POST /${route}`, body)).json();
    const all = world.studentsOfA.flatMap((studentId) =>
      [0, 1].map((server) => as(studentId, `PUT /${route}/${id}/${column}/${studentId}`, undefined, server)),
    );
    for (const response of await Promise.all(all)) expect(response.statusCode).toBe(200);

    const { rows } = await world.db.query(`SELECT ${column} AS ids FROM ${table} WHERE id = $1`, [id]);
    expect(rows[0].ids.toSorted()).toEqual(world.studentsOfA.toSorted());
    const counts = [0, 1].map(async (server) => {
      const read = (await as('lecturer', `GET /${route}/${id}`, undefined, server)).json();
      return read.attendeeCount ?? read.participantCount;
    });
    expect(await Promise.all(counts)).toEqual([100, 100]);
  });
});

test('of check-ins that race the close, the successful ones are stored and the others refused', async () => {
  const { id } = (await as('lecturer', 'POST /attendance-sessions', { ...lesson, sessionName: 'x' })).json();
  const checkIns = world.studentsOfA.map(async (studentId, n) => {
    const route = `PUT /attendance-sessions/${id}/attendees/${studentId}`;
    return { studentId, ...(await as(studentId, route, undefined, n % 2)) };
  });
  const closing = as('lecturer', `POST /attendance-sessions/${id}/close`, undefined, 1);
  const responses = await Promise.all(
    world.studentsOfA.map(async (studentId, n) => [studentId, (await checkIns[n])?.statusCode] as const),
  );
  expect((await closing).statusCode).toBe(200);
  for (const [, status] of responses) expect([200, 409]).toContain(status);
  const { rows } = await world.db.query('SELECT attendees FROM attendance_sessions WHERE id = $1', [id]);
  const acknowledged = responses.filter(([, status]) => status === 200).map(([studentId]) => studentId);
  expect(rows[0].attendees.toSorted()).toEqual(acknowledged.toSorted());
});

test('a write on one server is read on the other at once', async () => {
  for (let n = 0; n < 20; n++) {
    const [writer, reader] = n % 2 === 0 ? [0, 1] : [1, 0];
    await as('student-7', 'PUT /students/student-7/sync', { syncData: { n } }, writer);
    const read = await as('student-7', 'GET /students/student-7/sync', undefined, reader);
    expect(read.json().syncData).toEqual({ n });
  }
});

test('a logout on one server ends the session on the other', async () => {
  const credentials = { userId: 'student-8', password: PASSWORD };
  const { token } = (await call(servers[0]!, null, 'POST /auth/login', credentials)).json();
  const route = 'GET /semester-plans/plan-a/progress';
  expect((await call(servers[1]!, token, route)).statusCode).toBe(200);
  await call(servers[0]!, token, 'POST /auth/logout');
  expect((await call(servers[1]!, token, route)).statusCode).toBe(401);
});

describe('rate limits', () => {
  test('both servers share the heavy limit: 100 an hour', async () => {
    const route = 'GET /semester-plans/plan-a/progress';
    const responses = await Promise.all(
      Array.from({ length: 110 }, (_, n) => as('student-9', route, undefined, n % 2)),
    );
    expect(responses.filter(({ statusCode }) => statusCode === 200)).toHaveLength(100);
    const refused = responses.find(({ statusCode }) => statusCode === 429)!;
    expect(refused.json().error.code).toBe('RATE_LIMITED');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(3600);
    expect(refused.headers['ratelimit-policy']).toBe('"general";q=1000;w=900, "heavy";q=100;w=3600');
    expect(refused.headers.ratelimit).toMatch(/^"general";r=\d+;t=\d+, "heavy";r=0;t=\d+$/);
  });

  test('logins are limited by address, and a header does not change the address', async () => {
    const login = (server: number, forwardedFor: string) =>
      servers[server]!.inject({
        method: 'POST',
        url: '/auth/login',
        remoteAddress: '10.1.1.1',
        headers: { 'x-forwarded-for': forwardedFor },
        payload: { userId: 'nobody', password: 'x', extra: 'not valid, so no password is hashed' },
      });
    const responses = await Promise.all(Array.from({ length: 25 }, (_, n) => login(n % 2, `10.2.2.${n}`)));
    expect(responses.filter(({ statusCode }) => statusCode === 429)).toHaveLength(5);
  });

  test("behind the balancer the client's address counts, and only the balancer is believed", async () => {
    const behindBalancer = await system.start({ TRUST_PROXY: '10.9.9.9' });
    const remaining = async (remoteAddress: string, forwardedFor: string) => {
      const headers = { 'x-forwarded-for': forwardedFor };
      const url = '/auth/login';
      const { headers: sent } = await behindBalancer.inject({
        method: 'POST',
        url,
        remoteAddress,
        headers,
        payload: {},
      });
      return /r=(\d+)/.exec(String(sent.ratelimit))?.[1];
    };
    // A client adds an address of its own choice in front; the balancer appends the one it saw.
    expect(await remaining('10.9.9.9', '1.1.1.1, 10.3.3.3')).toBe('19');
    expect(await remaining('10.9.9.9', '2.2.2.2, 10.3.3.3')).toBe('18');
    expect(await remaining('10.9.9.9', '10.4.4.4')).toBe('19');
    expect(await remaining('10.5.5.5', '10.6.6.6')).toBe('19');
    expect(await remaining('10.5.5.5', '10.7.7.7')).toBe('18');
    await behindBalancer.close();
  });
});

describe('configurations', () => {
  test('with CACHE=none every lookup is a miss, and everything still works', async () => {
    const app = await system.start({ CACHE: 'none' });
    const token = world.token('student-1');
    await call(app, token, 'PUT /students/student-1/sync', { syncData: {} });
    for (let n = 0; n < 3; n++) await call(app, token, 'GET /students/student-1/sync');
    expect(await metric(app, 'cache_lookups_total{family="student_sync",outcome="miss"}')).toBe(3);
    expect(await metric(app, 'cache_lookups_total{family="student_sync",outcome="hit"}')).toBe(0);
    expect(await metric(app, 'cache_lookups_total{family="user_session",outcome="miss"}')).toBe(4);
    expect((await call(app, METRICS_TOKEN, 'GET /health')).json().cache.state).toBe('off');
    await app.close();
  });

  test('a planted share of responses fails, but not those of /health and /metrics', async () => {
    const defects = { PLANTED_DEFECTS: '{"failedResponseRatio":1}' };
    const app = await system.start(defects);
    const failed = await call(app, world.token('student-1'), 'GET /students/student-1/sync');
    expect([failed.statusCode, failed.json().error.code]).toEqual([500, 'INTERNAL']);
    expect((await call(app, null, 'GET /health')).statusCode).toBe(200);
    await app.close();
  });

  test('an unknown platform or planted statement is refused', async () => {
    const { env } = system;
    for (const PLATFORM of ['no-such', 'core', '../seed/tvet-connect', '/nowhere'])
      await expect(startTestApp({ ...env, PLATFORM })).rejects.toThrow(
        /^PLATFORM must be one of .*\btvet-connect\b/,
      );
    const defects = { PLANTED_DEFECTS: '{"slowStatement":{"statement":"no_such","delayMs":1}}' };
    await expect(startTestApp({ ...env, ...defects })).rejects.toThrow('unknown statement');
  });
});

test('when Redis is killed the database answers, and hits return when it is back', async () => {
  const own = await startTestRedis();
  const app = await system.start({ REDIS_URL: own.url });
  const read = () => call(app, world.token('student-2'), 'GET /students/student-2/sync');
  const hits = () => metric(app, 'cache_lookups_total{family="student_sync",outcome="hit"}');
  await call(app, world.token('student-2'), 'PUT /students/student-2/sync', { syncData: { kept: true } });
  const readUntilHit = async (before: number) => {
    expect((await read()).statusCode).toBe(200);
    expect(await hits()).toBeGreaterThan(before);
  };
  await vi.waitFor(() => readUntilHit(0), PATIENTLY);

  await own.stop();
  for (let n = 0; n < 20; n++) expect((await read()).json().syncData).toEqual({ kept: true });
  await expect
    .poll(async () => (await call(app, METRICS_TOKEN, 'GET /health')).json().cache.state)
    .toBe('down');
  const written = await call(app, world.token('student-2'), 'PUT /students/student-2/sync', {
    syncData: { n: 2 },
  });
  expect(written.statusCode).toBe(200);

  const back = await startTestRedis(own.port);
  const before = await hits();
  await vi.waitFor(() => readUntilHit(before), PATIENTLY);
  expect((await read()).json().syncData).toEqual({ n: 2 });
  await app.close();
  await back.stop();
});
