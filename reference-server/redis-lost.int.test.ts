import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashSessionToken, newSessionToken } from './core/session-token.ts';
import { METRICS_TOKEN } from './testing/app.ts';
import { openTestDatabases, type TestDatabases } from './testing/databases.ts';
import { type ServerProcess, startServerProcess } from './testing/server-process.ts';
import { startTestRedis, type TestStore } from './testing/stores.ts';
import { createTestWorld, PASSWORD, type TestWorld } from './testing/world.ts';

/** A write is answered while Redis is lost, the server that answered is killed, and Redis comes back. */

const CLASSES = 'GET /online-classes?semesterPlanId=plan-a&day=2026-03-02';
const PATIENTLY = { timeout: 30_000, interval: 20 };

let databases: TestDatabases;
let databaseUrl: string;
let world: TestWorld;
let dataFolder: string;
let redis: TestStore;
let writer: ServerProcess;
let reader: ServerProcess;

beforeAll(async () => {
  databases = await openTestDatabases();
  databaseUrl = await databases.create();
  world = await createTestWorld(databaseUrl, 20);
});
afterAll(async () => {
  await world?.close();
  await databases?.drop();
});

afterEach(async () => {
  for (const server of [writer, reader]) {
    server.process.kill('SIGKILL');
    await server.exited;
  }
  redis.process.kill('SIGCONT');
  await redis.stop();
  rmSync(dataFolder, { recursive: true });
});

async function startAll(cache: string): Promise<void> {
  dataFolder = mkdtempSync(join(tmpdir(), 'reference-server-redis-data-'));
  redis = await startTestRedis(undefined, ['--dir', dataFolder]);
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url, CACHE: cache, POOL_MIN: '1' };
  [writer, reader] = await Promise.all([startServerProcess(env), startServerProcess(env)]);
}

async function ask(server: ServerProcess, token: string, route: string, body?: unknown): Promise<Response> {
  const [method, path] = route.split(' ');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(server.url + path, {
    method: method!,
    headers: body === undefined ? { authorization: headers.authorization } : headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

// biome-ignore lint/suspicious/noExplicitAny: every test states what it expects
const json = async (answer: Response | Promise<Response>): Promise<any> => (await answer).json();

const health = (server: ServerProcess) =>
  json(fetch(`${server.url}/health`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } }));

async function login(server: ServerProcess, userId: string): Promise<string> {
  const body = JSON.stringify({ userId, password: PASSWORD });
  const headers = { 'content-type': 'application/json' };
  return (await json(fetch(`${server.url}/auth/login`, { method: 'POST', headers, body }))).token;
}

const sessionKey = (token: string) => `user_session:${hashSessionToken(token)}`;

/** Reads until Redis holds the values of keys. */
async function readUntilCached(read: () => Promise<unknown>, keys: string[]): Promise<void> {
  const direct = new Redis(redis.url);
  try {
    await vi.waitFor(async () => {
      await read();
      for (const key of keys) expect(await direct.get(key)).toMatch(/^\{/);
    }, PATIENTLY);
  } finally {
    direct.disconnect();
  }
}

async function killWriter(): Promise<void> {
  writer.process.kill('SIGKILL');
  await writer.exited;
}

/** Ways to lose Redis, and how each comes back: holding what it held before the write, or nothing. */
const LOSSES = {
  'stopped and continued': {
    lose: async () => redis.process.kill('SIGSTOP'),
    bringBack: async () => redis.process.kill('SIGCONT'),
  },
  'killed and restarted with its old data': {
    async lose() {
      const direct = new Redis(redis.url);
      await direct.save();
      direct.disconnect();
      redis.process.kill('SIGKILL');
    },
    async bringBack() {
      await redis.stop();
      redis = await startTestRedis(redis.port, ['--dir', dataFolder]);
    },
  },
  'killed and restarted empty': {
    lose: async () => redis.process.kill('SIGKILL'),
    async bringBack() {
      await redis.stop();
      redis = await startTestRedis(redis.port);
    },
  },
};

describe.each([
  ['redis', 'stopped and continued'],
  ['redis', 'killed and restarted with its old data'],
  ['redis', 'killed and restarted empty'],
  ['memory-and-redis', 'stopped and continued'],
] as const)('with CACHE=%s, when Redis is %s', (cache, how) => {
  const { lose, bringBack } = LOSSES[how];

  test('a successful write holds on every server, at once and for good', async () => {
    await startAll(cache);
    const token = await login(writer, 'student-1');
    const student = world.token('student-2');
    const lecturer = world.token('lecturer');
    const opened = { semesterPlanId: 'plan-a', unitId: 'unit-1', sessionName: 'x' };
    const { id } = await json(ask(writer, lecturer, 'POST /attendance-sessions', opened));
    await ask(writer, student, 'PUT /students/student-2/sync', { syncData: { n: 'old' } });
    const seen = async () => ({
      loggedOut: (await ask(reader, token, CLASSES)).status,
      sync: (await json(ask(reader, student, 'GET /students/student-2/sync'))).syncData,
      count: (await json(ask(reader, lecturer, `GET /attendance-sessions/${id}`))).attendeeCount,
    });
    expect(await seen()).toEqual({ loggedOut: 200, sync: { n: 'old' }, count: 0 });
    const cached = [sessionKey(token), 'student_sync:student-2', `attendance_session:${id}`];
    await readUntilCached(seen, cached);

    await lose();
    const answers = await Promise.all([
      ask(writer, token, 'POST /auth/logout'),
      ask(writer, student, 'PUT /students/student-2/sync', { syncData: { n: 'new' } }),
      ask(writer, student, `PUT /attendance-sessions/${id}/attendees/student-2`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 200]);
    const written = { loggedOut: 401, sync: { n: 'new' }, count: 1 };
    await killWriter();
    expect(await seen()).toEqual(written);
    await bringBack();
    for (let n = 0; n < 30; n++) expect(await seen()).toEqual(written);
    // Until then the reader does not ask Redis.
    await vi.waitFor(async () => expect((await health(reader)).cache.state).toBe('up'), PATIENTLY);
    for (let n = 0; n < 10; n++) expect(await seen()).toEqual(written);
    await readUntilCached(seen, cached.slice(1));
    expect(await seen()).toEqual(written);
    await vi.waitFor(
      async () => expect((await world.db.query('SELECT key FROM owed_invalidations')).rows).toEqual([]),
      PATIENTLY,
    );
  });
});

describe('a repeated logout', () => {
  beforeEach(() => startAll('redis'));

  test('gets the same response on any server, but only for a possible token', async () => {
    const token = await login(writer, 'student-4');
    for (const server of [writer, reader, writer]) {
      expect((await ask(server, token, 'POST /auth/logout')).status).toBe(204);
    }
    expect((await ask(writer, newSessionToken(), 'POST /auth/logout')).status).toBe(204);
    expect((await ask(writer, 'no-token', 'POST /auth/logout')).status).toBe(401);
  });

  test('is refused until the owed keys can be recorded, and then holds', async () => {
    const token = await login(writer, 'student-5');
    await readUntilCached(() => ask(reader, token, CLASSES), [sessionKey(token)]);
    redis.process.kill('SIGSTOP');
    await world.db.query('ALTER TABLE owed_invalidations RENAME TO away');
    try {
      const refused = await ask(writer, token, 'POST /auth/logout');
      expect([refused.status, (await json(refused)).error.code]).toEqual([503, 'NOT_YET_EVERYWHERE']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await world.db.query('ALTER TABLE away RENAME TO owed_invalidations');
    }
    expect((await ask(writer, token, 'POST /auth/logout')).status).toBe(204);
    await killWriter();
    redis.process.kill('SIGCONT');
    expect((await ask(reader, token, CLASSES)).status).toBe(401);
  });
});
