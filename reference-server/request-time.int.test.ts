import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { call, metric } from './testing/app.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import type { TestWorld } from './testing/world.ts';

let system: TestSystem;
let world: TestWorld;
let app: FastifyInstance;

beforeAll(async () => {
  system = await startTestSystem(3);
  world = system.world;
});
afterEach(() => app?.close());
afterAll(() => system?.stop());

async function start(env: Record<string, string>): Promise<void> {
  app = await system.start(env);
}

const as = (userId: string, route: string, body?: unknown) => call(app, world.token(userId), route, body);

async function timesOf(route: string): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const part of ['total', 'queue', 'poolWait', 'query', 'cache']) {
    times[part] = await metric(app, `request_time_ms_total{route="${route}",part="${part}"}`);
  }
  times.requests = await metric(app, `request_time_requests_total{route="${route}"}`);
  return times;
}

const slow = (statement: string, delayMs: number) => ({
  PLANTED_DEFECTS: JSON.stringify({ slowStatement: { statement, delayMs } }),
});

describe('the time of requests by route', () => {
  test('includes the queries of a request with a body, however late the body arrives', async () => {
    await start(slow('sync_update', 60));
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const sending = request(`${url}/students/student-0/sync`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${world.token('student-0')}`, 'content-type': 'application/json' },
    });
    sending.flushHeaders();
    const lookups = () => metric(app, 'cache_lookups_total{family="user_session",outcome="miss"}');
    await expect.poll(lookups).toBe(1);
    sending.end(JSON.stringify({ syncData: { a: 1 } }));
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
    await expect.poll(() => metric(app, 'request_time_requests_total{route="sync.write"}')).toBe(1);
    const { requests, query, total, poolWait, cache } = await timesOf('sync.write');
    expect(requests).toBe(1);
    expect(query).toBeGreaterThanOrEqual(60);
    expect(cache).toBeGreaterThan(0);
    expect(query! + poolWait! + cache!).toBeLessThanOrEqual(total!);
  });

  test('includes the cache but no query for a request answered from the cache', async () => {
    await start({});
    let grown = { cache: 0, query: 0 };
    const ask = async () => {
      const before = await timesOf('sync.read');
      await as('student-0', 'GET /students/student-0/sync');
      const after = await timesOf('sync.read');
      grown = { cache: after.cache! - before.cache!, query: after.query! - before.query! };
      return grown.query;
    };
    await expect.poll(ask).toBe(0); // a response is cached after it was sent
    expect(grown.cache).toBeGreaterThan(0);
  });

  test('charges a shared query to each of the requests that share it', async () => {
    await start({ CACHE: 'none', ...slow('semester_progress', 80) });
    const ask = () => as('student-0', 'GET /semester-plans/plan-a/progress');
    await Promise.all([ask(), ask(), ask()]);
    expect(await metric(app, 'db_query_time_count{statement="semester_progress"}')).toBe(1);
    const { requests, query } = await timesOf('progress.read');
    expect(requests).toBe(3);
    expect(query).toBeGreaterThanOrEqual(3 * 75);
  });

  test('includes the wait for a connection, apart from the query', async () => {
    await start({ CACHE: 'none', POOL_MAX: '1', ...slow('session_by_token', 50) });
    const students = world.studentsOfA.map((id) => as(id, `GET /students/${id}/sync`));
    await Promise.all(students);
    const { poolWait, query } = await timesOf('sync.read');
    // One connection: the second waits for the first, the third for both.
    expect(poolWait).toBeGreaterThanOrEqual(50 + 100);
    expect(query).toBeGreaterThanOrEqual(150);
    expect(await metric(app, 'pool_lent_ms_total')).toBeGreaterThanOrEqual(150);
  });

  test('counts the requests that timed out waiting for a connection', async () => {
    await start({
      CACHE: 'none',
      POOL_MAX: '1',
      POOL_CONNECT_TIMEOUT_MS: '60',
      ...slow('session_by_token', 300),
    });
    // Opening the one connection may take longer than that, so it is opened first.
    await expect
      .poll(async () => (await as('lecturer', 'GET /lecturers/lecturer/content')).statusCode)
      .toBe(200);
    const before = await metric(app, 'pool_timeouts_total');
    const students = world.studentsOfA.map((id) => as(id, `GET /students/${id}/sync`));
    const statuses = (await Promise.all(students)).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 503)).toHaveLength(2);
    expect((await metric(app, 'pool_timeouts_total')) - before).toBe(2);
  });
});

describe('the queue in front of a server', () => {
  const askAt = (sentMs: number) =>
    app.inject({
      method: 'GET',
      url: '/students/student-0/sync',
      headers: {
        authorization: `Bearer ${world.token('student-0')}`,
        'x-request-start': `t=${(sentMs / 1000).toFixed(3)}`,
      },
    });

  test('is the time since the balancer passed the request on', async () => {
    await start({ TRUST_PROXY: '127.0.0.1' });
    const passedOnMs = Date.now() - 4000;
    await askAt(passedOnMs);
    const { queue, total } = await timesOf('sync.read');
    expect(queue).toBeGreaterThanOrEqual(4000);
    expect(queue! + total!).toBeLessThanOrEqual(Date.now() + 1 - passedOnMs);
  });

  test('is not believed where there is no balancer', async () => {
    await start({});
    await askAt(Date.now() - 4000);
    expect((await timesOf('sync.read')).queue).toBe(0);
  });
});

test('a planted blocked event loop shows in its utilization and delay', async () => {
  await start({ PLANTED_DEFECTS: JSON.stringify({ blockedEventLoop: { everyMs: 100, forMs: 80 } }) });
  await metric(app, 'event_loop_utilization');
  await expect.poll(() => metric(app, 'event_loop_utilization'), { interval: 500 }).toBeGreaterThan(0.5);
  await expect.poll(() => metric(app, 'event_loop_delay_p99'), { interval: 500 }).toBeGreaterThan(60);
});
