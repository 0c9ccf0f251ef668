import { MAX_ATTEMPTS } from './limits.ts';

export type RepeatsOptions = {
  /** all that is measured again may take this long, but for the last of it, which is not cut off */
  mostMs: number;
  /** any steady clock, in milliseconds */
  now: () => number;
  /** told before something is measured again, in one sentence */
  onRepeat: (what: string) => void;
};

/** Measures again what was disturbed, within bounds for each measurement and for all of them together. */
export class Repeats {
  readonly #options: RepeatsOptions;
  #leftMs: number;

  constructor(options: RepeatsOptions) {
    this.#options = options;
    this.#leftMs = options.mostMs;
  }

  /**
   * Measures until an attempt was not spoiled, or the bounds are reached. `spoiledBy` says in one sentence what spoiled an
   * attempt, or null. Gives all attempts: only the last can be unspoiled.
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
