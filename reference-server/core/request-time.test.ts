import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { queuedMs, RequestTime, SharedTime, timeAccount, waitedFor } from './request-time.ts';
import { SingleFlight } from './single-flight.ts';

let nowMs: number;

beforeEach(() => {
  nowMs = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const passes = (durationMs: number): void => {
  nowMs += durationMs;
};
const sumsOf = ({ cacheMs, poolWaitMs, queryMs }: RequestTime) => ({ cacheMs, poolWaitMs, queryMs });

describe('the time of a request', () => {
  test('is the time it waited, and nothing in between', () => {
    const time = new RequestTime(0);
    passes(7);
    time.enter('cache');
    passes(2);
    time.leave('cache');
    passes(5);
    time.enter('poolWait');
    passes(3);
    time.leave('poolWait');
    time.enter('query');
    passes(11);
    time.leave('query');
    passes(9);
    time.settle();
    expect(sumsOf(time)).toEqual({ cacheMs: 2, poolWaitMs: 3, queryMs: 11 });
  });

  test('two queries at once count once, for as long as either lasts', () => {
    const time = new RequestTime(0);
    time.enter('query');
    passes(4);
    time.enter('query');
    passes(3);
    time.leave('query');
    passes(2);
    time.leave('query');
    passes(50);
    time.settle();
    expect(sumsOf(time)).toEqual({ cacheMs: 0, poolWaitMs: 0, queryMs: 9 });
  });

  test('of concurrent waits only the one nearest to the database counts', () => {
    const time = new RequestTime(0);
    time.enter('cache');
    passes(1);
    time.enter('poolWait');
    passes(2);
    time.enter('query');
    passes(4);
    time.leave('query');
    passes(8);
    time.leave('poolWait');
    passes(16);
    time.leave('cache');
    expect(sumsOf(time)).toEqual({ cacheMs: 17, poolWaitMs: 10, queryMs: 4 });
  });

  test('a wait that is still under way when the response is sent counts until then', () => {
    const time = new RequestTime(0);
    time.enter('query');
    passes(6);
    time.settle();
    expect(time.queryMs).toBe(6);
  });
});

describe('work that is shared', () => {
  test('is charged to every request that waits for it, from when it joined', async () => {
    const [first, second] = [new RequestTime(0), new RequestTime(0)];
    const flights = new SingleFlight<string>();
    const { promise: answer, resolve } = Promise.withResolvers<string>();
    const load = () => waitedFor('query', answer);

    const one = timeAccount.run(first, () => flights.run('a', load));
    passes(10);
    const other = timeAccount.run(second, () => flights.run('a', load));
    passes(5);
    resolve('found');
    expect(await Promise.all([one, other])).toEqual(['found', 'found']);
    expect([first.queryMs, second.queryMs]).toEqual([15, 5]);
  });

  test('moves from part to part for all of them, and joining twice is joining once', () => {
    const member = new RequestTime(0);
    const shared = new SharedTime();
    timeAccount.run(member, () => {
      shared.join();
      shared.join();
    });
    shared.enter('poolWait');
    passes(3);
    shared.leave('poolWait');
    shared.enter('query');
    passes(4);
    shared.leave('query');
    passes(100);
    member.settle();
    expect(sumsOf(member)).toEqual({ cacheMs: 0, poolWaitMs: 3, queryMs: 4 });
  });

  test('is charged to no one outside of a request', async () => {
    expect(await new SingleFlight<number>().run('a', () => waitedFor('query', Promise.resolve(1)))).toBe(1);
  });
});

test('a failed wait ends too', async () => {
  const time = new RequestTime(0);
  const failing = timeAccount.run(time, () => waitedFor('cache', Promise.reject(new Error('away'))));
  passes(2);
  await expect(failing).rejects.toThrow('away');
  passes(100);
  time.settle();
  expect(time.cacheMs).toBe(2);
});

describe('the time since the balancer passed a request on', () => {
  test.each([
    ['t=1700000000.123', 1_700_000_000_140, 17],
    ['t=1700000000.123', 1_700_000_000_123, 0],
    ['t=1700000000.123', 1_700_000_000_100, 0], // clocks of two machines
    ['t=soon', 1_700_000_000_140, 0],
    ['1700000000.123', 1_700_000_000_140, 0],
    [undefined, 1_700_000_000_140, 0],
    [['t=1', 't=2'], 1_700_000_000_140, 0],
  ])('%s at %i is %i ms', (header, now, expected) => {
    expect(queuedMs(header, now)).toBe(expected);
  });
});
