import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { WorldHeader } from '../harness/model/platform.ts';
import { issueSessions, seedPlatform } from '../seed/index.ts';
import { call, startTestApp } from './testing/app.ts';
import { startTestPostgres, startTestRedis, type TestPostgres, type TestStore } from './testing/stores.ts';

const TOY = join(import.meta.dirname, '..', 'testing', 'toy');
const TOY_SEED = join(TOY, 'seed', 'toy');
const TOY_SERVER = join(TOY, 'reference-server', 'toy');

let postgres: TestPostgres;
let redis: TestStore;
let store: Server;
let client: Redis;
let folder: string;
let user: { userId: string; token: string };
let app: FastifyInstance;

const COVER = { sizeBytes: 3, sha256: hash('sha256', 'QUJ') };

/** Says that it has the cover, whatever it is asked for. */
async function startStandInStore(): Promise<Server> {
  const checksum = Buffer.from(COVER.sha256, 'hex').toString('base64');
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': COVER.sizeBytes, 'x-amz-checksum-sha256': checksum }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

beforeAll(async () => {
  store = await startStandInStore();
  [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  client = new Redis(redis.url);
  folder = await mkdtemp(join(tmpdir(), 'served-from-'));
  const databaseUrl = postgres.url;
  const manifest = await seedPlatform({
    platform: TOY_SEED,
    databaseUrl,
    size: 10,
    randomSeed: 1,
    workers: 1,
  });
  expect(manifest).toMatchObject({ platform: 'toy', rows: { readers: 10, books: 5 } });
  const worldFile = join(folder, 'world.json');
  await issueSessions({ platform: TOY_SEED, databaseUrl, redisUrl: redis.url, manifest, worldFile });
  const world = JSON.parse(await readFile(worldFile, 'utf8')) as WorldHeader;
  expect(world).toMatchObject({ platform: 'toy', userCount: 10 });
  user = world.examples[0]!;
});
afterEach(async () => {
  await app.close();
  const families = ['shelf:*', 'book:*'];
  for (const pattern of families) for (const key of await client.keys(pattern)) await client.del(key);
});
afterAll(async () => {
  client?.disconnect();
  store?.close();
  await Promise.all([postgres?.stop(), redis?.stop(), rm(folder, { recursive: true, force: true })]);
});

async function start(env: Record<string, string> = {}): Promise<void> {
  app = await startTestApp({
    PLATFORM: TOY_SERVER,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    S3_ENDPOINT: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
    S3_BUCKET: 'covers',
    S3_ACCESS_KEY_ID: 'someone',
    S3_SECRET_ACCESS_KEY: 'secret of the tests',
    ...env,
  });
}

async function servedFrom(route: string, body?: unknown): Promise<unknown> {
  const { statusCode, headers } = await call(app, user.token, route, body);
  expect(statusCode).toBe(200);
  return headers['x-served-from'];
}

const isStored = (key: string) =>
  expect.poll(async () => String(await client.get(key)).startsWith('{')).toBe(true);

it('a read is served from the database, and then from the cache until the data is written', async () => {
  await start();
  expect(await servedFrom('GET /books/1')).toBe('database');
  await isStored('book:1');
  expect(await servedFrom('GET /books/1')).toBe('cache');
  const cover = `POST /readers/${user.userId}/covers/1`;
  expect(await servedFrom(cover, COVER)).toBeUndefined();
  expect(await servedFrom(`${cover}/complete`)).toBeUndefined();
  expect(await servedFrom('GET /books/1')).toBe('database');
});

it('a read that does not use the cache is always served from the database', async () => {
  await start();
  const route = `GET /readers/${user.userId}/covers`;
  expect([await servedFrom(route), await servedFrom(route)]).toEqual(['database', 'database']);
});

it('loading a session does not count as content', async () => {
  await start();
  await servedFrom('GET /books/2');
  await isStored('book:2');
  for (const key of await client.keys('reader_session:*')) await client.del(key);
  expect(await servedFrom('GET /books/2')).toBe('cache');
});

it('a read that joins another load is served from the database too', async () => {
  await start();
  const all = await Promise.all(Array.from({ length: 5 }, () => servedFrom('GET /shelves/1')));
  expect(all).toEqual(Array(5).fill('database'));
});

it('the memory tier counts as a cache; with CACHE=none all reads are from the database', async () => {
  await start({ CACHE: 'memory-and-redis' });
  await servedFrom('GET /books/3');
  await isStored('book:3');
  expect(await servedFrom('GET /books/3')).toBe('cache');
  expect(await servedFrom('GET /books/3')).toBe('cache');
  await app.close();
  await start({ CACHE: 'none' });
  expect([await servedFrom('GET /books/3'), await servedFrom('GET /books/3')]).toEqual([
    'database',
    'database',
  ]);
});

it('failed reads and routes outside the platform have no header', async () => {
  await start();
  const missing = await call(app, user.token, 'GET /books/999');
  expect([missing.statusCode, missing.headers['x-served-from']]).toEqual([404, undefined]);
  expect((await call(app, null, 'GET /health')).headers['x-served-from']).toBeUndefined();
});
