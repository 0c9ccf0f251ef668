import type { Run, RunEvent, RunPhase } from '../model/run.ts';
import { writeRun } from './documents.ts';
import type { RunFolder } from './run-folder.ts';

/**
 * Keeps run.json up to date during a run. Events are written when they happen, so that a killed run can be judged. There is one write
 * at a time; requests that arrive in the meantime are merged into one.
 */
export class RunJournal {
  readonly run: Run;
  readonly #folder: RunFolder;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(folder: RunFolder, run: Run) {
    this.#folder = folder;
    this.run = run;
  }

  /** Adds phases that begin now or later, one after the other. */
  begin(phases: readonly RunPhase[]): void {
    this.run.phases.push(...phases);
    this.#saveSoon();
  }

  note(event: RunEvent): void {
    this.run.events.push(event);
    this.#saveSoon();
  }

  /**
   * Resolves when the current state of the run is on disk.
   * @throws ProofloadError DISK_FULL
   */
  save(): Promise<void> {
    this.#next ??= this.#writing
      .catch(() => {}) // already reported to its own caller
      .then(() => {
        this.#next = null;
        return writeRun(this.#folder, this.run);
      });
    this.#writing = this.#next;
    return this.#next;
  }

  /** Ignores errors: if the disk is full, the recorder, which writes every second, ends the run, and the last save reports it. */
  #saveSoon(): void {
    this.save().catch(() => {});
  }
}
