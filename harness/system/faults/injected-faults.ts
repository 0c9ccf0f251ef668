import { exhaustive } from '../../model/exhaustive.ts';
import type { Fault, PlannedPhase } from '../../model/load.ts';
import type { RunEvent } from '../../model/run.ts';
import type { System } from '../system.ts';

/** Time, passed in. */
export type FaultClock = {
  /** epoch milliseconds */
  nowMs(): number;
  /** resolves after durationMs (at once when it is not positive); rejects when the signal aborts */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
};

/** The faults of a phase on their way. */
export type ScheduledFaults = {
  /** resolves when all is done and undone, or cancelled; rejects with a ProofloadError when a server does not come back */
  done: Promise<void>;
  /** the load has ended: nothing new begins, and what was done is undone now. Returns `done` */
  end(): Promise<void>;
  /** gives up: nothing new begins, a server that is down stays down, and none stays paused */
  cancel(): void;
};

type Victims = Pick<System, 'killServer' | 'startServer' | 'pauseServer' | 'resumeServer'>;

/**
 * Does at its time, and undoes at its time, each fault that a phase plans. They may overlap when they are of different parts.
 * @param phaseStartMs epoch milliseconds
 * @param onEvent is told when it has happened
 */
export function scheduleFaults(
  { faults = [] }: Pick<PlannedPhase, 'faults'>,
  phaseStartMs: number,
  system: Victims,
  onEvent: (event: RunEvent) => void,
  clock: FaultClock,
): ScheduledFaults {
  const over = new AbortController();
  let isCancelled = false;

  async function waitUntil(atMs: number): Promise<void> {
    await clock.sleep(phaseStartMs + atMs - clock.nowMs(), over.signal).catch((error: unknown) => {
      if (!over.signal.aborted) throw error;
    });
  }
  async function carryOut({ part, action, atMs, returnAtMs }: Fault): Promise<void> {
    const { inject, undo } = stepsOf(action, system);
    const carryOutStep = async ({ act, kind, words }: Step) => {
      await act(part);
      onEvent({ atMs: clock.nowMs(), kind, part, what: `${part} ${words}` });
    };
    await waitUntil(atMs);
    if (over.signal.aborted) return;
    await carryOutStep(inject);
    await waitUntil(returnAtMs);
    if (isCancelled && action === 'kill') return;
    await carryOutStep(undo);
  }

  const done = Promise.all(faults.map(carryOut)).then(
    () => {},
    (error: unknown) => {
      if (!isCancelled) throw error;
    },
  );
  done.catch(() => {}); // the caller may look at it only when the phase is over
  return {
    done,
    end: () => {
      over.abort();
      return done;
    },
    cancel: () => {
      isCancelled = true;
      over.abort();
    },
  };
}

type Step = { act(part: string): Promise<void>; kind: RunEvent['kind']; words: string };

function stepsOf(action: Fault['action'], system: Victims): { inject: Step; undo: Step } {
  switch (action) {
    case 'kill':
      return {
        inject: { act: system.killServer, kind: 'server-killed', words: 'killed with SIGKILL' },
        undo: { act: system.startServer, kind: 'server-restored', words: 'is back' },
      };
    case 'pause':
      return {
        inject: { act: system.pauseServer, kind: 'server-paused', words: 'paused with SIGSTOP' },
        undo: { act: system.resumeServer, kind: 'server-resumed', words: 'answers again' },
      };
    default:
      return exhaustive(action);
  }
}
