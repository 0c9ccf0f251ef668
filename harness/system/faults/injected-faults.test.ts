import { describe, expect, it } from 'vitest';
import type { Fault } from '../../model/load.ts';
import type { RunEvent } from '../../model/run.ts';
import { type FaultClock, scheduleFaults } from './injected-faults.ts';

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

/** A clock that is moved by hand; killing takes 5 ms of it, starting 300 ms, and the rest no time. */
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
  const call = (what: string, takesMs: number) => async (part: string) => {
    calls.push(`${what} ${part} at ${nowMs - PHASE_START_MS}`);
    nowMs += takesMs;
  };
  const system = {
    killServer: call('kill', 5),
    startServer: call('start', 300),
    pauseServer: call('pause', 0),
    resumeServer: call('resume', 0),
  };
  return {
    system,
    calls,
    events,
    schedule: (...faults: Fault[]) =>
      scheduleFaults({ faults }, PHASE_START_MS, system, (event) => events.push(event), clock),
    /** Wakes whoever is due, each at its own time. */
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
  it('kills and starts again at the planned times, and tells when it has happened', async () => {
    const plan = planned();
    const { done } = plan.schedule(kill('server-2', 20_000, 40_000));
    await plan.advanceTo(19_999);
    expect(plan.calls).toEqual([]);
    await plan.advanceTo(39_999);
    expect(plan.calls).toEqual(['kill server-2 at 20000']);
    await plan.advanceTo(40_000);
    await done;
    expect(plan.calls).toEqual(['kill server-2 at 20000', 'start server-2 at 40000']);
    expect(plan.events).toEqual([
      {
        atMs: PHASE_START_MS + 20_005,
        kind: 'server-killed',
        part: 'server-2',
        what: 'server-2 killed with SIGKILL',
      },
      {
        atMs: PHASE_START_MS + 40_300,
        kind: 'server-restored',
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
    expect(plan.calls).toEqual(['pause server-1 at 1000', 'resume server-1 at 6000']);
    expect(plan.events.map(({ kind, part, what }) => [kind, part, what])).toEqual([
      ['server-paused', 'server-1', 'server-1 paused with SIGSTOP'],
      ['server-resumed', 'server-1', 'server-1 answers again'],
    ]);
  });

  it('carries out each fault at its own time, also those that overlap', async () => {
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
      'start server-1 at 12000',
      'kill server-3 at 50000',
      'resume server-2 at 55000',
      'start server-3 at 60000',
    ]);
  });

  it('does nothing in a phase without faults', async () => {
    const plan = planned();
    await plan.schedule().done;
    expect(plan.calls).toEqual([]);
    expect(plan.events).toEqual([]);
  });

  it('undoes at the end of the load what should last longer, and begins nothing new', async () => {
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
      'start server-2',
      'resume server-1',
    ]);
    expect(plan.events.map(({ kind }) => kind).toSorted()).toEqual([
      'server-killed',
      'server-paused',
      'server-restored',
      'server-resumed',
    ]);
  });

  it('leaves nothing paused when it is cancelled, and otherwise does nothing more', async () => {
    const plan = planned();
    const { done, cancel } = plan.schedule(
      kill('server-1', 20_000, 40_000),
      pause('server-2', 20_000, 40_000),
      pause('server-3', 30_000, 40_000),
    );
    await plan.advanceTo(20_000);
    cancel();
    await done;
    expect(plan.calls).toEqual([
      'kill server-1 at 20000',
      'pause server-2 at 20005',
      'resume server-2 at 20005',
    ]);
  });

  it('leaves nothing paused when it is cancelled while the server is being paused', async () => {
    const plan = planned();
    const pausing = Promise.withResolvers<void>();
    plan.system.pauseServer = () => pausing.promise;
    const { done, cancel } = plan.schedule(pause('server-1', 1_000, 6_000));
    await plan.advanceTo(1_000);
    cancel();
    pausing.resolve();
    await done;
    expect(plan.calls).toEqual(['resume server-1 at 1000']);
  });

  it('fails when the server does not come back', async () => {
    const plan = planned();
    plan.system.startServer = () => Promise.reject(new Error('not ready'));
    const { done } = plan.schedule(kill('server-1', 20_000, 40_000));
    await plan.advanceTo(40_000);
    await expect(done).rejects.toThrow('not ready');
    expect(plan.events.map(({ kind }) => kind)).toEqual(['server-killed']);
  });
});
