import { expect, test } from 'vitest';
import type { Cache } from './cache.ts';
import { hashSessionToken } from './session-token.ts';
import { createSessions, type Expiring } from './sessions.ts';

const NOW_MS = 1_000_000;
const SESSION: Expiring = { userId: 'a', role: 'student', expiresAtMs: NOW_MS + 1000 };

/** Sessions over a cache that holds nothing, at a time of our choosing. */
function sessionsAt(nowMs: number, { areCached = true } = {}) {
  const asked: string[] = [];
  const lookedUp: string[] = [];
  const removed: string[] = [];
  const stored: [string, string, number][] = [];
  const lastedMs: number[] = [];
  const cache = {
    read: ({ key }, load) => {
      lookedUp.push(key);
      return load('latest');
    },
    invalidating: (key, write) => {
      lookedUp.push(key);
      return write();
    },
  } as Pick<Cache, 'read' | 'invalidating'> as Cache;
  const sessions = createSessions<Expiring>(
    {
      lifetimeMs: 5000,
      cacheEntry: areCached
        ? (tokenHash) => ({ family: 'user_session', key: tokenHash, ttlSeconds: 60 })
        : null,
      async load(tokenHash) {
        asked.push(tokenHash);
        return SESSION;
      },
      insert: async (...session) => void stored.push(session),
      async remove(tokenHash) {
        removed.push(tokenHash);
        return removed.length === 1 ? SESSION.expiresAtMs : null;
      },
      encode: JSON.stringify,
      decode: JSON.parse,
    },
    cache,
    (each) => lastedMs.push(each),
    () => nowMs,
  );
  return { sessions, asked, stored, lookedUp, removed, lastedMs };
}

test('a session is found by the hash of its token', async () => {
  const { sessions, asked } = sessionsAt(NOW_MS);
  expect(await sessions.find('token')).toEqual(SESSION);
  expect(asked).toEqual([hashSessionToken('token')]);
});

test('an expired session has ended even if it is still cached', async () => {
  expect(await sessionsAt(NOW_MS + 999).sessions.find('token')).toEqual(SESSION);
  expect(await sessionsAt(NOW_MS + 1000).sessions.find('token')).toBeNull();
});

test('sessions that are not cached are read and ended in the database alone', async () => {
  const { sessions, asked, lookedUp, removed } = sessionsAt(NOW_MS, { areCached: false });
  expect(await sessions.find('token')).toEqual(SESSION);
  expect(await sessions.find('token')).toEqual(SESSION);
  await sessions.close('token');
  expect(asked).toEqual([hashSessionToken('token'), hashSessionToken('token')]);
  expect(removed).toEqual([hashSessionToken('token')]);
  expect(lookedUp).toEqual([]);
  expect(await sessionsAt(NOW_MS + 1000, { areCached: false }).sessions.find('token')).toBeNull();
});

test('a new session is stored with the hash of its token, its user and its end', async () => {
  const { sessions, stored } = sessionsAt(NOW_MS);
  const { token, expiresAtMs } = await sessions.open('a');
  expect(expiresAtMs).toBe(NOW_MS + 5000);
  expect(stored).toEqual([[hashSessionToken(token), 'a', NOW_MS + 5000]]);
});

/* Sessions live for 5 s here, so this one, which expires in a second, began 4 s ago. */

test.each([
  ['cached', true],
  ['not cached', false],
])('a log-out tells how long the session lasted, and a repeated one nothing: %s', async (_, areCached) => {
  const { sessions, lastedMs } = sessionsAt(NOW_MS, { areCached });
  for (let round = 0; round < 2; round++) await sessions.close('token');
  expect(lastedMs).toEqual([4000]);
});

test('a session that had expired lasted until then', async () => {
  const { sessions, lastedMs } = sessionsAt(NOW_MS + 60_000);
  await sessions.close('token');
  expect(lastedMs).toEqual([5000]);
});
