import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSessionToken } from '../core/session-token.ts';
import { SERVICES } from './documented.ts';
import { REQUESTS_BY_ROUTE, ROUTES_OF_SESSIONS } from './testing/requests-by-route.ts';
import { type SchoolApp, startSchoolApp } from './testing/school-app.ts';
import { type Rows, startTwoSchools, type TwoSchools } from './testing/two-schools.ts';

const [OURS, THEIRS] = [1, 2];
/** What only rows of the other school hold: their texts, ids and keys. */
const OF_THEIRS = /zebra|0002-|schools\/2|\b9001\b|\b90001\b/i;

let schools: TwoSchools;

beforeAll(async () => {
  schools = await startTwoSchools();
});
afterAll(() => schools?.stop());

async function send(
  { app }: SchoolApp,
  route: string,
  sender: Rows,
  about: Rows,
): Promise<{ status: number; body: string }> {
  const { as, about: requestFor } = REQUESTS_BY_ROUTE[route]!;
  const [method, url] = route.split(' ') as ['GET', string];
  const { path, body } = requestFor?.(about) ?? { path: url };
  const response = await app.inject({
    method,
    url: path,
    headers: { authorization: `Bearer ${await schools.tokenOf(sender[as])}` },
    ...(body && { payload: body }),
  });
  return { status: response.statusCode, body: response.body };
}

/**
 * Sends every route's request as a user of one school, first about that school, which must succeed, then with every id from the other.
 * @returns one line for each row of the other school that was seen or changed, and for each request about the own one that failed
 */
async function sweep(databaseUrl: string, settings: object): Promise<string[]> {
  const server = await startSchoolApp(databaseUrl, { settings });
  const [ours, theirs] = [await schools.rowsOf(OURS), await schools.rowsOf(THEIRS)];
  server.objects.set(`schools/${OURS}/${ours.pendingFileId}`, stored());
  server.objects.set(`schools/${THEIRS}/${theirs.pendingFileId}`, stored());
  const before = await schools.stateOf(THEIRS);
  const breaches: string[] = [];
  try {
    for (const route of Object.keys(REQUESTS_BY_ROUTE)) {
      const own = await send(server, route, ours, ours);
      if (own.status >= 300) breaches.push(`${route}: ${own.status} for the own school`);
      if (OF_THEIRS.test(own.body)) breaches.push(`${route}: shows the other school without being asked`);
      if (REQUESTS_BY_ROUTE[route]!.about === undefined || route === 'GET /dashboard/attendance/:day')
        continue;
      const foreign = await send(server, route, ours, theirs);
      if (foreign.status !== 404) breaches.push(`${route}: ${foreign.status} for a row of the other school`);
      if (OF_THEIRS.test(foreign.body)) breaches.push(`${route}: shows a row of the other school`);
    }
    if ((await schools.stateOf(THEIRS)) !== before) breaches.push('rows of the other school were changed');
    return breaches;
  } finally {
    await server.app.close();
  }
}

const stored = () => ({ sizeBytes: 3, contentType: 'application/pdf', sha256: 'a'.repeat(64) });

it('has a request for every route that the server registers', async () => {
  const { app, routes } = await startSchoolApp(schools.serverUrl);
  await app.close();
  expect(routes.toSorted()).toEqual([...Object.keys(REQUESTS_BY_ROUTE), ...ROUTES_OF_SESSIONS].toSorted());
});

it('splits the same routes among the five services', async () => {
  const all: string[] = [];
  for (const kind of SERVICES) {
    const { app, routes } = await startSchoolApp(schools.serverUrl, { kind });
    await app.close();
    all.push(...routes);
  }
  expect(all.toSorted()).toEqual([...Object.keys(REQUESTS_BY_ROUTE), ...ROUTES_OF_SESSIONS].toSorted());
  await expect(startSchoolApp(schools.serverUrl, { kind: 'kitchen' })).rejects.toThrow('SERVER_KIND');
});

describe('no request of one school sees or changes a row of another', () => {
  it('with both locks', async () => expect(await sweep(schools.serverUrl, {})).toEqual([]));

  it('with row-level security alone', async () =>
    expect(await sweep(schools.serverUrl, { schoolFilter: false })).toEqual([]));

  it("with the application's own filter alone", async () =>
    expect(await sweep(schools.ownerUrl, {})).toEqual([]));

  // Last, because it changes the other school.
  it('and without either the sweep finds it', async () => {
    const breaches = await sweep(schools.ownerUrl, { schoolFilter: false });
    expect(breaches).toContain('GET /classes: shows the other school without being asked');
    expect(breaches).toContain('GET /files/:fileId/download: 200 for a row of the other school');
    expect(breaches).toContain('GET /homework/:homeworkId/submissions: shows a row of the other school');
    expect(breaches.length).toBeGreaterThan(10);
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
    const { homeworkId } = await schools.rowsOf(THEIRS);
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
