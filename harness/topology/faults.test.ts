import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../model/run.ts';
import { type FaultClock, scheduleFaults } from './faults.ts';

const PHASE_START_MS = 1_000_000;
const FAULT = { kind: 'kill-server', serverIndex: 1, atMs: 20_000, restoreAtMs: 40_000 } as const;

/** A clock that is moved by hand; killing takes 5 ms of it and starting 300 ms. */
function planned() {
  let nowMs = PHASE_START_MS;
  let wake: (() => void) | null = null;
  let wakeAtMs = 0;
  const calls: string[] = [];
  const events: RunEvent[] = [];
  const clock: FaultClock = {
    nowMs: () => nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        wakeAtMs = nowMs + durationMs;
        wake = resolve;
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const system = {
    servers: ['server-1', 'server-2', 'server-3'].map((name) => ({ name, url: '', metricsToken: '' })),
    killServer: async (index: number) => {
      calls.push(`kill ${index} at ${nowMs - PHASE_START_MS}`);
      nowMs += 5;
    },
    startServer: async (index: number) => {
      calls.push(`start ${index} at ${nowMs - PHASE_START_MS}`);
      nowMs += 300;
    },
  };
  return {
    clock,
    system,
    calls,
    events,
    schedule: (fault?: typeof FAULT) =>
      scheduleFaults(fault ? { fault } : {}, PHASE_START_MS, system, (event) => events.push(event), clock),
    advanceTo: async (phaseMs: number) => {
      if (PHASE_START_MS + phaseMs < wakeAtMs) return;
      nowMs = PHASE_START_MS + phaseMs;
      wake?.();
      await new Promise(setImmediate);
    },
  };
}

describe('scheduleFaults', () => {
  it('kills and restores at the planned times, and tells when it has happened', async () => {
    const plan = planned();
    const { done } = plan.schedule(FAULT);
    await plan.advanceTo(19_999);
    expect(plan.calls).toEqual([]);
    await plan.advanceTo(20_000);
    await plan.advanceTo(39_999);
    expect(plan.calls).toEqual(['kill 1 at 20000']);
    await plan.advanceTo(40_000);
    await done;
    expect(plan.calls).toEqual(['kill 1 at 20000', 'start 1 at 40000']);
    expect(plan.events).toEqual([
      {
        atMs: PHASE_START_MS + 20_005,
        kind: 'server-killed',
        part: 'server-2',
        what: 'server-2 killed with SIGKILL',
      },
      { atMs: PHASE_START_MS + 40_300, kind: 'server-restored', part: 'server-2', what: 'server-2 is back' },
    ]);
  });

  it('does nothing in a phase without a fault', async () => {
    const plan = planned();
    await plan.schedule().done;
    expect(plan.calls).toEqual([]);
    expect(plan.events).toEqual([]);
  });

  it('does nothing more once cancelled', async () => {
    const plan = planned();
    const { done, cancel } = plan.schedule(FAULT);
    await plan.advanceTo(20_000);
    cancel();
    await done;
    expect(plan.calls).toEqual(['kill 1 at 20000']);
    expect(plan.events.map(({ kind }) => kind)).toEqual(['server-killed']);
  });

  it('fails when the server does not come back', async () => {
    const plan = planned();
    plan.system.startServer = () => Promise.reject(new Error('not ready'));
    const { done } = plan.schedule(FAULT);
    await plan.advanceTo(20_000);
    await plan.advanceTo(40_000);
    await expect(done).rejects.toThrow('not ready');
    expect(plan.events.map(({ kind }) => kind)).toEqual(['server-killed']);
  });
});
