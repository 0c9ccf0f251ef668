import type { FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, metric } from '../testing/app.ts';
import { startTestReplica } from '../testing/replica.ts';
import { startTestPostgres, startTestRedis, type TestPostgres, type TestStore } from '../testing/stores.ts';
import { createTestWorld, startUltudy, type TestWorld } from './testing/world.ts';

/** `queryRead` goes to one of several replicas and falls back to the primary, `queryWrite` always goes to the primary. */

let primary: TestPostgres;
let replicas: TestPostgres[] = [];
let redis: TestStore;
let direct: Redis;
let world: TestWorld;
let app: FastifyInstance;

beforeAll(async () => {
  [primary, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  world = await createTestWorld(primary.url);
  replicas = [await startTestReplica(primary), await startTestReplica(primary)];
  direct = new Redis(redis.url);
  app = await startUltudy({
    DATABASE_URL: primary.url,
    DATABASE_REPLICA_URLS: replicas.map(({ url }) => url).join(','),
    REDIS_URL: redis.url,
  });
});
afterAll(async () => {
  await app?.close();
  direct?.disconnect();
  await world?.close();
  await Promise.all([...replicas.map((replica) => replica.stop()), redis?.stop()]);
  await primary?.stop();
});

const queriesOn = (role: string) => metric(app, `db_queries_total{role="${role}"}`);

/** Reads what is not cached. */
async function read(): Promise<number> {
  await direct.del('course:1', 'dashboard:ada');
  const answers = [
    await call(app, world.token('ada'), 'GET /api/courses/1'),
    await call(app, world.token('ada'), 'GET /api/dashboard'),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  return queriesOn('replica');
}

async function untilOnReplicas(): Promise<void> {
  let before = await queriesOn('replica');
  await expect
    .poll(async () => {
      const now = await read();
      const more = now - before;
      before = now;
      return more;
    })
    .toBe(2);
}

test('reads go to the replicas and writes to the primary', async () => {
  await untilOnReplicas();
  const [onReplicas, onPrimary] = [await queriesOn('replica'), await queriesOn('primary')];
  const { statusCode } = await call(app, world.token('ada'), 'PUT /api/materials/2/progress', { page: 7 });
  expect(statusCode).toBe(200);
  expect(await queriesOn('primary')).toBeGreaterThan(onPrimary);
  expect(await queriesOn('replica')).toBeGreaterThanOrEqual(onReplicas); // the PDF itself may come from one
  const { resume } = (await call(app, world.token('ada'), 'GET /api/dashboard')).json();
  expect(resume.page).toBe(7); // written a moment ago, so not from a replica
});

test('one replica that is gone leaves the other, and without any the primary answers', async () => {
  await untilOnReplicas();
  await replicas[0]!.stop();
  await untilOnReplicas();
  await replicas[1]!.stop();
  const before = await queriesOn('primary');
  for (let time = 0; time < 10; time++) await read();
  expect(await queriesOn('primary')).toBeGreaterThanOrEqual(before + 18);
});
