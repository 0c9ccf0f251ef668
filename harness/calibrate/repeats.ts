import { MAX_ATTEMPTS } from './limits.ts';

export type RepeatsOptions = {
  /** how long all repetitions may take together; the last one is not cut off */
  mostMs: number;
  /** any steady clock, in milliseconds */
  now: () => number;
  /** called before something is measured again, with one sentence */
  onRepeat: (what: string) => void;
};

/** Repeats disturbed measurements, within limits for each one and for all together. */
export class Repeats {
  readonly #options: RepeatsOptions;
  #leftMs: number;

  constructor(options: RepeatsOptions) {
    this.#options = options;
    this.#leftMs = options.mostMs;
  }

  /**
   * Measures until an attempt is not spoiled or a limit is reached. `spoiledBy` returns one sentence that says what spoiled an
   * attempt, or null. Returns all attempts; only the last can be unspoiled.
   */
  async measure<T>(
    name: string,
    once: () => Promise<T>,
    spoiledBy: (attempt: T) => string | null,
  ): Promise<T[]> {
    const { now, onRepeat } = this.#options;
    const attempts = [await once()];
    for (;;) {
      const spoiler = spoiledBy(attempts.at(-1)!);
      if (spoiler === null || attempts.length === MAX_ATTEMPTS || this.#leftMs <= 0) return attempts;
      onRepeat(`${name}: ${spoiler} Measured again (${attempts.length + 1} of at most ${MAX_ATTEMPTS}).`);
      const startedMs = now();
      attempts.push(await once());
      this.#leftMs -= now() - startedMs;
    }
  }
}
