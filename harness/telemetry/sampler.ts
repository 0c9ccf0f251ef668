/** Something that is sampled once a second. Increases are since the previous sample, so a late one loses nothing. */
export type Sampler<T> = {
  /** Null if there is nothing to report yet: an increase needs a previous sample. Rejects if it could not be measured. */
  sample(): Promise<T | null>;
};

/** Called each time something could not be measured. What cannot be measured is absent from the timeline, never zero. */
export type OnProblem = (source: string, error: unknown) => void;

/** How much an ever-growing value has grown. A smaller value than before means that it started again from zero. */
export function increase(before: number, now: number): number {
  return now >= before ? now - before : now;
}
