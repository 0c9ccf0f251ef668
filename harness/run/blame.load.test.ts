import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RouteTime } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import type { RunningProgram } from '../system/supervision/supervisor.ts';
import { suspectOf } from '../verdict/blame/suspect.ts';
import { type SmallRun, type SmallSystem, startSmallSystem } from './testing/small-system.ts';

/*
 * A small real system with one planted bottleneck at a time, each many times larger than anything that a busy machine causes by itself.
 * The first suspect must be that bottleneck.
 */

const TARGET: Target = {
  id: 'small.p95',
  statement: '95% of requests are answered within 20 ms',
  source: { document: 'none', section: 'none' },
  indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
  operator: '<',
  bound: 20,
  phases: ['steady'],
};

let system: SmallSystem;

beforeAll(async () => {
  system = await startSmallSystem();
});
afterAll(() => system?.end());

async function blame(plan: Omit<SmallRun, 'target' | 'ratePerSec'>) {
  const { run, summary, verdict } = await system.measure({ ...plan, ratePerSec: 60, target: TARGET });
  const steady = summary.phases.find(({ name }) => name === 'steady')!;
  const status = (resource: string) => verdict.saturation.find((each) => each.resource === resource)?.status;
  return {
    steady,
    verdict,
    status,
    suspect: suspectOf(TARGET.indicator, [steady], run),
    routes: steady.routeTimes,
  };
}

/** By construction, up to the last bits of a sum. */
function expectToAddUp(routes: readonly RouteTime[]): void {
  expect(routes.length).toBeGreaterThan(5);
  for (const { startDelayMs, parts, meanMs } of routes) {
    const sum = Object.values(parts).reduce((total, part) => total + part, startDelayMs);
    expect(sum).toBeCloseTo(meanMs, 6);
  }
}

it('a pool of two connections in front of an idle database: the pool', async () => {
  const { suspect, status, routes } = await blame({
    name: 'small-pool',
    topology: { cache: 'none' },
    plantedDefects: { poolMax: 2, slowStatement: { statement: 'session_by_token', delayMs: 45 } },
  });
  expect(suspect).toMatchObject({ resource: 'pool', reason: expect.stringContaining('session_by_token') });
  expect(status('pool')).toBe('saturated');
  expectToAddUp(routes);
});

it('a table that another session locks: locks', async () => {
  const { suspect, status, routes } = await blame({
    name: 'table-lock',
    topology: { cache: 'none' },
    plantedDefects: { tableLock: { table: 'user_sessions', everyMs: 1000, forMs: 600 } },
  });
  expect(suspect.resource).toBe('database-locks');
  expect(status('database-locks')).toBe('saturated');
  expectToAddUp(routes);
});

it('a small pool in front of a table that is locked: still the locks', async () => {
  const { suspect, status } = await blame({
    name: 'small-pool-and-table-lock',
    topology: { cache: 'none' },
    plantedDefects: { poolMax: 4, tableLock: { table: 'user_sessions', everyMs: 1000, forMs: 600 } },
  });
  expect(suspect.resource).toBe('database-locks');
  expect(status('pool')).toBe('saturated');
});

it('a server that computes half of the time: its event loop', async () => {
  const { suspect, status, routes } = await blame({
    name: 'blocked-event-loop',
    plantedDefects: { blockedEventLoop: { everyMs: 500, forMs: 300 } },
  });
  expect(suspect.resource).toBe('server-event-loop');
  expect(status('server-event-loop')).toBe('saturated');
  expectToAddUp(routes);
});

it('a Redis that is busy with a script: the cache', async () => {
  const { suspect, status, routes } = await blame({
    name: 'slow-cache',
    plantedDefects: { slowCache: { everyMs: 500, forMs: 300 } },
  });
  expect(suspect).toMatchObject({ resource: 'cache', reason: expect.stringContaining('eval') });
  expect(status('cache')).toBe('saturated');
  expectToAddUp(routes);
});

it('a generator that is stopped again and again: the generator', async () => {
  const { suspect, status, verdict } = await blame({ name: 'starved-generator', disturb: stopAgainAndAgain });
  expect(suspect.resource).toBe('generator');
  expect(status('generator')).toBe('saturated');
  expect(verdict.validity.status).toBe('invalid');
});

/** 300 ms of every 600. */
function stopAgainAndAgain(generators: RunningProgram[]): () => void {
  const send = (signal: 'SIGSTOP' | 'SIGCONT') => {
    for (const { pid } of generators) {
      try {
        process.kill(pid, signal);
      } catch {
        // it has already ended
      }
    }
  };
  let isStopped = false;
  const timer = setInterval(() => {
    isStopped = !isStopped;
    send(isStopped ? 'SIGSTOP' : 'SIGCONT');
  }, 300);
  return () => {
    clearInterval(timer);
    send('SIGCONT');
  };
}
