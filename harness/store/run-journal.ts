import type { Run, RunEvent, RunPhase } from '../model/run.ts';
import { writeRun } from './documents.ts';
import type { RunFolder } from './run-folder.ts';

/**
 * Keeps run.json up to date while a run goes on: what happens is on the disk when it happens, so that a run that is killed can be
 * judged. One write at a time; those asked for while it lasts are one.
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

  /** Resolves when the run is on the disk as it is now. @throws ProofloadError DISK_FULL */
  save(): Promise<void> {
    this.#next ??= this.#writing
      .catch(() => {}) // told to those who asked for it
      .then(() => {
        this.#next = null;
        return writeRun(this.#folder, this.run);
      });
    this.#writing = this.#next;
    return this.#next;
  }

  /** A disk that takes no more ends the run by what is recorded every second, and the last save tells of it. */
  #saveSoon(): void {
    this.save().catch(() => {});
  }
}
