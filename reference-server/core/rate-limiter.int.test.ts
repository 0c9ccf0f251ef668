import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestRedis, type TestStore } from '../testing/stores.ts';
import {
  createRateLimiter,
  type RateLimit,
  type RateLimiter,
  secondsToReset,
  UNCONFIRMED_MAX,
} from './rate-limiter.ts';
import { createRedisStore, type RedisStore } from './redis.ts';

const EXACT: RateLimit = { name: 'auth', max: 20, windowSeconds: 900, confirmedAbove: 0 };
const GENERAL: RateLimit = { name: 'general', max: 1000, windowSeconds: 900, confirmedAbove: 900 };
const NOON_MS = Date.parse('2026-03-02T12:00:00Z');

let redis: TestStore;
let direct: Redis;
let stores: RedisStore[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
  direct = new Redis(redis.url);
});
afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await direct.flushall();
});
afterAll(async () => {
  direct?.disconnect();
  await redis?.stop();
});

/** The limiter of one server. */
async function limiter(limit: RateLimit, nowMs: () => number = () => NOON_MS): Promise<RateLimiter> {
  const store = createRedisStore(
    { url: redis.url, clusterNodes: [], commandTimeoutMs: 1000 },
    pino({ level: 'silent' }),
  );
  if (store === null) throw new Error('no store');
  await store.firstAttempt;
  stores.push(store);
  return createRateLimiter(limit, store, nowMs);
}

test('fifty concurrent requests over two servers get fifty different counts', async () => {
  const servers = [await limiter(EXACT), await limiter(EXACT)];
  const counts = await Promise.all(Array.from({ length: 50 }, (_, n) => servers[n % 2]?.consume('10.0.0.1')));
  expect(counts.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
});

test('two servers in turn let through exactly the general limit', async () => {
  const servers = [await limiter(GENERAL), await limiter(GENERAL)];
  let allowed = 0;
  for (let n = 0; n < 1100; n++) {
    if ((await servers[n % 2]!.consume('student-1')) <= GENERAL.max) allowed += 1;
  }
  expect(allowed).toBe(1000);
});

test('a server whose last count is old lets through only a few too many', async () => {
  const [idle, busy] = [await limiter(GENERAL), await limiter(GENERAL)];
  await idle.consume('student-1');
  await expect.poll(() => direct.dbsize()).toBe(1);
  for (let n = 0; n < 1100; n++) await busy.consume('student-1');
  const counts = await Promise.all(Array.from({ length: 200 }, () => idle.consume('student-1')));
  const allowed = counts.filter((count) => count <= GENERAL.max).length;
  expect(allowed).toBeGreaterThan(0);
  expect(allowed).toBeLessThanOrEqual(UNCONFIRMED_MAX);
});

test('a server that has not seen a user yet lets through only a few too many', async () => {
  const [busy, fresh] = [await limiter(GENERAL), await limiter(GENERAL)];
  for (let n = 0; n < 1100; n++) await busy.consume('student-1');
  const counts = Array.from({ length: 200 }, () => fresh.consume('student-1'));
  expect(counts[0]).toBe(1); // not a promise: the request does not wait
  const allowed = (await Promise.all(counts)).filter((count) => count <= GENERAL.max).length;
  expect(allowed).toBe(UNCONFIRMED_MAX);
  expect(await fresh.consume('student-1')).toBe(1301);
});

test('counts that no request waits for still reach Redis', async () => {
  const server = await limiter(GENERAL);
  const counts = Array.from({ length: 100 }, () => server.consume('student-1'));
  expect(counts.slice(0, UNCONFIRMED_MAX)).toEqual(Array.from({ length: UNCONFIRMED_MAX }, (_, n) => n + 1));
  // From there on every request waits.
  expect(await Promise.all(counts)).toContain(100);
  const [key] = await direct.keys('rate_limit:general:*:student-1');
  await expect.poll(() => direct.get(key!)).toBe('100');
  expect(await direct.ttl(key!)).toBeGreaterThan(800);
});

test('users do not share a count, and a new window starts anew', async () => {
  let nowMs = NOON_MS;
  const server = await limiter(EXACT, () => nowMs);
  expect(await server.consume('a')).toBe(1);
  expect(await server.consume('a')).toBe(2);
  expect(await server.consume('b')).toBe(1);
  nowMs += EXACT.windowSeconds * 1000;
  expect(await server.consume('a')).toBe(1);
});

test('a request given back at once is never sent; given back later, it is subtracted', async () => {
  const server = await limiter(GENERAL);
  for (let n = 0; n < 30; n++) {
    expect(server.consume('student-1')).toBe(1); // never waits, however many came before
    server.giveBack('student-1');
  }
  server.consume('student-2');
  await expect.poll(() => direct.keys('*:student-2')).toHaveLength(1);
  expect(await direct.keys('*:student-1')).toEqual([]);
  server.giveBack('student-2');
  const [key] = await direct.keys('*:student-2');
  await expect.poll(() => direct.get(key!)).toBe('0');
  expect(await direct.ttl(key!)).toBeGreaterThan(800);
});

test('a server knows which keys are over the limit, until one is given back or the window ends', async () => {
  let nowMs = NOON_MS;
  const server = await limiter(EXACT, () => nowMs);
  const isUsedUp = () => server.isUsedUp(() => 'a');
  for (let n = 1; n < EXACT.max; n++) await server.consume('a');
  expect(isUsedUp()).toBe(false);
  await server.consume('a');
  expect([isUsedUp(), server.isUsedUp(() => 'b')]).toEqual([true, false]);
  server.giveBack('a');
  await expect.poll(isUsedUp).toBe(false);
  await server.consume('a');
  expect(isUsedUp()).toBe(true);
  nowMs += EXACT.windowSeconds * 1000;
  expect(isUsedUp()).toBe(false);
});

test('without Redis the limit holds in each server', async () => {
  const alone = createRateLimiter(EXACT, null);
  const counts = [];
  for (let n = 0; n < 25; n++) counts.push(await alone.consume('10.0.0.1'));
  expect(counts.filter((count) => count <= EXACT.max)).toHaveLength(20);
  expect(alone.isUsedUp(() => '10.0.0.1')).toBe(true);
});

test.each([
  ['2026-03-02T12:00:00.000Z', 900],
  ['2026-03-02T12:14:59.999Z', 1],
  ['2026-03-02T12:10:00.500Z', 300],
])('at %s the window of 15 minutes has %i s left', (time, seconds) => {
  expect(secondsToReset(GENERAL, Date.parse(time))).toBe(seconds);
});
