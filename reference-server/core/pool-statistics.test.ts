import type { Logger } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PoolStats } from './database-figures.ts';
import { logPoolStatistics } from './pool-statistics.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('logs the state of every pool at each interval, until it is ended', () => {
  const lines: unknown[] = [];
  const log = {
    info: (figures: object, message: string) => lines.push([message, figures]),
  } as unknown as Logger;
  const primary: PoolStats = { total: 15, idle: 10, waiting: 0, max: 100 };
  const pools = () => ({ primary, replicas: [{ total: 20, idle: 15, waiting: 2, max: 100 }] });
  const end = logPoolStatistics({ pools }, 10, log);
  vi.advanceTimersByTime(9_999);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(10_001);
  const figures = {
    primary: { total: 15, idle: 10, waiting: 0 },
    replicas: [{ total: 20, idle: 15, waiting: 2 }],
  };
  expect(lines).toEqual(Array(2).fill(['pool statistics', figures]));
  end();
  vi.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(2);
});
