import { afterAll, beforeAll, expect, test } from 'vitest';
import { METRICS_TOKEN } from '../testing/app.ts';
import { openTestDatabases, type TestDatabases } from '../testing/databases.ts';
import { type ServerProcess, startServerProcess } from '../testing/server-process.ts';
import { startTestRedis, type TestStore } from '../testing/stores.ts';
import { createTestWorld, type TestWorld } from './testing/world.ts';

/** Requests go on while Redis is killed and started again, empty. */

let databases: TestDatabases;
let world: TestWorld;
let redis: TestStore;
let server: ServerProcess;

beforeAll(async () => {
  [databases, redis] = await Promise.all([openTestDatabases(), startTestRedis()]);
  const databaseUrl = await databases.create();
  world = await createTestWorld(databaseUrl);
  server = await startServerProcess({
    PLATFORM: 'ultudy',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    POOL_MIN: '1',
  });
});
afterAll(async () => {
  server?.process.kill('SIGTERM');
  await server?.exited;
  await world?.close();
  await databases?.drop();
  await redis?.stop();
});

async function ask(method: string, path: string, token: string, body?: object): Promise<Response> {
  return fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}

// biome-ignore lint/suspicious/noExplicitAny: the test states what it expects
type Answer = any;

const health = async (): Promise<Answer> => (await ask('GET', '/health', METRICS_TOKEN)).json();

test('no request fails, and every read has the latest write', async () => {
  const token = world.token('ada');
  const statuses = new Map<number, number>();
  let page = 0;
  let wrong = 0;
  let rounds = 0;
  let isOver = false;
  const counted = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await ask(method, path, token, body);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    return response.json();
  };
  const goOn = async () => {
    while (!isOver) {
      page = (page % 50) + 1;
      await counted('PUT', '/api/materials/2/progress', { page });
      const { resume } = await counted('GET', '/api/dashboard');
      const { materials } = await counted('GET', '/api/courses/1/progress');
      await counted('GET', '/api/courses/1');
      await counted('GET', '/api/courses');
      if (resume.page !== page || materials[1].page !== page) wrong += 1;
      rounds += 1;
    }
  };
  const going = goOn();
  const several = async () => {
    const until = rounds + 5;
    await expect.poll(() => rounds).toBeGreaterThan(until);
  };
  await several();
  expect((await health()).cache).toMatchObject({ state: 'up', lookups: { hit: expect.any(Number) } });
  await redis.stop();
  await several();
  expect((await health()).cache.state).toBe('down');
  redis = await startTestRedis(redis.port);
  await expect.poll(async () => (await health()).cache.state).toBe('up');
  const { hit } = (await health()).cache.lookups;
  await several();
  expect((await health()).cache.lookups.hit).toBeGreaterThan(hit);
  isOver = true;
  await going;
  expect([...statuses.keys()]).toEqual([200]);
  expect(wrong).toBe(0);
});

test('the state of the pools is logged, the primary and the replicas apart', async () => {
  const lines = () =>
    server.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'pool statistics');
  await expect.poll(() => lines().length).toBeGreaterThan(0);
  expect(lines()[0]).toMatchObject({
    primary: { total: expect.any(Number), idle: expect.any(Number), waiting: expect.any(Number) },
    replicas: [],
  });
});
