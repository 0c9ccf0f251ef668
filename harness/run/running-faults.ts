import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, sourceOfPart } from '../model/fault.ts';
import type { PlannedPhase } from '../model/load.ts';
import type { RunJournal } from '../store/index.ts';
import {
  type FaultClock,
  type FaultInjector,
  type ScheduledFaults,
  scheduleFaults,
} from '../system/faults/schedule-faults.ts';
import type { OnProgress } from './progress.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const CLOCK: FaultClock = {
  nowMs: Date.now,
  sleep: (durationMs, signal) => sleep(Math.max(0, durationMs), undefined, { signal }),
};

/** Injects and undoes the faults of a run's loads. Does nothing for a system without a fault injector. */
export class RunningFaults {
  readonly #injector: FaultInjector | undefined;
  readonly #journal: RunJournal;
  readonly #onProgress: OnProgress;
  /** parts that have a fault, or are going into or out of one */
  readonly #struck = new Set<string>();
  #scheduled: ScheduledFaults[] = [];

  constructor({ faults }: Pick<SystemUnderTest, 'faults'>, journal: RunJournal, onProgress: OnProgress) {
    this.#injector = faults && this.#noticing(faults);
    this.#journal = journal;
    this.#onProgress = onProgress;
  }

  /** Schedules the faults of a phase. `onFailure` is called if a part does not come back. */
  begin(phase: PlannedPhase, phaseStartMs: number, onFailure: (error: unknown) => void): void {
    if (!this.#injector) return;
    const scheduled = scheduleFaults(
      phase,
      phaseStartMs,
      this.#injector,
      (event) => {
        this.#journal.note(event);
        this.#onProgress({ kind: 'event', what: event.what });
      },
      CLOCK,
    );
    scheduled.done.catch(onFailure);
    this.#scheduled.push(scheduled);
  }

  /** Call it when the load has ended, however it did: no new fault begins, and every part comes back now. */
  async end(): Promise<void> {
    const scheduled = this.#scheduled;
    this.#scheduled = [];
    const outcomes = await Promise.allSettled(scheduled.map((ofPhase) => ofPhase.end()));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Whether a source of figures is silent because its part has a fault. */
  silences(source: string): boolean {
    return [...this.#struck].some((part) => sourceOfPart(part) === source);
  }

  #noticing(injector: FaultInjector): FaultInjector {
    return {
      inject: (fault: Fault) => {
        this.#struck.add(fault.part);
        return injector.inject(fault);
      },
      undo: async (fault: Fault) => {
        await injector.undo(fault);
        this.#struck.delete(fault.part);
      },
    };
  }
}
