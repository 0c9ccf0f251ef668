/**
 * Something that is looked at once a second. Increases are since the look before, so nothing is lost when one is late.
 */
export type Sampler<T> = {
  /** Null when there is nothing to say yet: an increase needs a look before. Rejects when it could not be measured. */
  sample(): Promise<T | null>;
};

/** Told whatever could not be measured, each time. What cannot be measured is absent from the timeline, never zero. */
export type OnProblem = (source: string, error: unknown) => void;

/** How much a value that only ever grows has grown. A smaller value than before means that it began again from zero. */
export function increase(before: number, now: number): number {
  return now >= before ? now - before : now;
}
