import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { objectStoreVariables } from '../../harness/model/object-store.ts';
import { urlFor } from '../../harness/system/postgres/server-role.ts';
import { findVersitygw } from '../../harness/system/programs/programs.ts';
import { startObjectStore } from '../../harness/system/storage/object-store.ts';
import { type Fixture, startFixture } from '../../harness/system/testing/fixture.ts';
import { createObjectStorage, type ObjectStorage } from '../core/object-storage.ts';
import { metric, startTestApp } from '../testing/app.ts';
import { canPassOnNames, startTestPgBouncer } from '../testing/pgbouncer.ts';
import { startTestReplica } from '../testing/replica.ts';
import { startTestPostgres, startTestRedis, type TestPostgres, type TestStore } from '../testing/stores.ts';
import { FILE, FILE_BYTES } from './testing/file.ts';
import { OF_THEIRS, sweep } from './testing/sweep.ts';
import { startTwoSchools, type TwoSchools } from './testing/two-schools.ts';

/*
 * The whole server, whose connections to PostgreSQL are PgBouncer's, which reads from a replica and caches in Redis: nothing that several
 * schools share may mix them up. The application's own filter is taken out, so row-level security is alone.
 */

/** So few that transactions of both schools take turns on each. */
const CONNECTIONS = 2;

let primary: TestPostgres;
let replica: TestPostgres;
let bouncer: TestStore;
let redis: TestStore;
let fixture: Fixture;
let storage: ObjectStorage;
let schools: TwoSchools;
let app: FastifyInstance;
let address = 0;
const ending = new AsyncDisposableStack();

beforeAll(async () => {
  [primary, redis, fixture] = await Promise.all([startTestPostgres(), startTestRedis(), startFixture()]);
  schools = await startTwoSchools(primary.url);
  replica = await startTestReplica(primary);
  bouncer = await startTestPgBouncer(primary, CONNECTIONS, canPassOnNames(), [schools.role.name]);
  const program = await findVersitygw(process.env);
  const logsFolder = join(fixture.folder, 'logs');
  const { store } = await startObjectStore({ supervisor: fixture.supervisor, program, logsFolder, ending });
  storage = createObjectStorage(store);
  app = await startTestApp({
    PLATFORM: 'school-management',
    PLATFORM_SETTINGS: JSON.stringify({ schoolFilter: false }),
    DATABASE_URL: urlFor(schools.role, bouncer.url),
    DATABASE_BOUNCER: 'true',
    DATABASE_REPLICA_URLS: urlFor(schools.role, replica.url),
    REDIS_URL: redis.url,
    CACHE: 'memory-and-redis',
    TRUST_PROXY: 'loopback',
    ...objectStoreVariables(store),
  });
});
afterAll(async () => {
  await app?.close();
  storage?.close();
  await bouncer?.stop();
  await schools?.stop();
  await ending.disposeAsync();
  await Promise.all([replica?.stop(), redis?.stop()]);
  await primary?.stop();
  expect(await fixture?.end()).toEqual([]);
});

/** Each request has an address of its own, because limits count addresses. */
function send(request: InjectOptions): Promise<LightMyRequestResponse> {
  address += 1;
  const headers = { ...request.headers, 'x-forwarded-for': `10.0.${address >> 8}.${address & 255}` };
  return app.inject({ ...request, headers });
}

async function put(key: string): Promise<void> {
  const { url, headers } = await storage.signUpload(key, FILE);
  expect((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(FILE_BYTES) })).status).toBe(200);
}

it('no route shows or changes a row of another school, though its users have just read the same', async () => {
  const breaches: string[] = [];
  const hasReadFromReplica = async () => (await metric(app, 'db_queries_total{role="replica"}')) > 0;
  await expect
    .poll(async () => {
      breaches.push(...(await sweep(schools, { send, put })));
      return breaches.length > 0 || hasReadFromReplica();
    })
    .toBe(true);
  expect(breaches).toEqual([]);
});

it('requests of both schools at once each see their own', async () => {
  const [ours, theirs] = [await schools.rowsOf(1), await schools.rowsOf(2)];
  const [ourToken, theirToken] = [await schools.tokenOf(ours.student), await schools.tokenOf(theirs.student)];
  const all = Array.from({ length: 120 }, (_, n) => {
    const isOurs = n % 2 === 0;
    const headers = { authorization: `Bearer ${isOurs ? ourToken : theirToken}` };
    const url = n % 4 < 2 ? '/auth/me' : '/notifications';
    return send({ url, headers }).then(({ statusCode, body }) => ({ statusCode, body, isOurs }));
  });
  for (const { statusCode, body, isOurs } of await Promise.all(all)) {
    expect(statusCode).toBe(200);
    expect(OF_THEIRS.test(body), body).toBe(!isOurs);
  }
});
