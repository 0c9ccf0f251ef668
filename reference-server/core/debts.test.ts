import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { owedInMemory } from '../testing/caches.ts';
import { createDebts, type Debts, TRUST_MS, WAIT_MS } from './debts.ts';
import type { OwedTable } from './owed-table.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const silent = pino({ level: 'silent' });

/** One Redis for several servers: it confirms while it is up, or hangs and then fails. */
class FakeRedis {
  isUp = true;
  removed: string[] = [];
  apply = async (keys: readonly string[]) => {
    if (!this.isUp) throw new Error('away');
    this.removed.push(...keys);
  };
}

function server(table: OwedTable, redis: FakeRedis): Debts {
  return createDebts({ table, apply: (keys) => redis.apply(keys), isReachable: () => true, log: silent });
}

const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Whether a promise has settled, without waiting for it. */
async function hasEnded(promise: Promise<unknown>): Promise<boolean> {
  let ended = false;
  promise.then(
    () => (ended = true),
    () => (ended = true),
  );
  await passes(0);
  return ended;
}

test('a server trusts Redis from its first check on, for as long as it keeps checking', async () => {
  const debts = server(owedInMemory(), new FakeRedis());
  expect(debts.areApplied()).toBe(false);
  await debts.look();
  expect(debts.areApplied()).toBe(true);
  await passes(60_000);
  expect(debts.areApplied()).toBe(true);
  await debts.close();
  await passes(TRUST_MS);
  expect(debts.areApplied()).toBe(false);
});

test('while Redis confirms nothing, a writer waits until no server trusts Redis', async () => {
  const [table, redis] = [owedInMemory(), new FakeRedis()];
  const [writer, reader] = [server(table, redis), server(table, redis)];
  await reader.look();
  redis.isUp = false;
  const owed = writer.owe(['a']);
  await passes(TRUST_MS - 1);
  expect([await hasEnded(owed), reader.areApplied()]).toEqual([false, true]);
  await passes(1);
  expect([await hasEnded(owed), reader.areApplied()]).toEqual([false, false]);
  await passes(WAIT_MS - TRUST_MS);
  expect([await hasEnded(owed), reader.areApplied()]).toEqual([true, false]);
  await Promise.all([writer.close(), reader.close()]);
});

test('keys owed by a killed server are applied by another one before it trusts Redis again', async () => {
  const [table, redis] = [owedInMemory(), new FakeRedis()];
  redis.isUp = false;
  await table.add(['a', 'b', 'a'], null);
  const reader = server(table, redis);
  await passes(10_000);
  expect(reader.areApplied()).toBe(false);
  redis.isUp = true;
  expect(reader.areApplied()).toBe(false);
  await reader.look();
  expect([reader.areApplied(), redis.removed, table.rows]).toEqual([true, ['a', 'b'], []]);
  await reader.close();
});

test('a writer stops waiting once its key has been applied', async () => {
  const [table, redis] = [owedInMemory(), new FakeRedis()];
  const writer = server(table, redis);
  const owed = writer.owe(['a']);
  expect(await hasEnded(owed)).toBe(false);
  await passes(500);
  expect([await hasEnded(owed), redis.removed]).toEqual([true, ['a']]);
  await writer.close();
});

test('a write that follows before the first one has waited also waits', async () => {
  const [table, redis] = [owedInMemory(), new FakeRedis()];
  redis.isUp = false;
  const writer = server(table, redis);
  const first = writer.owe(['a']);
  await passes(WAIT_MS - 100);
  const second = writer.owe(['b']);
  await passes(100);
  expect([await hasEnded(first), await hasEnded(second)]).toEqual([true, false]);
  await passes(WAIT_MS - 100);
  expect(await hasEnded(second)).toBe(true);
  await writer.close();
});

describe('once a writer has waited', () => {
  async function afterTheWait() {
    const [table, redis] = [owedInMemory(), new FakeRedis()];
    const [writer, reader] = [server(table, redis), server(table, redis)];
    redis.isUp = false;
    const owed = writer.owe(['first']);
    await passes(WAIT_MS);
    await owed;
    return { table, redis, writer, reader };
  }

  test('its next writes do not wait, as long as Redis is away', async () => {
    const { table, writer, reader } = await afterTheWait();
    for (const key of ['a', 'b']) {
      expect(await hasEnded(writer.owe([key]))).toBe(true);
      await passes(60_000);
    }
    expect(table.rows.map(({ key }) => key)).toEqual(['first', 'a', 'b']);
    expect(reader.areApplied()).toBe(false);
    await Promise.all([writer.close(), reader.close()]);
  });

  test('a server does not trust Redis before it has applied what was not waited for, even if that came during its check', async () => {
    const { redis, writer, reader } = await afterTheWait();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const apply = redis.apply;
    redis.isUp = true;
    redis.apply = async (keys) => {
      await answered;
      // Redis confirms the second key a moment later.
      if (keys.includes('second')) await new Promise((resolve) => setTimeout(resolve, 300));
      await apply(keys);
    };
    const looking = reader.look();
    await passes(0);
    expect(await hasEnded(writer.owe(['second']))).toBe(true);
    answer();
    for (let waitedMs = 0; waitedMs < 1000; waitedMs += 50) {
      await passes(50);
      if (reader.areApplied()) expect(redis.removed).toContain('second');
    }
    await looking;
    expect(reader.areApplied()).toBe(true);
    await Promise.all([writer.close(), reader.close()]);
  });

  test('it waits again when another server has removed its row', async () => {
    const { table, writer, reader } = await afterTheWait();
    await table.remove(table.rows);
    const owed = writer.owe(['a']);
    await passes(TRUST_MS);
    expect(await hasEnded(owed)).toBe(false);
    await passes(WAIT_MS);
    expect(await hasEnded(owed)).toBe(true);
    expect(await hasEnded(writer.owe(['b']))).toBe(true);
    await Promise.all([writer.close(), reader.close()]);
  });
});

test('a server that applies fresh keys all the time goes on trusting Redis', async () => {
  const [table, redis] = [owedInMemory(), new FakeRedis()];
  // Each check finds a key that was not there the last time, and none finds the table empty.
  const busy: OwedTable = {
    ...table,
    async read(limit) {
      await table.add(['a'], null);
      return table.read(limit);
    },
  };
  const reader = server(busy, redis);
  await passes(1000);
  for (let looks = 0; looks < 20; looks++) {
    await passes(500);
    expect(reader.areApplied()).toBe(true);
  }
  await reader.close();
});

test('a check that began before a key was owed does not end the wait for it', async () => {
  const redis = new FakeRedis();
  const table = owedInMemory();
  const { promise, resolve } = Promise.withResolvers<[]>();
  const writer = server({ ...table, read: () => promise }, redis);
  const early = writer.look();
  await passes(1);
  const owed = writer.owe(['a']);
  await passes(1);
  resolve([]);
  await early;
  expect(await hasEnded(owed)).toBe(false);
  await passes(WAIT_MS);
  expect(await hasEnded(owed)).toBe(true);
  await writer.close();
});

test('all of more than ten thousand owed keys are applied', async () => {
  const [table, redis] = [owedInMemory(), new FakeRedis()];
  const keys = Array.from({ length: 25_000 }, (_, n) => `key:${n}`);
  await table.add(keys, null);
  const reader = server(table, redis);
  await reader.look();
  expect([reader.areApplied(), redis.removed, table.rows]).toEqual([true, keys, []]);
  await reader.close();
});

test('if Redis fails halfway through many keys it is not trusted, and nothing is lost', async () => {
  const [table, redis] = [owedInMemory(), new FakeRedis()];
  await table.add(
    Array.from({ length: 2500 }, (_, n) => `key:${n}`),
    null,
  );
  const apply = redis.apply;
  redis.apply = async (keys) => {
    await apply(keys);
    redis.isUp = redis.removed.length < 2000;
  };
  const reader = server(table, redis);
  await reader.look();
  expect([reader.areApplied(), table.rows.length]).toEqual([false, 500]);
  redis.isUp = true;
  await reader.look();
  expect([reader.areApplied(), table.rows.length, redis.removed.length]).toEqual([true, 0, 2500]);
  await reader.close();
});

describe('when the database does not answer', () => {
  const broken: OwedTable = {
    read: () => Promise.reject(new Error('no connection')),
    add: () => Promise.reject(new Error('no connection')),
    remove: () => Promise.reject(new Error('no connection')),
    close: async () => {},
  };

  test('the cache stays in use', async () => {
    const reader = server(broken, new FakeRedis());
    await passes(10_000);
    expect(reader.areApplied()).toBe(true);
    await reader.close();
  });

  test('a key that cannot be recorded is an error', async () => {
    const writer = server(broken, new FakeRedis());
    const refused = { status: 503, code: 'NOT_YET_EVERYWHERE', retryAfterSeconds: 1 };
    await expect(writer.owe(['a'])).rejects.toMatchObject(refused);
    await writer.close();
  });

  test('a key that is applied but cannot be removed is applied again, and until then a writer may rely on it', async () => {
    const [table, redis] = [owedInMemory(), new FakeRedis()];
    await table.add(['a'], null);
    const reader = server({ ...table, remove: broken.remove }, redis);
    await reader.look();
    await reader.look();
    expect([reader.areApplied(), redis.removed]).toEqual([false, ['a', 'a']]);
    await reader.close();
  });
});
