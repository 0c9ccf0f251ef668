import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { call, metric } from './testing/app.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import { PASSWORD, type TestWorld } from './testing/world.ts';

const PATIENTLY = { timeout: 30_000, interval: 5 };
const SYNC = 'GET /students/student-0/sync';

let system: TestSystem;
let world: TestWorld;
let servers: FastifyInstance[] = [];

beforeAll(async () => {
  system = await startTestSystem(1);
  world = system.world;
});
afterAll(() => system?.stop());
beforeEach(async () => {
  const env = {
    CACHE: 'memory-and-redis',
    // Only an invalidation by the other server can end a value so soon.
    CACHE_MEMORY_TTL_SEC: '3600',
  };
  servers = [await system.start(env), await system.start(env)];
  await as(0, 'PUT /students/student-0/sync', { syncData: { n: -1 } });
  for (const server of [0, 1]) await untilInMemory(server);
});
afterEach(async () => {
  for (const server of servers) await server.close();
});

const as = (server: number, route: string, body?: unknown) =>
  call(servers[server]!, world.token('student-0'), route, body);
const hits = (server: number, tier: string) =>
  metric(servers[server]!, `cache_tier_hits_total{tier="${tier}"}`);
const lookups = (server: number, family: string) =>
  metric(servers[server]!, `cache_lookups_total{family="${family}",outcome="hit"}`);

async function untilInMemory(server: number): Promise<void> {
  await vi.waitFor(async () => {
    const before = await hits(server, 'memory');
    expect((await as(server, SYNC)).statusCode).toBe(200);
    expect(await hits(server, 'memory')).toBe(before + 1);
  }, PATIENTLY);
}

test('both servers read a write, the writer at once and the other as soon as the invalidation arrives', async () => {
  for (let n = 0; n < 20; n++) {
    const [writer, other] = n % 2 === 0 ? [0, 1] : [1, 0];
    for (const server of [0, 1]) await untilInMemory(server);
    await as(writer, 'PUT /students/student-0/sync', { syncData: { n } });
    expect((await as(writer, SYNC)).json().syncData).toEqual({ n });
    await vi.waitFor(async () => expect((await as(other, SYNC)).json().syncData).toEqual({ n }), PATIENTLY);
  }
});

test('hits are counted once in total and once by tier: the session from Redis, the content from memory', async () => {
  const before = {
    content: await lookups(0, 'student_sync'),
    session: await lookups(0, 'user_session'),
    memory: await hits(0, 'memory'),
    redis: await hits(0, 'redis'),
  };
  for (let n = 0; n < 10; n++) await as(0, SYNC);
  expect(await lookups(0, 'student_sync')).toBe(before.content + 10);
  expect(await lookups(0, 'user_session')).toBe(before.session + 10);
  expect(await hits(0, 'memory')).toBe(before.memory + 10);
  expect(await hits(0, 'redis')).toBe(before.redis + 10);
});

test('a logout on one server ends the session on the other at once', async () => {
  for (let n = 0; n < 3; n++) {
    const credentials = { userId: 'student-0', password: PASSWORD };
    const { token } = (await call(servers[0]!, null, 'POST /auth/login', credentials)).json();
    for (let read = 0; read < 5; read++) expect((await call(servers[1]!, token, SYNC)).statusCode).toBe(200);
    await call(servers[0]!, token, 'POST /auth/logout');
    expect((await call(servers[1]!, token, SYNC)).statusCode).toBe(401);
  }
});
