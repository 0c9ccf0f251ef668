import type { FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { call, metric, startTestApp } from './testing/app.ts';
import { startTestReplica } from './testing/replica.ts';
import { startTestPostgres, startTestRedis, type TestPostgres, type TestStore } from './testing/stores.ts';
import { createTestWorld, PASSWORD, type TestWorld } from './testing/world.ts';

const PATIENTLY = { timeout: 60_000, interval: 100 };

let primary: TestPostgres;
let replica: TestPostgres;
let redis: TestStore;
let world: TestWorld;
let direct: Redis;
let onReplica: pg.Client;
let servers: FastifyInstance[] = [];

beforeAll(async () => {
  [primary, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  world = await createTestWorld(primary.url, 10);
  replica = await startTestReplica(primary);
  direct = new Redis(redis.url);
  onReplica = new pg.Client(replica.url);
  await onReplica.connect();
});
afterAll(async () => {
  direct?.disconnect();
  await onReplica?.end();
  await world?.close();
  await Promise.all([primary?.stop(), replica?.stop(), redis?.stop()]);
});

const as = (server: number, userId: string, route: string, body?: unknown) =>
  call(servers[server]!, world.token(userId), route, body);
const fromReplica = (server: number) => metric(servers[server]!, 'db_queries_total{role="replica"}');
const onlyClass = { semesterPlanId: 'plan-a', unitId: 'unit-1', className: 'x' };

describe.each([['redis'], ['memory-and-redis'], ['none']])(
  'with CACHE=%s and a replica that has stopped replaying',
  (CACHE) => {
    beforeAll(async () => {
      const env = {
        DATABASE_URL: primary.url,
        REDIS_URL: redis.url,
        DATABASE_REPLICA_URLS: replica.url,
        CACHE,
      };
      servers = [await startTestApp(env), await startTestApp(env)];
    });
    afterAll(async () => {
      for (const server of servers) await server.close();
      await direct.flushall();
    });
    beforeEach(async () => {
      await onReplica.query('SELECT pg_wal_replay_resume()');
      // Both read from the replica, so marks are complete and the replica has been checked.
      for (const [server, studentId] of ['student-8', 'student-9'].entries()) {
        await vi.waitFor(async () => {
          await direct.del(`student_sync:${studentId}`);
          const before = await fromReplica(server);
          await as(server, studentId, `GET /students/${studentId}/sync`);
          expect(await fromReplica(server)).toBeGreaterThan(before);
        }, PATIENTLY);
      }
      await onReplica.query('SELECT pg_wal_replay_pause()');
    });
    afterEach(() => onReplica.query('SELECT pg_wal_replay_resume()'));

    /** Reads on the server that did not write, until its memory has the invalidation; once if it has no memory tier. */
    const untilRead = (read: () => Promise<unknown>, expected: unknown) =>
      CACHE === 'memory-and-redis'
        ? vi.waitFor(async () => expect(await read()).toEqual(expected), PATIENTLY)
        : read().then((found) => expect(found).toEqual(expected));

    test('a write is read on every server, and is never replaced by the old value', async () => {
      const read = (server: number) => async () =>
        (await as(server, 'student-1', 'GET /students/student-1/sync')).json().syncData;
      for (let n = 0; n < 10; n++) {
        await as(n % 2, 'student-1', 'PUT /students/student-1/sync', { syncData: { n, CACHE } });
        expect(await read(n % 2)()).toEqual({ n, CACHE });
        await untilRead(read(1 - (n % 2)), { n, CACHE });
      }
      const held = await onReplica.query(
        `SELECT sync_data FROM student_sync_status WHERE student_id = 'student-1'`,
      );
      expect(held.rows[0]?.sync_data).not.toEqual({ n: 9, CACHE });

      // When the mark and the value are gone, the replica is still behind: by then it must have been left out.
      await vi.waitFor(
        async () => expect(await metric(servers[0]!, 'db_replica_lag_ms')).toBeGreaterThan(5000),
        PATIENTLY,
      );
      await direct.del('student_sync:student-1');
      for (const server of [0, 1]) await untilRead(read(server), { n: 9, CACHE });
    });

    test('lists and counts that a write changes are reloaded', async () => {
      const day = '2026-03-05';
      const list = (server: number) => async () =>
        (await as(server, 'student-1', `GET /online-classes?semesterPlanId=plan-a&day=${day}`)).json().classes
          .length;
      const before = await list(1)();
      await as(0, 'lecturer', 'POST /online-classes', { ...onlyClass, scheduledTime: `${day}T08:00:00Z` });
      expect(await list(0)()).toBe(before + 1);
      await untilRead(list(1), before + 1);

      const upcoming = (server: number) => async () => {
        const { units } = (await as(server, 'student-2', 'GET /semester-plans/plan-a/progress')).json();
        return units.find(({ unitId }: { unitId: string }) => unitId === 'unit-1').classesUpcoming;
      };
      const known = await upcoming(1)();
      await as(0, 'lecturer', 'POST /online-classes', { ...onlyClass, scheduledTime: `${day}T09:00:00Z` });
      await untilRead(upcoming(1), known + 1);

      await as(0, 'lecturer', 'POST /lecturers/lecturer/content', {
        contentType: 'note',
        contentData: { CACHE },
        semesterPlanId: 'plan-a',
      });
      for (const query of ['', '?contentType=note']) {
        const newest = async () =>
          (await as(1, 'lecturer', `GET /lecturers/lecturer/content${query}`)).json().items[0]?.contentData;
        await untilRead(newest, { CACHE });
      }
    });

    test('a new object is found although the replica does not have it', async () => {
      const lesson = { semesterPlanId: 'plan-a', unitId: 'unit-2', sessionName: 'x' };
      const { id } = (await as(0, 'lecturer', 'POST /attendance-sessions', lesson)).json();
      expect((await as(1, 'student-3', `GET /attendance-sessions/${id}`)).statusCode).toBe(200);
      expect(
        (await as(1, 'student-3', `PUT /attendance-sessions/${id}/attendees/student-3`)).statusCode,
      ).toBe(200);
      const checkedIn = async () =>
        (await as(0, 'student-3', `GET /attendance-sessions/${id}`)).json().checkedIn;
      await untilRead(checkedIn, true);
    });

    test('a login and a logout take effect at once, on the other server too', async () => {
      const { token } = (
        await call(servers[0]!, null, 'POST /auth/login', { userId: 'student-4', password: PASSWORD })
      ).json();
      const route = 'GET /students/student-4/sync';
      for (let n = 0; n < 3; n++) expect((await call(servers[1]!, token, route)).statusCode).toBe(404);
      await call(servers[0]!, token, 'POST /auth/logout');
      expect((await call(servers[1]!, token, route)).statusCode).toBe(401);
    });
  },
);
