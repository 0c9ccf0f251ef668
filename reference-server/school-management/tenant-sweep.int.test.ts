import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSessionToken } from '../core/session-token.ts';
import { FILE } from './testing/file.ts';
import { REQUESTS_BY_ROUTE } from './testing/requests-by-route.ts';
import { startSchoolApp } from './testing/school-app.ts';
import { sweep } from './testing/sweep.ts';
import { startTwoSchools, type TwoSchools } from './testing/two-schools.ts';

let schools: TwoSchools;

beforeAll(async () => {
  schools = await startTwoSchools();
});
afterAll(() => schools?.stop());

/** Of a server without a cache, so that every request reaches the database. */
async function breachesOf(databaseUrl: string, settings: object): Promise<string[]> {
  const { app, objects } = await startSchoolApp(databaseUrl, { settings });
  try {
    return await sweep(schools, {
      send: (request) => app.inject(request),
      put: async (key) => void objects.set(key, FILE),
    });
  } finally {
    await app.close();
  }
}

it('has a request for every route that the server registers', async () => {
  const { app, routes } = await startSchoolApp(schools.serverUrl);
  await app.close();
  expect(routes.toSorted()).toEqual(Object.keys(REQUESTS_BY_ROUTE).toSorted());
});

describe('no request of one school sees, counts or changes a row of another', () => {
  it('with both locks', async () => expect(await breachesOf(schools.serverUrl, {})).toEqual([]));

  it('with row-level security alone', async () =>
    expect(await breachesOf(schools.serverUrl, { schoolFilter: false })).toEqual([]));

  it("with the application's own filter alone", async () =>
    expect(await breachesOf(schools.ownerUrl, {})).toEqual([]));

  // Last, because it changes the other school.
  it('and without either the sweep finds it', async () => {
    const breaches = await breachesOf(schools.ownerUrl, { schoolFilter: false });
    expect(breaches).toContain('GET /classes: shows the other school without being asked');
    expect(breaches).toContain('GET /files/:fileId/download: 200 for a row of the other school');
    expect(breaches).toContain('GET /homework/:homeworkId/submissions: shows a row of the other school');
    for (const counts of ['people', 'attendance/:day', 'homework'])
      expect(breaches).toContain(`GET /dashboard/${counts}: not the numbers of school 1`);
    expect(breaches).toContain('files: rows of the other school were changed');
    expect(breaches.length).toBeGreaterThan(13);
  });
});

describe('row-level security', () => {
  it('is on for every table of the platform', async () => {
    const { rows } = await schools.db.query(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
         AND NOT relrowsecurity ORDER BY 1`,
    );
    // These are the core's and the seed's.
    expect(rows.map(({ name }) => name)).toEqual(['owed_invalidations', 'proofload_dataset']);
  });

  it('shows nothing to a transaction that names no school, and lets none write for another', async () => {
    const { homeworkId } = await schools.rowsOf(2);
    const server = new pg.Client(schools.serverUrl);
    await server.connect();
    try {
      const count = async (table: string) =>
        (await server.query(`SELECT count(*)::int AS count FROM ${table}`)).rows[0].count;
      expect([await count('users'), await count('user_sessions'), await count('schools')]).toEqual([0, 0, 0]);
      await server.query(`SELECT set_config('app.school_id', '1', false)`);
      expect([await count('users'), await count('schools')]).toEqual([120, 1]);
      await expect(
        server.query(
          `INSERT INTO notifications (school_id, recipient_id, title, body) VALUES (2, '0002-h-00001', 'a', 'b')`,
        ),
      ).rejects.toThrow('row-level security');
      const { rowCount } = await server.query('DELETE FROM homework WHERE id = $1', [homeworkId]);
      expect(rowCount).toBe(0);
    } finally {
      await server.end();
    }
  });

  it('opens one session to the holder of its token', async () => {
    const token = await schools.tokenOf('0002-h-00001');
    const server = new pg.Client(schools.serverUrl);
    await server.connect();
    try {
      await server.query(`SELECT set_config('app.token_hash', $1, false)`, [hashSessionToken(token)]);
      const { rows } = await server.query('SELECT user_id FROM user_sessions');
      expect(rows).toEqual([{ user_id: '0002-h-00001' }]);
    } finally {
      await server.end();
    }
  });
});
