import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UNCONFIRMED_MAX } from './core/rate-limiter.ts';
import { newSessionToken } from './core/session-token.ts';
import { call, METRICS_TOKEN, metric } from './testing/app.ts';
import type { TestStore } from './testing/stores.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import { PASSWORD, type TestWorld } from './testing/world.ts';

const BALANCER = '10.9.9.9';
const WINDOW_SECONDS = 900;

let system: TestSystem;
let redis: TestStore;
let direct: Redis;
let world: TestWorld;
let app: FastifyInstance;

beforeAll(async () => {
  system = await startTestSystem(40);
  ({ redis, world } = system);
  direct = new Redis(redis.url);
  app = await system.start({ TRUST_PROXY: BALANCER });
});
afterAll(async () => {
  direct?.disconnect();
  await system?.stop();
});
beforeEach(() => direct.flushall());

const READ = '/students/student-0/sync';
const windowNow = () => Math.floor(Date.now() / 1000 / WINDOW_SECONDS);
const counterOf = (key: string, limit = 'general') => `rate_limit:${limit}:${windowNow()}:${key}`;
const countOf = async (key: string) => Number(await direct.get(counterOf(key)));
const sessionQueries = () => metric(app, 'db_query_time_count{statement="session_by_token"}');

/** One request from an address; `forwardedFor` as the sender claims. */
function from(remoteAddress: string, token: string | null, url = READ, forwardedFor?: string) {
  const headers = {
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
  };
  return app.inject({ method: 'GET', url, remoteAddress, headers });
}

/** The commands that Redis received during `work`, one line each. */
async function commandsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const monitor = connect(redis.port, '127.0.0.1');
  let seen = '';
  monitor.on('data', (chunk) => {
    seen += chunk;
  });
  monitor.write('MONITOR\r\n');
  await expect.poll(() => seen).toContain('OK');
  await work();
  await direct.get('end of work');
  await expect.poll(() => seen).toContain('end of work');
  monitor.destroy();
  return seen.split('\r\n').filter((line) => line.includes('"') && !line.includes('end of work'));
}

describe('a used-up limit of an address', () => {
  test('refuses 40 random tokens, and only the unconfirmed ones cost a database query', async () => {
    await direct.set(counterOf('ip:10.1.0.1'), 1000);
    const before = await sessionQueries();
    const attack = () => Promise.all(Array.from({ length: 40 }, () => from('10.1.0.1', newSessionToken())));
    const first = await attack();
    expect(first.filter(({ statusCode }) => statusCode === 429).length).toBeGreaterThanOrEqual(30);
    expect((await sessionQueries()) - before).toBeLessThanOrEqual(UNCONFIRMED_MAX);

    // From here on this server knows, and asks neither Redis nor the database.
    const known = await sessionQueries();
    const commands = await commandsDuring(async () => {
      for (const { statusCode, headers } of await attack()) {
        expect([statusCode, headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)]);
      }
    });
    expect(commands).toEqual([]);
    expect(await sessionQueries()).toBe(known);
  });

  test('is used up by malformed tokens, without any lookup', async () => {
    const none = ['', 'x'.repeat(5000), 'a:b'.padEnd(43, ':'), `${'A'.repeat(42)}B`, 'é'.repeat(43)];
    const commands = await commandsDuring(async () => {
      for (const token of none) expect((await from('10.1.0.2', token)).statusCode).toBe(401);
      await expect.poll(() => countOf('ip:10.1.0.2')).toBe(none.length);
    });
    expect(commands.filter((command) => /user_session|student_sync/.test(command))).toEqual([]);
  });

  test('lets through sessions that the server has seen, until their logout', async () => {
    const login = await call(app, null, 'POST /auth/login', { userId: 'student-1', password: PASSWORD });
    const { token } = login.json();
    const mine = '/students/student-1/sync';
    expect((await from('10.1.0.3', token, mine)).statusCode).toBe(404);
    await direct.set(counterOf('ip:10.1.0.3'), 1000);
    await Promise.all(Array.from({ length: 40 }, () => from('10.1.0.3', newSessionToken())));
    expect((await from('10.1.0.3', newSessionToken())).statusCode).toBe(429);

    expect((await from('10.1.0.3', token, mine)).statusCode).toBe(404);
    expect((await call(app, token, 'POST /auth/logout')).statusCode).toBe(204);
    expect((await from('10.1.0.3', token, mine)).statusCode).toBe(429);
    const queries = await sessionQueries();
    expect((await from('10.1.0.3', token, mine)).statusCode).toBe(429);
    expect(await sessionQueries()).toBe(queries);
  });

  test('is not used up by valid sessions, however many users share it', async () => {
    const users = world.studentsOfA.slice(2);
    const statuses = await Promise.all(
      users.map(async (id) => (await from('10.1.0.4', world.token(id), `/students/${id}/sync`)).statusCode),
    );
    expect(new Set(statuses)).toEqual(new Set([404]));
    await expect.poll(() => countOf(`user:${users[0]}`)).toBe(1);
    await expect.poll(() => countOf('ip:10.1.0.4')).toBe(0); // advance counts are given back a moment later
  });

  test('is the only limit that requests without a session use up', async () => {
    await from('10.1.0.5', null, '/semester-plans/plan-a/progress');
    await expect.poll(() => countOf('ip:10.1.0.5')).toBe(1);
    expect(await direct.keys('rate_limit:heavy:*')).toEqual([]);
  });
});

describe('a missing object leaves nothing in Redis', () => {
  test('a session', async () => {
    for (let n = 0; n < 20; n++) expect((await from('10.1.1.1', newSessionToken())).statusCode).toBe(401);
    expect(await direct.keys('user_session:*')).toEqual([]);
  });

  test.each(['/attendance-sessions/never-was', '/online-classes/never-was', READ])('%s', async (url) => {
    const token = world.token(url === READ ? 'student-0' : 'lecturer');
    expect((await from('10.1.1.2', token, url)).statusCode).toBe(404);
    expect((await direct.keys('*')).filter((key) => /^(attendance|online|student)/.test(key))).toEqual([]);
  });
});

test.each([
  ['a plan of 5,000 characters', `/online-classes?semesterPlanId=${'x'.repeat(5000)}&day=2026-03-02`],
  ['a plan with colons', '/online-classes?semesterPlanId=plan-a:2026-03-02:any&day=2026-03-02'],
  ['a day that does not exist', '/online-classes?semesterPlanId=plan-a&day=2026-02-30'],
  ['a status that is NUL', '/online-classes?semesterPlanId=plan-a&day=2026-03-02&status=%00'],
  ['an id with a colon', '/attendance-sessions/a%3Ab'],
  ['an id of 65 characters', `/semester-plans/${'x'.repeat(65)}/progress`],
])('no key is made of %s', async (_what, url) => {
  const commands = await commandsDuring(async () => {
    expect((await from('10.1.2.1', world.token('lecturer'), url)).statusCode).toBe(400);
  });
  const keys = /online_class|attendance_session|semester_progress/;
  expect(commands.filter((command) => keys.test(command))).toEqual([]);
});

describe('users and addresses', () => {
  test("have separate keys: a user's id as a forwarded address does not use up the user's limit", async () => {
    for (const claimed of ['student-0', 'user:student-0', '10.1.3.9, student-0']) {
      await from(BALANCER, null, READ, claimed);
      await from('10.1.3.1', null, READ, claimed);
    }
    await expect.poll(() => countOf(`ip:${BALANCER}`)).toBe(3);
    expect(await countOf('ip:10.1.3.1')).toBe(3);
    expect((await direct.keys('rate_limit:*')).filter((key) => key.includes('student-0'))).toEqual([]);
  });

  test('a forwarded address has one count for all its notations', async () => {
    const forms = ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::2', '2001:0db8:0001:0002::'];
    for (const form of forms) await from(BALANCER, null, READ, form);
    await from(BALANCER, null, READ, '::ffff:10.1.3.3');
    await from(BALANCER, null, READ, '10.1.3.3');
    await expect.poll(() => countOf('ip:2001:db8:1:2')).toBe(3);
    expect(await countOf('ip:10.1.3.3')).toBe(2);
  });

  test('only the balancer is believed about how long a request has waited', async () => {
    const waited = (remoteAddress: string) =>
      app.inject({ url: READ, remoteAddress, headers: { 'x-request-start': 't=1' } });
    const queueOf = () => metric(app, 'request_time_ms_total{route="sync.read",part="queue"}');
    const before = await queueOf();
    await waited('10.1.3.4');
    expect(await queueOf()).toBe(before);
    await waited(BALANCER);
    expect(await queueOf()).toBeGreaterThan(before);
  });
});

describe('headers', () => {
  const CAREFUL = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

  test.each([
    ['a response', 'lecturer', 'GET /lecturers/lecturer/content', 200],
    ['an empty response', 'stranger', 'POST /auth/logout', 204],
    ['a refusal', 'student-0', 'GET /lecturers/lecturer/content', 403],
    ['an unknown route', 'student-0', 'GET /nothing', 404],
    ['a path that cannot be decoded', 'student-0', 'GET /students/%ff/sync', 400],
    ['a path that is too long', 'student-0', `GET /students/${'x'.repeat(200)}/sync`, 414],
    ['health', null, 'GET /health', 200],
  ])('%s must not be sniffed or stored', async (_what, userId, route, status) => {
    const response = await call(app, userId && world.token(userId), route);
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject(CAREFUL);
    if (status >= 400)
      expect(response.json()).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
  });

  test('a class with its password, and a login, must not be stored', async () => {
    const lesson = {
      semesterPlanId: 'plan-a',
      unitId: 'u',
      className: 'c',
      scheduledTime: '2026-03-02T08:00:00Z',
    };
    const scheduled = await call(app, world.token('lecturer'), 'POST /online-classes', lesson);
    const read = await call(app, world.token('student-0'), `GET /online-classes/${scheduled.json().id}`);
    const login = await call(app, null, 'POST /auth/login', { userId: 'student-0', password: PASSWORD });
    expect(read.json()).toHaveProperty('password');
    for (const { headers } of [scheduled, read, login]) expect(headers).toMatchObject(CAREFUL);
  });

  test('401 names the authentication scheme', async () => {
    const wrong = { userId: 'student-0', password: 'wrong' };
    for (const response of [
      await call(app, null, `GET ${READ}`),
      await call(app, newSessionToken(), `GET ${READ}`),
      await call(app, null, 'GET /metrics'),
      await call(app, null, 'POST /auth/login', wrong),
    ]) {
      expect(response.statusCode).toBe(401);
      expect(response.headers['www-authenticate']).toBe('Bearer');
    }
  });

  test('/health gives details only to holders of the metrics token', async () => {
    const details = { database: expect.any(Object), cache: expect.any(Object), storage: 'off' };
    expect((await call(app, METRICS_TOKEN, 'GET /health')).json()).toMatchObject(details);
    for (const token of [null, world.token('lecturer'), `${METRICS_TOKEN}x`]) {
      expect(Object.keys((await call(app, token, 'GET /health')).json())).toEqual(['status', 'timestamp']);
    }
  });
});
