import { describe, expect, it } from 'vitest';
import type { Fault } from '../../model/fault.ts';
import type { RunEvent } from '../../model/run.ts';
import { type FaultClock, type FaultInjector, scheduleFaults } from './schedule-faults.ts';

const PHASE_START_MS = 1_000_000;
const kill = (part: string, atMs: number, returnAtMs: number): Fault => ({
  part,
  action: 'kill',
  atMs,
  returnAtMs,
});
const pause = (part: string, atMs: number, returnAtMs: number): Fault => ({
  part,
  action: 'pause',
  atMs,
  returnAtMs,
});

/** A clock that is moved by hand; killing takes 5 ms of it, starting 300 ms, and everything else no time. */
function planned() {
  let nowMs = PHASE_START_MS;
  const sleepers = new Set<{ untilMs: number; wake(): void }>();
  const calls: string[] = [];
  const events: RunEvent[] = [];
  const clock: FaultClock = {
    nowMs: () => nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        const untilMs = nowMs + durationMs;
        if (signal.aborted) return reject(signal.reason);
        if (untilMs <= nowMs) return resolve();
        const sleeper = { untilMs, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
  };
  const call = async (what: string, part: string, takesMs: number) => {
    calls.push(`${what} ${part} at ${nowMs - PHASE_START_MS}`);
    nowMs += takesMs;
  };
  const injector: FaultInjector = {
    inject: ({ action, part }) => call(action, part, action === 'kill' ? 5 : 0),
    undo: ({ action, part }) => call(`un${action}`, part, action === 'kill' ? 300 : 0),
  };
  return {
    injector,
    calls,
    events,
    schedule: (...faults: Fault[]) =>
      scheduleFaults({ faults }, PHASE_START_MS, injector, (event) => events.push(event), clock),
    /** Wakes all sleepers that are due, each at its own time. */
    advanceTo: async (phaseMs: number) => {
      const untilMs = PHASE_START_MS + phaseMs;
      for (;;) {
        const [next] = [...sleepers].sort((a, b) => a.untilMs - b.untilMs);
        if (!next || next.untilMs > untilMs) break;
        sleepers.delete(next);
        nowMs = Math.max(nowMs, next.untilMs);
        next.wake();
        await new Promise(setImmediate);
      }
      nowMs = Math.max(nowMs, untilMs);
    },
  };
}

describe('scheduleFaults', () => {
  it('kills and starts again at the planned times, and reports when it has happened', async () => {
    const plan = planned();
    const { done } = plan.schedule(kill('server-2', 20_000, 40_000));
    await plan.advanceTo(19_999);
    expect(plan.calls).toEqual([]);
    await plan.advanceTo(39_999);
    expect(plan.calls).toEqual(['kill server-2 at 20000']);
    await plan.advanceTo(40_000);
    await done;
    expect(plan.calls).toEqual(['kill server-2 at 20000', 'unkill server-2 at 40000']);
    expect(plan.events).toEqual([
      {
        atMs: PHASE_START_MS + 20_005,
        sinceMs: PHASE_START_MS + 20_000,
        kind: 'part-killed',
        part: 'server-2',
        what: 'server-2 killed with SIGKILL',
      },
      {
        atMs: PHASE_START_MS + 40_300,
        kind: 'part-restored',
        part: 'server-2',
        what: 'server-2 is back',
      },
    ]);
  });

  it('pauses and resumes', async () => {
    const plan = planned();
    const { done } = plan.schedule(pause('server-1', 1_000, 6_000));
    await plan.advanceTo(6_000);
    await done;
    expect(plan.calls).toEqual(['pause server-1 at 1000', 'unpause server-1 at 6000']);
    expect(plan.events.map(({ kind, part, what }) => [kind, part, what])).toEqual([
      ['part-paused', 'server-1', 'server-1 paused with SIGSTOP'],
      ['part-restored', 'server-1', 'server-1 is back'],
    ]);
  });

  it('carries out each fault at its own time, even if they overlap', async () => {
    const plan = planned();
    const { done } = plan.schedule(
      kill('server-3', 50_000, 60_000),
      kill('server-1', 2_000, 12_000),
      pause('server-2', 4_000, 55_000),
    );
    await plan.advanceTo(70_000);
    await done;
    expect(plan.calls).toEqual([
      'kill server-1 at 2000',
      'pause server-2 at 4000',
      'unkill server-1 at 12000',
      'kill server-3 at 50000',
      'unpause server-2 at 55000',
      'unkill server-3 at 60000',
    ]);
  });

  it('does nothing in a phase without faults', async () => {
    const plan = planned();
    await plan.schedule().done;
    expect(plan.calls).toEqual([]);
    expect(plan.events).toEqual([]);
  });

  it('undoes at the end of the load what would last longer, and begins nothing new', async () => {
    const plan = planned();
    const faults = plan.schedule(
      pause('server-1', 55_000, 100_000),
      kill('server-2', 50_000, 100_000),
      kill('server-3', 90_000, 95_000),
    );
    await plan.advanceTo(70_000);
    expect(plan.calls).toEqual(['kill server-2 at 50000', 'pause server-1 at 55000']);
    await faults.end();
    expect(plan.calls.slice(2).map((call) => call.replace(/ at \d+$/, ''))).toEqual([
      'unkill server-2',
      'unpause server-1',
    ]);
    expect(plan.events.map(({ kind }) => kind).toSorted()).toEqual([
      'part-killed',
      'part-paused',
      'part-restored',
      'part-restored',
    ]);
  });

  it('describes each fault', async () => {
    const plan = planned();
    const { done } = plan.schedule(
      { part: 'redis', action: 'stop', atMs: 1, returnAtMs: 2 },
      { part: 'postgres', action: 'refuse', atMs: 3, returnAtMs: 4 },
      { part: 'nginx', action: 'slow', delayMs: 50, atMs: 5, returnAtMs: 6 },
    );
    await plan.advanceTo(10);
    await done;
    expect(plan.events.map(({ kind, what }) => [kind, what])).toEqual([
      ['part-stopped', 'redis stopped'],
      ['part-restored', 'redis is back'],
      ['part-refusing', 'postgres made to refuse connections'],
      ['part-restored', 'postgres is back'],
      ['part-slowed', 'nginx slowed by 50 ms'],
      ['part-restored', 'nginx is back'],
    ]);
  });

  it('undoes a fault that was half done when the load ended', async () => {
    const plan = planned();
    const pausing = Promise.withResolvers<void>();
    plan.injector.inject = () => pausing.promise;
    const faults = plan.schedule(pause('server-1', 1_000, 6_000));
    await plan.advanceTo(1_000);
    const ending = faults.end();
    pausing.resolve();
    await ending;
    expect(plan.calls).toEqual(['unpause server-1 at 1000']);
  });

  it('fails when a part does not come back, and brings the others back at once', async () => {
    const plan = planned();
    const undo = plan.injector.undo;
    plan.injector.undo = (fault) =>
      fault.part === 'server-1' ? Promise.reject(new Error('not ready')) : undo(fault);
    const { done } = plan.schedule(
      kill('server-1', 20_000, 40_000),
      pause('server-2', 10_000, 90_000),
      kill('server-3', 50_000, 60_000),
    );
    await plan.advanceTo(40_000);
    await expect(done).rejects.toThrow('not ready');
    expect(plan.calls).toEqual([
      'pause server-2 at 10000',
      'kill server-1 at 20000',
      'unpause server-2 at 40000',
    ]);
    expect(plan.events.map(({ kind }) => kind)).toEqual(['part-paused', 'part-killed', 'part-restored']);
  });

  it('undoes what could not be injected, and fails with the reason', async () => {
    const plan = planned();
    plan.injector.inject = () => Promise.reject(new Error('no such part'));
    const { done } = plan.schedule(pause('server-1', 1_000, 6_000));
    await plan.advanceTo(1_000);
    await expect(done).rejects.toThrow('no such part');
    expect(plan.calls).toEqual(['unpause server-1 at 1000']);
    expect(plan.events).toEqual([]);
  });
});
