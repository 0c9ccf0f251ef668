import type { PlannedPhase } from '../model/load.ts';
import type { RunEvent } from '../model/run.ts';
import type { System } from './system.ts';

/** Time, passed in. */
export type FaultClock = {
  /** epoch milliseconds */
  nowMs(): number;
  /** resolves after durationMs (at once when it is not positive); rejects when the signal aborts */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
};

/** The fault of a phase on its way. */
export type ScheduledFaults = {
  /** resolves when all is done or cancelled; rejects with a ProofloadError when the server does not come back */
  done: Promise<void>;
  /** gives up what has not happened yet: a server that is down stays down */
  cancel(): void;
};

/**
 * Does at its time, and undoes at its time, what a phase plans as its fault; nothing when it plans none.
 * @param phaseStartMs epoch milliseconds
 * @param onEvent is told when it has happened
 */
export function scheduleFaults(
  phase: Pick<PlannedPhase, 'fault'>,
  phaseStartMs: number,
  system: Pick<System, 'servers' | 'killServer' | 'startServer'>,
  onEvent: (event: RunEvent) => void,
  clock: FaultClock,
): ScheduledFaults {
  const { fault } = phase;
  const controller = new AbortController();
  const waitUntil = (atMs: number) => clock.sleep(phaseStartMs + atMs - clock.nowMs(), controller.signal);

  async function run(): Promise<void> {
    if (!fault) return;
    const part = system.servers[fault.serverIndex]!.name;
    await waitUntil(fault.atMs);
    await system.killServer(fault.serverIndex);
    onEvent({ atMs: clock.nowMs(), kind: 'server-killed', part, what: `${part} killed with SIGKILL` });
    await waitUntil(fault.restoreAtMs);
    await system.startServer(fault.serverIndex);
    onEvent({ atMs: clock.nowMs(), kind: 'server-restored', part, what: `${part} is back` });
  }

  const done = run().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  done.catch(() => {}); // the caller may look at it only when the phase is over
  return { done, cancel: () => controller.abort() };
}
