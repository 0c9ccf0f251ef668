import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../testing/app.ts';
import { openTestDatabases, type TestDatabases } from '../testing/databases.ts';
import { startTestRedis, type TestStore } from '../testing/stores.ts';
import { createTestWorld, PASSWORD, startUltudy, type TestWorld } from './testing/world.ts';

let databases: TestDatabases;
let redis: TestStore;

beforeAll(async () => {
  [databases, redis] = await Promise.all([openTestDatabases(), startTestRedis()]);
});
afterAll(async () => {
  await databases?.drop();
  await redis?.stop();
});

/** "Nothing will break": without the migration and without Redis everything works, only slower. */
describe.each([
  ['with indexes and Redis', { isMigrated: true, database: 1 }],
  ['with indexes, without Redis', { isMigrated: true, database: null }],
  ['without indexes, with Redis', { isMigrated: false, database: 2 }],
])('%s', (_, { isMigrated, database }) => {
  const hasRedis = database !== null;
  let world: TestWorld;
  let app: FastifyInstance;

  beforeAll(async () => {
    const databaseUrl = await databases.create();
    world = await createTestWorld(databaseUrl, isMigrated);
    app = await startUltudy({
      DATABASE_URL: databaseUrl,
      ...(hasRedis && { REDIS_URL: `${redis.url}/${database}` }),
    });
  });
  afterAll(async () => {
    await app?.close();
    await world?.close();
  });

  const as = (userId: string, route: string, body?: unknown) => call(app, world.token(userId), route, body);
  const jsonOf = async (userId: string, route: string, body?: unknown) =>
    (await as(userId, route, body)).json();

  /** Reads until the answer comes from the cache, if there is one: a write must then remove it. */
  async function untilCached(userId: string, route: string): Promise<void> {
    await expect
      .poll(async () => (await as(userId, route)).headers['x-served-from'])
      .toBe(hasRedis ? 'cache' : 'database');
  }

  test('courses are listed, searched and read with their PDFs, but without what is in the store', async () => {
    const { courses } = await jsonOf('ada', 'GET /api/courses?subject=Studies');
    expect(courses.map(({ title }: { title: string }) => title).sort()).toEqual(['Linear Algebra', 'Torts']);
    expect((await jsonOf('ada', 'GET /api/courses?page=2')).courses).toEqual([]);
    expect((await jsonOf('ada', 'GET /api/courses/search?words=algebra')).courses).toHaveLength(1);
    const course = await jsonOf('ada', 'GET /api/courses/1');
    expect(course).toMatchObject({ id: 1, title: 'Linear Algebra', author: 'Name of author' });
    expect(course.materials).toEqual([
      { id: 1, title: 'Reader', pages: 5, sizeBytes: 4000 },
      { id: 2, title: 'Reader', pages: 50, sizeBytes: 4000 },
    ]);
    expect((await as('ada', 'GET /api/courses/99')).statusCode).toBe(404);
  });

  test('progress is recorded once, goes on from the furthest page, and is seen at once', async () => {
    const pageOf = async () => (await jsonOf('ada', 'GET /api/courses/1/progress')).materials[1];
    expect(await pageOf()).toMatchObject({ id: 2, page: null });
    for (const route of ['GET /api/courses/1/progress', 'GET /api/dashboard'])
      await untilCached('ada', route);
    const first = await Promise.all(
      Array.from({ length: 20 }, () => as('ada', 'PUT /api/materials/2/progress', { page: 12 })),
    );
    expect(first.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200));
    const { rows } = await world.db.query(`SELECT page FROM study_progress WHERE user_id = 'ada'`);
    expect(rows).toEqual([{ page: 12 }]);
    expect(await pageOf()).toMatchObject({ page: 12, furthestPage: 12 });
    expect(await jsonOf('ada', 'PUT /api/materials/2/progress', { page: 3 })).toEqual({
      userId: 'ada',
      materialId: 2,
      page: 3,
      furthestPage: 12,
    });
    expect(await pageOf()).toMatchObject({ page: 3, furthestPage: 12 });
    const dashboard = await jsonOf('ada', 'GET /api/dashboard');
    expect(dashboard.courses).toEqual([{ id: 1, title: 'Linear Algebra', pages: 55, pagesRead: 12 }]);
    expect(dashboard.resume).toEqual({ courseId: 1, materialId: 2, title: 'Reader', page: 3, pages: 50 });
  });

  test('bookmarks are one a page, and belong to their user', async () => {
    for (const route of ['GET /api/materials/1/bookmarks', 'GET /api/dashboard'])
      await untilCached('ben', route);
    for (const note of ['first', 'second']) await as('ben', 'PUT /api/materials/1/bookmarks/4', { note });
    const { bookmarks } = await jsonOf('ben', 'GET /api/materials/1/bookmarks');
    expect(bookmarks).toEqual([{ page: 4, note: 'second' }]);
    expect((await jsonOf('ada', 'GET /api/materials/1/bookmarks')).bookmarks).toEqual([]);
    expect((await jsonOf('ben', 'GET /api/dashboard')).bookmarks).toEqual([
      { materialId: 1, page: 4, note: 'second' },
    ]);
  });

  test('a PDF belongs to those who take its course, and whoever enrols takes it at once', async () => {
    const code = async (route: string, body?: unknown) => {
      const { statusCode, body: text } = await as('cleo', route, body);
      return [statusCode, JSON.parse(text).error?.code];
    };
    for (const [route, body] of [
      ['GET /api/materials/1/link'],
      ['PUT /api/materials/1/progress', { page: 1 }],
      ['PUT /api/materials/1/bookmarks/1', { note: '' }],
    ] as const) {
      expect(await code(route, body), route).toEqual([403, 'NOT_ENROLLED']);
    }
    await untilCached('cleo', 'GET /api/dashboard');
    for (let time = 0; time < 3; time++) {
      expect(await jsonOf('cleo', 'PUT /api/courses/1/enrolment')).toEqual({
        userId: 'cleo',
        courseId: 1,
        enrolled: true,
      });
    }
    const { rows } = await world.db.query(
      `SELECT count(*)::int AS times FROM enrolments WHERE user_id = 'cleo'`,
    );
    expect(rows).toEqual([{ times: 2 }]);
    expect((await as('cleo', 'PUT /api/materials/1/progress', { page: 1 })).statusCode).toBe(200);
    expect((await jsonOf('cleo', 'GET /api/dashboard')).courses).toHaveLength(2);
    expect(await code('PUT /api/courses/99/enrolment')).toEqual([404, 'NOT_FOUND']);
    expect(await code('GET /api/materials/99/link')).toEqual([404, 'NOT_FOUND']);
  });

  test('a page that the PDF does not have is refused', async () => {
    const tooFar = await as('ada', 'PUT /api/materials/1/progress', { page: 6 });
    expect([tooFar.statusCode, tooFar.json().error.code]).toEqual([400, 'NO_SUCH_PAGE']);
    expect((await as('ada', 'PUT /api/materials/1/bookmarks/6', { note: 'x' })).statusCode).toBe(400);
    for (const page of [0, -1, 1.5, '1', null])
      expect((await as('ada', 'PUT /api/materials/1/progress', { page })).statusCode, String(page)).toBe(400);
  });

  test('students log in with their address, and out', async () => {
    const logIn = (email: string, password: string) =>
      call(app, null, 'POST /api/auth/login', { email, password });
    expect((await logIn('ada@ultudy.example', 'wrong')).statusCode).toBe(401);
    expect((await logIn('nobody@ultudy.example', PASSWORD)).statusCode).toBe(401);
    const { token, user } = (await logIn('ADA@ultudy.example', PASSWORD)).json();
    expect(user).toEqual({ id: 'ada', role: 'student', name: 'Name of ada' });
    expect((await call(app, token, 'GET /api/dashboard')).json().userId).toBe('ada');
    expect((await call(app, token, 'POST /api/auth/logout')).statusCode).toBe(204);
    expect((await call(app, token, 'GET /api/dashboard')).statusCode).toBe(401);
  });

  test('/health tells everyone about pool and cache, in the fields of the document', async () => {
    expect((await call(app, null, 'GET /health')).json()).toEqual({
      status: 'ok',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      database: {
        state: 'up',
        poolSize: expect.any(Number),
        idleConnections: expect.any(Number),
        waitingRequests: 0,
      },
      storage: 'off',
      cache: {
        state: hasRedis ? 'up' : 'off',
        lookups: { hit: hasRedis ? expect.any(Number) : 0, miss: expect.any(Number), error: 0 },
      },
    });
  });
});

test('every route but the log-in needs a session', async () => {
  const open: string[] = [];
  const databaseUrl = await databases.create();
  const world = await createTestWorld(databaseUrl);
  const app = await startUltudy({ DATABASE_URL: databaseUrl });
  const routes = app.printRoutes({ commonPrefix: false });
  for (const [method, path] of PATHS) {
    const { statusCode } = await call(app, null, `${method} ${path}`);
    if (statusCode !== 401) open.push(`${method} ${path}`);
  }
  expect(routes.match(/\((GET|PUT|POST|DELETE|PATCH)\)/g)).toHaveLength(PATHS.length + 2); // and /health, /metrics
  expect(open).toEqual(['POST /api/auth/login']);
  await app.close();
  await world.close();
});

const PATHS = [
  ['POST', '/api/auth/login'],
  ['POST', '/api/auth/logout'],
  ['GET', '/api/courses'],
  ['GET', '/api/courses/search?words=law'],
  ['GET', '/api/courses/1'],
  ['PUT', '/api/courses/1/enrolment'],
  ['GET', '/api/courses/1/progress'],
  ['GET', '/api/materials/1/link'],
  ['PUT', '/api/materials/1/progress'],
  ['GET', '/api/materials/1/bookmarks'],
  ['PUT', '/api/materials/1/bookmarks/1'],
  ['GET', '/api/dashboard'],
] as const;
