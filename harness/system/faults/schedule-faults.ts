import { FAULT_KINDS, type Fault, RESTORED } from '../../model/fault.ts';
import type { PlannedPhase } from '../../model/load.ts';
import type { RunEvent } from '../../model/run.ts';

/** The clock that faults go by, passed in. */
export type FaultClock = {
  /** epoch milliseconds */
  nowMs(): number;
  /** resolves after durationMs (at once when it is not positive); rejects when the signal aborts */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
};

/** Carries faults out. */
export type FaultInjector = {
  /** returns when the fault is in force */
  inject(fault: Fault): Promise<void>;
  /** returns when the part does its work again */
  undo(fault: Fault): Promise<void>;
};

/** The scheduled faults of a phase. */
export type ScheduledFaults = {
  /** resolves when all is done and undone; rejects with a ProofloadError when a part does not come back */
  done: Promise<void>;
  /** call it when the load has ended, however it did: no new fault begins, and every fault is undone now. Returns `done` */
  end(): Promise<void>;
};

/**
 * Injects and undoes each planned fault of a phase at its time. Faults of different parts may overlap.
 * @param phaseStartMs epoch milliseconds
 * @param onEvent called when a fault has been injected or undone
 */
export function scheduleFaults(
  { faults = [] }: Pick<PlannedPhase, 'faults'>,
  phaseStartMs: number,
  injector: FaultInjector,
  onEvent: (event: RunEvent) => void,
  clock: FaultClock,
): ScheduledFaults {
  const over = new AbortController();

  async function waitUntil(atMs: number): Promise<void> {
    await clock.sleep(phaseStartMs + atMs - clock.nowMs(), over.signal).catch((error: unknown) => {
      if (!over.signal.aborted) throw error;
    });
  }
  async function carryOut(fault: Fault): Promise<void> {
    const { part } = fault;
    await waitUntil(fault.atMs);
    if (over.signal.aborted) return;
    const sinceMs = clock.nowMs();
    await injector.inject(fault).catch(async (error: unknown) => {
      await injector.undo(fault).catch(() => {}); // half of it may have been done
      throw error;
    });
    const kind = FAULT_KINDS[fault.action].event;
    onEvent({ atMs: clock.nowMs(), sinceMs, kind, part, what: `${part} ${wordsOf(fault)}` });
    await waitUntil(fault.returnAtMs);
    await injector.undo(fault);
    onEvent({ atMs: clock.nowMs(), kind: RESTORED, part, what: `${part} is back` });
  }

  const done = Promise.allSettled(
    faults.map((fault) =>
      carryOut(fault).catch((error: unknown) => {
        over.abort(); // the others are undone now
        throw error;
      }),
    ),
  ).then((outcomes) => {
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  });
  done.catch(() => {}); // the caller may await it only when the phase is over
  return {
    done,
    end: () => {
      over.abort();
      return done;
    },
  };
}

function wordsOf(fault: Fault): string {
  switch (fault.action) {
    case 'kill':
      return 'killed with SIGKILL';
    case 'stop':
      return 'stopped';
    case 'pause':
      return 'paused with SIGSTOP';
    case 'refuse':
      return 'made to refuse connections';
    case 'slow':
      return `slowed by ${fault.delayMs} ms`;
  }
}
