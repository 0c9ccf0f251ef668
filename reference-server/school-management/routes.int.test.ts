import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SYNTHETIC_PASSWORD } from '../../seed/parameters.ts';
import { metric, startTestApp } from '../testing/app.ts';
import { startTestRedis, type TestStore } from '../testing/stores.ts';
import { type Rows, startTwoSchools, type TwoSchools } from './testing/two-schools.ts';

const DAY = '2025-03-12';

let schools: TwoSchools;
let redis: TestStore;
let app: FastifyInstance;
let rows: Rows;
let address = 0;

beforeAll(async () => {
  [schools, redis] = await Promise.all([startTwoSchools(), startTestRedis()]);
  app = await startTestApp({
    PLATFORM: 'school-management',
    DATABASE_URL: schools.serverUrl,
    REDIS_URL: redis.url,
    TRUST_PROXY: 'loopback',
  });
  rows = await schools.rowsOf(1);
});
afterAll(async () => {
  await app?.close();
  await Promise.all([schools?.stop(), redis?.stop()]);
});
// Every test has an address of its own, because limits count addresses.
beforeEach(() => {
  address += 1;
});

async function call(token: string | null, route: string, body?: object) {
  const [method, url] = route.split(' ') as ['GET', string];
  return app.inject({
    method,
    url,
    headers: {
      'x-forwarded-for': `10.0.0.${address}`,
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    ...(body && { payload: body }),
  });
}

const logIn = (userId: string, password = SYNTHETIC_PASSWORD) =>
  call(null, 'POST /auth/login', { userId, password });

describe('sessions', () => {
  it('begin with a login, know who they are of, and end everywhere, and how long they lasted is measured', async () => {
    const begunMs = Date.now();
    const answer = await logIn(rows.teacher);
    expect(answer.statusCode).toBe(200);
    const { token, userId } = answer.json();
    expect(userId).toBe(rows.teacher);
    expect((await call(token, 'GET /auth/me')).json()).toMatchObject({ id: rows.teacher, role: 'teacher' });
    expect((await call(token, 'POST /auth/logout')).statusCode).toBe(204);
    expect((await call(token, 'POST /auth/logout')).statusCode).toBe(204);
    expect((await call(token, 'GET /auth/me')).statusCode).toBe(401);
    expect(await metric(app, 'sessions_ended_total')).toBe(1);
    const lastedMs = await metric(app, 'session_duration_ms_total');
    expect(lastedMs > 0 && lastedMs <= Date.now() - begunMs, String(lastedMs)).toBe(true);
  });

  it.each([['a wrong password'], ['an unknown user'], ['no user id at all']])(
    'do not begin with %s',
    async (what) => {
      const userId =
        { 'an unknown user': '0001-t-99999', 'no user id at all': "0' OR true --" }[what] ?? rows.teacher;
      const answer = await logIn(userId, what === 'a wrong password' ? 'wrong' : SYNTHETIC_PASSWORD);
      expect(answer.statusCode).toBe(401);
      expect(answer.json().error.code).toBe('WRONG_CREDENTIALS');
    },
  );
});

describe('limits', () => {
  it('let an address send 100 requests in 15 minutes, whoever they are from, and say so in standard fields alone', async () => {
    const [teacher, head] = [await schools.tokenOf(rows.teacher), await schools.tokenOf(rows.head)];
    for (let sent = 0; sent < 100; sent++)
      expect((await call(sent % 2 ? teacher : head, 'GET /school')).statusCode).toBe(200);
    const refused = await call(teacher, 'GET /school');
    expect(refused.statusCode).toBe(429);
    expect(refused.json().error.message).toBe('Too many requests from this IP');
    expect(refused.headers['ratelimit-policy']).toBe('"general";q=100;w=900');
    expect(refused.headers).toHaveProperty('retry-after');
    expect(Object.keys(refused.headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    address += 1;
    expect((await call(teacher, 'GET /school')).statusCode).toBe(200);
  });

  it('let an address log in five times', async () => {
    for (let sent = 0; sent < 5; sent++) expect((await logIn(rows.head)).statusCode).toBe(200);
    expect((await logIn(rows.head)).statusCode).toBe(429);
  });
});

describe('a morning', () => {
  it('marks a whole class at once, again without harm, and the dashboard counts it', async () => {
    const [teacher, head] = [await schools.tokenOf(rows.teacher), await schools.tokenOf(rows.head)];
    const path = `/attendance/classes/${rows.classId}/days/${DAY}`;
    const members: { id: number }[] = (await call(teacher, `GET /classes/${rows.classId}/students`)).json()
      .students;
    const marks = members.map(({ id }, index) => ({
      studentId: id,
      status: index === 0 ? 'absent' : 'present',
    }));
    expect((await call(head, `GET /dashboard/attendance/${DAY}`)).json()).toMatchObject({ marked: 0 });
    for (let round = 0; round < 2; round++)
      expect((await call(teacher, `PUT ${path}`, { marks })).json()).toMatchObject({ marked: marks.length });
    expect((await call(teacher, `GET ${path}`)).json().marks).toContainEqual(marks[0]);
    expect((await call(head, `GET /dashboard/attendance/${DAY}`)).json()).toEqual({
      day: DAY,
      marked: marks.length,
      absent: 1,
      late: 0,
    });
    const twice = await call(teacher, `PUT ${path}`, { marks: [marks[0], marks[0]] });
    expect(twice.json().error.code).toBe('MARKED_TWICE');
  });

  it('marks no one if one of them is not in the class', async () => {
    const teacher = await schools.tokenOf(rows.teacher);
    const day = '2025-03-13';
    const marks = [
      { studentId: rows.studentId, status: 'late' },
      { studentId: 9001, status: 'late' },
    ];
    const path = `/attendance/classes/${rows.classId}/days/${day}`;
    expect((await call(teacher, `PUT ${path}`, { marks })).statusCode).toBe(404);
    const { rows: kept } = await schools.db.query('SELECT FROM attendance WHERE date = $1', [day]);
    expect(kept).toEqual([]);
  });

  it('sets homework, tells the class, and keeps one answer of each', async () => {
    const [teacher, student] = [await schools.tokenOf(rows.teacher), await schools.tokenOf(rows.student)];
    const homework = { classId: rows.classId, subject: 'Art', title: 'Draw a horse', dueDate: DAY };
    const { id } = (await call(teacher, 'POST /homework', homework)).json();
    const told = (await call(student, 'GET /notifications')).json();
    expect(told.notifications[0]).toMatchObject({ title: 'Art: Draw a horse', isRead: false });
    const { unread } = told;
    await call(student, `PUT /notifications/${told.notifications[0].id}/read`);
    expect((await call(student, 'GET /notifications')).json().unread).toBe(unread - 1);
    for (const answer of ['A horse', 'A better horse'])
      expect((await call(student, `PUT /homework/${id}/submission`, { answer })).statusCode).toBe(200);
    const { submissions } = (await call(teacher, `GET /homework/${id}/submissions`)).json();
    expect(submissions).toMatchObject([{ studentId: rows.studentId, answer: 'A better horse' }]);
  });

  it('keeps students out of what is for the staff, and out of other classes', async () => {
    const student = await schools.tokenOf(rows.student);
    const status = async (route: string, body?: object) => (await call(student, route, body)).statusCode;
    expect(await status('GET /classes')).toBe(403);
    expect(await status('GET /dashboard/people')).toBe(403);
    expect(await status(`GET /attendance/classes/${rows.classId}/days/${DAY}`)).toBe(403);
    expect(await status(`GET /timetable/${rows.classId}`)).toBe(200);
    expect(await status(`GET /timetable/${rows.classId + 1}`)).toBe(404);
    expect(await status(`GET /attendance/students/${rows.studentId + 1}`)).toBe(404);
    expect(await status('GET /files/classes/1000')).toBe(404);
  });

  it('says that it stores no files without an object store', async () => {
    const teacher = await schools.tokenOf(rows.teacher);
    expect((await call(teacher, `GET /files/${rows.fileId}/download`)).statusCode).toBe(503);
  });
});
