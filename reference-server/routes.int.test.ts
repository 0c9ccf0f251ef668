import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, METRICS_TOKEN } from './testing/app.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import { PASSWORD, type TestWorld } from './testing/world.ts';

let system: TestSystem;
let world: TestWorld;
let app: FastifyInstance;

beforeAll(async () => {
  system = await startTestSystem(3);
  world = system.world;
  app = await system.start();
});

afterAll(() => system?.stop());

const as = (userId: string, route: string, body?: unknown) => call(app, world.token(userId), route, body);

async function openAttendance(): Promise<string> {
  const body = { semesterPlanId: 'plan-a', unitId: 'unit-1', sessionName: 'Welding, week 3' };
  return (await as('lecturer', 'POST /attendance-sessions', body)).json().id;
}

async function scheduleClass(scheduledTime = '2026-03-02T08:00:00Z'): Promise<string> {
  const body = { semesterPlanId: 'plan-a', unitId: 'unit-1', className: 'Electrical safety', scheduledTime };
  return (await as('lecturer', 'POST /online-classes', body)).json().id;
}

describe('login and logout', () => {
  test('a login gives a session that works until the logout', async () => {
    const credentials = { userId: 'student-0', password: PASSWORD };
    const login = await call(app, null, 'POST /auth/login', credentials);
    expect(login.statusCode).toBe(200);
    const { token, expiresAt, user } = login.json();
    expect(user).toEqual({
      id: 'student-0',
      role: 'student',
      name: 'Name of student-0',
      semesterPlanId: 'plan-a',
    });
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    expect((await call(app, token, 'GET /semester-plans/plan-a/progress')).statusCode).toBe(200);

    const stored = await world.db.query('SELECT token_hash FROM user_sessions');
    expect(JSON.stringify(stored.rows)).not.toContain(token);

    expect((await call(app, token, 'POST /auth/logout')).statusCode).toBe(204);
    expect((await call(app, token, 'GET /semester-plans/plan-a/progress')).statusCode).toBe(401);
  });

  test('an unknown user and a wrong password get the same response', async () => {
    const unknown = await call(app, null, 'POST /auth/login', { userId: 'nobody', password: PASSWORD });
    const wrong = await call(app, null, 'POST /auth/login', { userId: 'student-0', password: 'wrong' });
    expect(unknown.statusCode).toBe(401);
    expect(wrong.statusCode).toBe(401);
    expect(unknown.body).toBe(wrong.body);
  });

  test('an expired session is refused', async () => {
    const login = await call(app, null, 'POST /auth/login', { userId: 'student-1', password: PASSWORD });
    const { token } = login.json();
    await world.db.query(`UPDATE user_sessions SET expires_at = now() - interval '1 s'
      WHERE user_id = 'student-1' AND expires_at = (SELECT max(expires_at) FROM user_sessions WHERE user_id = 'student-1')`);
    expect((await call(app, token, 'GET /semester-plans/plan-a/progress')).statusCode).toBe(401);
  });
});

describe('sync status', () => {
  test('is missing before the first sync, and then what was written last', async () => {
    expect((await as('student-0', 'GET /students/student-0/sync')).statusCode).toBe(404);
    const first = { units: [{ id: 'unit-1', progress: 0.5 }], text: 'Fundi wa umeme ⚡' };
    const written = await as('student-0', 'PUT /students/student-0/sync', { syncData: first });
    expect(written.statusCode).toBe(200);
    const read = await as('student-0', 'GET /students/student-0/sync');
    expect(read.json()).toEqual({
      studentId: 'student-0',
      lastSync: written.json().lastSync,
      syncData: first,
    });

    await as('student-0', 'PUT /students/student-0/sync', { syncData: { second: true } });
    const again = await as('student-0', 'GET /students/student-0/sync');
    expect(again.json().syncData).toEqual({ second: true });
  });

  test('twenty first syncs at once leave one row', async () => {
    const writes = Array.from({ length: 20 }, (_, n) =>
      as('student-2', 'PUT /students/student-2/sync', { syncData: { n } }),
    );
    for (const { statusCode } of await Promise.all(writes)) expect(statusCode).toBe(200);
    const { rows } = await world.db.query(
      `SELECT count(*)::int AS count FROM student_sync_status WHERE student_id = 'student-2'`,
    );
    expect(rows[0].count).toBe(1);
  });
});

test('content is added, changed, listed newest first, and filtered', async () => {
  const add = (contentType: string, n: number) =>
    as('lecturer', 'POST /lecturers/lecturer/content', {
      contentType,
      contentData: { n },
      semesterPlanId: 'plan-a',
    });
  for (let n = 0; n < 21; n++) expect((await add('notes', n)).statusCode).toBe(201);
  const quiz = (await add('quiz', 21)).json();
  const list = async (query = '') =>
    (await as('lecturer', `GET /lecturers/lecturer/content${query}`)).json().items;

  expect(await list()).toHaveLength(20);
  expect((await list())[0]).toEqual(quiz);
  expect(await list('?contentType=quiz')).toEqual([quiz]);
  expect(await list('?semesterPlanId=plan-b')).toEqual([]);

  const change = { contentType: 'quiz', contentData: { n: 'changed' } };
  const changed = await as('lecturer', `PUT /lecturers/lecturer/content/${quiz.id}`, change);
  expect(changed.json()).toMatchObject({
    id: quiz.id,
    contentData: { n: 'changed' },
    semesterPlanId: 'plan-a',
  });
  expect((await list())[0]).toEqual(changed.json());
  const stranger = await as('colleague', `PUT /lecturers/colleague/content/${quiz.id}`, change);
  expect(stranger.statusCode).toBe(404);
});

test('an attendance session is opened, checked in to, read by students and the lecturer, and closed', async () => {
  const id = await openAttendance();
  const checkIn = () => as('student-0', `PUT /attendance-sessions/${id}/attendees/student-0`);
  const read = (userId: string) => as(userId, `GET /attendance-sessions/${id}`);
  const session = {
    id,
    semesterPlanId: 'plan-a',
    unitId: 'unit-1',
    lecturerId: 'lecturer',
    sessionName: 'Welding, week 3',
    isActive: true,
    durationMinutes: 15,
  };

  expect((await read('student-0')).json()).toEqual({ ...session, attendeeCount: 0, checkedIn: false });
  expect((await checkIn()).json()).toEqual({ id, studentId: 'student-0', checkedIn: true, attendeeCount: 1 });
  expect((await checkIn()).json().attendeeCount).toBe(1);
  expect((await read('student-0')).json()).toEqual({ ...session, attendeeCount: 1, checkedIn: true });
  expect((await read('student-1')).json()).toEqual({ ...session, attendeeCount: 1, checkedIn: false });
  const forLecturer = { ...session, attendeeCount: 1, attendees: ['student-0'] };
  expect((await read('lecturer')).json()).toEqual(forLecturer);

  const closed = await as('lecturer', `POST /attendance-sessions/${id}/close`);
  expect(closed.json()).toEqual({ ...forLecturer, isActive: false });
  expect((await read('student-1')).json().isActive).toBe(false);
  const late = await as('student-1', `PUT /attendance-sessions/${id}/attendees/student-1`);
  expect(late.statusCode).toBe(409);
  expect(late.json().error.code).toBe('SESSION_CLOSED');
  // The same check-in repeated, because its response was lost, does not count as late.
  expect((await checkIn()).statusCode).toBe(200);
});

test('an online class is scheduled, listed by day and status, joined and ended', async () => {
  const id = await scheduleClass('2026-03-02T23:30:00+03:00');
  await scheduleClass('2026-03-03T08:00:00Z');
  const list = async (query: string) =>
    (await as('student-0', `GET /online-classes?semesterPlanId=plan-a&${query}`)).json().classes;
  const join = (studentId: string) => as(studentId, `PUT /online-classes/${id}/participants/${studentId}`);

  const [listed, ...others] = await list('day=2026-03-02');
  expect(others).toEqual([]);
  expect(listed).toEqual({
    id,
    unitId: 'unit-1',
    lecturerId: 'lecturer',
    className: 'Electrical safety',
    scheduledTime: '2026-03-02T20:30:00.000Z',
    durationMinutes: 60,
    platform: 'bigbluebutton',
    status: 'scheduled',
  });
  expect(await list('day=2026-03-02&status=ended')).toEqual([]);

  const joined = (await join('student-0')).json();
  const read = (await as('student-0', `GET /online-classes/${id}`)).json();
  expect(joined).toEqual({
    id,
    studentId: 'student-0',
    joined: true,
    meetingUrl: read.meetingUrl,
    participantCount: 1,
  });
  expect(read).toMatchObject({ participantCount: 1, password: expect.any(String) });
  expect(read).not.toHaveProperty('participants');

  expect((await as('lecturer', `POST /online-classes/${id}/end`)).json().status).toBe('ended');
  expect(await list('day=2026-03-02&status=scheduled')).toEqual([]);
  expect(await list('day=2026-03-02&status=ended')).toHaveLength(1);
  const late = await join('student-1');
  expect([late.statusCode, late.json().error.code]).toEqual([409, 'CLASS_ENDED']);
  expect((await join('student-0')).statusCode).toBe(200);
});

test('progress counts closed sessions and the share of students who came', async () => {
  const body = { semesterPlanId: 'plan-b', unitId: 'unit-9', sessionName: 'x' };
  const sessions = await Promise.all([1, 2].map(() => as('lecturer', 'POST /attendance-sessions', body)));
  const progress = async () => (await as('stranger', 'GET /semester-plans/plan-b/progress')).json();
  expect(await progress()).toEqual({ semesterPlanId: 'plan-b', studentCount: 1, units: [] });

  const [first, second] = sessions.map((response) => response.json().id);
  await as('stranger', `PUT /attendance-sessions/${first}/attendees/stranger`);
  for (const id of [first, second]) await as('lecturer', `POST /attendance-sessions/${id}/close`);
  const scheduled = {
    ...body,
    sessionName: undefined,
    className: 'y',
    scheduledTime: '2026-03-02T08:00:00Z',
  };
  await as('lecturer', 'POST /online-classes', scheduled);
  expect((await progress()).units).toEqual([
    { unitId: 'unit-9', sessionsHeld: 2, attendanceRatio: 0.5, classesHeld: 0, classesUpcoming: 1 },
  ]);
});

describe('permissions', () => {
  test('a request that is forbidden whatever the data is a 403', async () => {
    const session = { semesterPlanId: 'plan-a', unitId: 'u', sessionName: 'x' };
    const refused = [
      ['stranger', 'GET /students/student-0/sync'],
      ['lecturer', 'GET /students/lecturer/sync'],
      ['stranger', 'PUT /students/student-0/sync', { syncData: {} }],
      ['colleague', 'GET /lecturers/lecturer/content'],
      ['student-0', 'GET /lecturers/student-0/content'],
      ['student-0', 'POST /attendance-sessions', session],
      ['student-0', 'POST /attendance-sessions/any/close'],
      ['student-1', 'PUT /attendance-sessions/any/attendees/student-0'],
      ['student-0', 'POST /online-classes/any/end'],
      ['student-1', 'PUT /online-classes/any/participants/student-0'],
      ['stranger', 'GET /online-classes?semesterPlanId=plan-a&day=2026-03-02'],
      ['stranger', 'GET /semester-plans/plan-a/progress'],
    ] as const;
    for (const [userId, route, body] of refused) {
      const response = await as(userId, route, body);
      expect([route, response.statusCode, response.json().error.code]).toEqual([route, 403, 'FORBIDDEN']);
    }
  });

  test("someone else's object is a 404, like one that never existed", async () => {
    const attendanceId = await openAttendance();
    const classId = await scheduleClass();
    const unseen = [
      ['stranger', `GET /attendance-sessions/${attendanceId}`],
      ['colleague', `GET /attendance-sessions/${attendanceId}`],
      ['stranger', `PUT /attendance-sessions/${attendanceId}/attendees/stranger`],
      ['colleague', `POST /attendance-sessions/${attendanceId}/close`],
      ['stranger', `GET /online-classes/${classId}`],
      ['colleague', `GET /online-classes/${classId}`],
      ['stranger', `PUT /online-classes/${classId}/participants/stranger`],
      ['colleague', `POST /online-classes/${classId}/end`],
    ] as const;
    const never = await as('lecturer', 'GET /attendance-sessions/never-was');
    expect(never.statusCode).toBe(404);
    for (const [userId, route] of unseen) {
      const response = await as(userId, route);
      expect([route, response.statusCode, response.body]).toEqual([route, 404, never.body]);
    }
    const { rows } = await world.db.query(
      'SELECT is_active, attendees FROM attendance_sessions WHERE id = $1',
      [attendanceId],
    );
    expect(rows).toEqual([{ is_active: true, attendees: [] }]);
  });
});

describe('bad input', () => {
  const nested = (levels: number) => `{"syncData":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;
  const PUT_SYNC = 'PUT /students/student-0/sync';
  const login = { userId: 'student-0', password: PASSWORD };
  const content = { contentType: 'notes', contentData: {}, semesterPlanId: 'plan-a' };
  const lesson = { semesterPlanId: 'p', unitId: 'u', className: 'c', scheduledTime: '2026-03-02T08:00:00Z' };

  test.each([
    ['student-0', PUT_SYNC, {}],
    ['student-0', PUT_SYNC, { syncData: 'text' }],
    ['student-0', PUT_SYNC, { syncData: {}, extra: 1 }],
    ['student-0', PUT_SYNC, []],
    ['lecturer', 'POST /lecturers/lecturer/content', { ...content, contentType: 'NOTES!' }],
    ['lecturer', 'POST /lecturers/lecturer/content', { ...content, semesterPlanId: 'a:b' }],
    ['lecturer', 'PUT /lecturers/lecturer/content/1x', { contentType: 'a', contentData: {} }],
    ['lecturer', 'PUT /lecturers/lecturer/content/99999999999', { contentType: 'a', contentData: {} }],
    ['lecturer', 'GET /lecturers/lecturer/content?contentType=a&contentType=b', undefined],
    ['lecturer', 'GET /lecturers/lecturer/content?page=2', undefined],
    ['lecturer', 'POST /online-classes', { ...lesson, scheduledTime: 'tomorrow' }],
    ['lecturer', 'POST /online-classes', { ...lesson, durationMinutes: '60' }],
    ['lecturer', 'POST /online-classes', { ...lesson, className: 'x'.repeat(256) }],
    ['student-0', 'GET /online-classes?semesterPlanId=plan-a&day=2026-02-30', undefined],
    ['student-0', 'GET /online-classes?day=2026-03-02', undefined],
    ['student-0', `GET /attendance-sessions/${'x'.repeat(65)}`, undefined],
  ])('%s %s is refused', async (userId, route, body) => {
    const response = await as(userId, route, body);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ error: { code: 'INVALID_REQUEST', message: expect.any(String) } });
  });

  test("text that JSON allows and PostgreSQL cannot store is refused, without PostgreSQL's message", async () => {
    for (const text of ['\u0000', '\ud800']) {
      const response = await as('student-0', PUT_SYNC, { syncData: { text } });
      expect([response.statusCode, response.json().error.code]).toEqual([400, 'INVALID_DATA']);
      expect(response.body).not.toMatch(/unicode|jsonb|UPDATE/i);
    }
  });

  test.each([
    ['application/json', '{"userId":', 400, 'MALFORMED_JSON'],
    ['application/json', '', 400, 'MALFORMED_JSON'],
    ['application/json', '{"__proto__":{"a":1}}', 400, 'MALFORMED_JSON'],
    ['application/json', nested(21), 400, 'INVALID_REQUEST'],
    ['application/json', nested(6000), 400, 'INVALID_REQUEST'],
    ['text/html', '<p>', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['application/json', JSON.stringify({ ...login, password: 'x'.repeat(70_000) }), 413, 'BODY_TOO_LARGE'],
  ])('a body of %s %s is %i %s', async (type, payload, status, code) => {
    const headers = { 'content-type': type, authorization: `Bearer ${world.token('student-0')}` };
    const response = await app.inject({ method: 'PUT', url: '/students/student-0/sync', headers, payload });
    expect([response.statusCode, response.json().error.code]).toEqual([status, code]);
  });

  test('an unknown route and a URL that cannot be decoded answer in the same shape', async () => {
    const unknown = await call(app, null, 'GET /nothing');
    expect([unknown.statusCode, unknown.json().error.code]).toEqual([404, 'NO_SUCH_ROUTE']);
    const undecodable = await call(app, null, 'GET /students/%E0%A4%A/sync');
    expect([undecodable.statusCode, undecodable.json().error.code]).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('operations', () => {
  test('/health is open, and gives details only to operators', async () => {
    const open = await call(app, null, 'GET /health');
    expect(open.statusCode).toBe(200);
    expect(open.json()).toEqual({ status: 'ok', timestamp: expect.any(String) });
    const response = await call(app, METRICS_TOKEN, 'GET /health');
    expect(response.json()).toEqual({
      status: 'ok',
      timestamp: expect.any(String),
      database: {
        state: 'up',
        poolSize: expect.any(Number),
        idleConnections: expect.any(Number),
        waitingRequests: 0,
      },
      cache: {
        state: 'up',
        lookups: { hit: expect.any(Number), miss: expect.any(Number), error: 0 },
      },
      storage: 'off',
    });
  });

  test('/metrics needs its own token', async () => {
    expect((await call(app, null, 'GET /metrics')).statusCode).toBe(401);
    expect((await call(app, world.token('lecturer'), 'GET /metrics')).statusCode).toBe(401);
    const response = await call(app, METRICS_TOKEN, 'GET /metrics');
    expect(response.statusCode).toBe(200);
    for (const name of [
      'api_response_time',
      'db_query_time',
      'cache_hit_rate',
      'requests_per_second',
      'concurrent_users',
      'memory_usage',
      'cpu_usage',
      'db_connections',
      'error_rate',
      'timeout_rate',
      'pool_wait_time',
      'cache_lookups_total',
      'event_loop_delay_p99',
      'http_requests_total',
    ]) {
      expect(response.body).toMatch(new RegExp(`^${name}(_bucket)?[ {]`, 'm'));
    }
    expect(response.body).toContain('route="GET /students/:studentId/sync"');
    expect(response.body).not.toContain('student-0');
    expect(response.body).toContain('le="200"');
  });
});
