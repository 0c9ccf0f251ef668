import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hashSessionToken } from '../../reference-server/core/session-token.ts';
import { call, startTestApp } from '../../reference-server/testing/app.ts';
import { openTestDatabases, type TestDatabases } from '../../reference-server/testing/databases.ts';
import { freePort, startTestRedis, type TestStore } from '../../reference-server/testing/stores.ts';
import type { World } from '../../scenarios/tvet-connect/world.ts';
import { issueSessions, seedPlatform } from '../index.ts';
import { onDatabase } from '../testing/databases.ts';

let databases: TestDatabases;
let redis: TestStore;
let folder: string;

beforeAll(async () => {
  [databases, redis] = await Promise.all([openTestDatabases(), startTestRedis()]);
  folder = await mkdtemp(join(tmpdir(), 'seed-test-'));
});

afterAll(async () => {
  await Promise.all([databases?.drop(), redis?.stop(), rm(folder, { recursive: true, force: true })]);
});

describe('issueSessions', () => {
  async function seeded(users: number) {
    const databaseUrl = await databases.create();
    const manifest = await seedPlatform({
      platform: 'tvet-connect',
      databaseUrl,
      size: users,
      randomSeed: 7,
      workers: 2,
    });
    const worldFile = join(await mkdtemp(join(folder, 'run-')), 'world.json');
    return { databaseUrl, redisUrl: redis.url, manifest, worldFile };
  }

  async function readWorld(worldFile: string): Promise<World> {
    return JSON.parse(await readFile(worldFile, 'utf8'));
  }

  it('gives every account a live session in PostgreSQL, in Redis and in the world file', async () => {
    const options = await seeded(200);
    await issueSessions(options);
    expect((await stat(options.worldFile)).mode & 0o777).toBe(0o600);
    const world = await readWorld(options.worldFile);
    expect(world).toMatchObject({ today: '2025-04-23', password: 'learn-build-repair' });
    expect(world.students.length).toBe(200);
    expect(world.lecturers.length).toBe(7);
    expect(world.cohorts.length).toBe(4);
    expect(world).toMatchObject({ platform: 'tvet-connect', userCount: 207 });
    const examplesOf = (wanted: string) => world.examples.filter(({ role }) => role === wanted);
    expect(examplesOf('lecturer').length).toBe(7);
    expect(examplesOf('student').map(({ userId, token }) => [userId, token])).toEqual(
      world.students.slice(0, 50).map(([id, token]) => [id, token]),
    );

    const users = [...world.students, ...world.lecturers];
    expect(new Set(users.map(([, token]) => token)).size).toBe(users.length);
    await onDatabase(options.databaseUrl, async (client) => {
      const { rows } = await client.query(
        'SELECT user_id, token_hash FROM user_sessions WHERE expires_at > now()',
      );
      const hashes = new Map(rows.map((row) => [row.user_id, row.token_hash]));
      for (const [id, token] of users) expect(hashes.get(id)).toBe(hashSessionToken(token));
      expect(rows.length).toBe(users.length);
    });
    const client = new Redis(redis.url);
    try {
      for (const [id, token] of users) {
        const key = `user_session:${hashSessionToken(token)}`;
        expect(JSON.parse((await client.get(key))!)).toMatchObject({ userId: id });
        expect(await client.ttl(key)).toBeGreaterThan(86_000);
      }
    } finally {
      client.disconnect();
    }
  });

  it('describes the cohorts as they are in the database', async () => {
    const options = await seeded(200);
    await issueSessions(options);
    const world = await readWorld(options.worldFile);
    await onDatabase(options.databaseUrl, async (client) => {
      const accounts = await client.query('SELECT user_id, semester_plan_id FROM accounts');
      const planOf = new Map(accounts.rows.map((row) => [row.user_id, row.semester_plan_id]));
      for (const [id, , cohortIndex] of world.students) {
        expect(world.cohorts[cohortIndex]!.semesterPlanId).toBe(planOf.get(id));
      }
      for (const cohort of world.cohorts) {
        const open = await client.query(
          'SELECT id, lecturer_id FROM attendance_sessions WHERE is_active AND semester_plan_id = $1 ORDER BY id',
          [cohort.semesterPlanId],
        );
        expect(open.rows.map((row) => row.id)).toEqual(cohort.openAttendanceIds);
        expect(open.rowCount).toBeGreaterThanOrEqual(2);
        const lecturers = cohort.lecturerIndexes.map((index) => world.lecturers[index]![0]);
        expect(lecturers).toEqual(expect.arrayContaining(open.rows.map((row) => row.lecturer_id)));
        expect(cohort.unitIds.length).toBe(6);
        const today = await client.query(
          'SELECT count(*)::int AS count FROM online_classes WHERE id = ANY($1) AND scheduled_time::date = $2',
          [cohort.todaysClassIds, world.today],
        );
        expect(today.rows[0].count).toBe(cohort.todaysClassIds.length);
        expect(cohort.todaysClassIds.length).toBeGreaterThanOrEqual(1);
      }
    });
  });

  it('replaces the sessions of an earlier run', async () => {
    const options = await seeded(20);
    await issueSessions(options);
    const [, firstToken] = (await readWorld(options.worldFile)).students[0]!;
    await issueSessions({ ...options, worldFile: `${options.worldFile}-2` });
    const { rows } = await onDatabase(options.databaseUrl, (client) =>
      client.query('SELECT count(*)::int AS count, bool_or(token_hash = $1) AS "hasOld" FROM user_sessions', [
        hashSessionToken(firstToken),
      ]),
    );
    expect(rows).toEqual([{ count: 21, hasOld: false }]);
  });

  it('ends the sessions of an earlier run on a server that has them in its cache', async () => {
    const options = await seeded(20);
    await issueSessions(options);
    const [studentId, token] = (await readWorld(options.worldFile)).students[0]!;
    const app = await startTestApp({ DATABASE_URL: options.databaseUrl, REDIS_URL: redis.url });
    try {
      const status = async () => (await call(app, token, `GET /students/${studentId}/sync`)).statusCode;
      expect(await status()).toBe(200);
      await issueSessions({ ...options, worldFile: `${options.worldFile}-2` });
      await vi.waitFor(async () => expect(await status()).toBe(401), { timeout: 20_000 });
    } finally {
      await app.close();
    }
  });

  it('lets users into the reference server, with and without the cached session', async () => {
    const options = await seeded(200);
    await issueSessions(options);
    const world = await readWorld(options.worldFile);
    const [studentId, token, cohortIndex] = world.students[150]!;
    const cohort = world.cohorts[cohortIndex]!;
    const app = await startTestApp({ DATABASE_URL: options.databaseUrl, REDIS_URL: redis.url });
    try {
      const sync = await call(app, token, `GET /students/${studentId}/sync`);
      expect(sync.statusCode).toBe(200);
      expect(sync.json().syncData.units.length).toBe(6);
      const checkIn = await call(
        app,
        token,
        `PUT /attendance-sessions/${cohort.openAttendanceIds[0]}/attendees/${studentId}`,
      );
      expect(checkIn.json()).toMatchObject({ checkedIn: true, attendeeCount: 1 });
      const [lecturerId, lecturerToken] = world.lecturers[cohort.lecturerIndexes[0]!]!;
      const content = await call(app, lecturerToken, `GET /lecturers/${lecturerId}/content`);
      expect(content.json().items.length).toBeGreaterThan(5);

      const client = new Redis(redis.url);
      await client.del(`user_session:${hashSessionToken(token)}`);
      client.disconnect();
      const again = await call(app, token, `GET /students/${studentId}/sync`);
      expect(again.statusCode).toBe(200);
      const login = await call(app, null, 'POST /auth/login', {
        userId: studentId,
        password: world.password,
      });
      expect(login.statusCode).toBe(200);
    } finally {
      await app.close();
    }
  });

  it('reports that Redis cannot be reached, and leaves no world file behind', async () => {
    const options = await seeded(10);
    const port = await freePort();
    const error = await issueSessions({ ...options, redisUrl: `redis://:s3cret@127.0.0.1:${port}` }).catch(
      (e) => e,
    );
    expect(error).toMatchObject({
      code: 'REDIS_UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    expect(`${error.message} ${error.hint}`).not.toContain('s3cret');
    await expect(stat(options.worldFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('never overwrites an existing file', async () => {
    const options = await seeded(10);
    await issueSessions(options);
    const before = await readFile(options.worldFile, 'utf8');
    await expect(issueSessions(options)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(options.worldFile, 'utf8')).toBe(before);
  });
});
