import type { SecondRange } from './load-window.ts';

/** How far the wall clock moved against the monotonic clock, by second. */
export class ClockSteps {
  readonly #offsetMsBySecond = new Map<number, number>();

  add(second: number, offsetMs: number): void {
    this.#offsetMsBySecond.set(second, offsetMs);
  }

  /** The largest step from one known second to the next, whose later second is within `range`. Null if there is no such pair. */
  largestIn({ first, end }: SecondRange): number | null {
    const known = [...this.#offsetMsBySecond].sort(([a], [b]) => a - b);
    let largest: number | null = null;
    for (let i = 1; i < known.length; i++) {
      const [second, offsetMs] = known[i]!;
      if (second < first || second >= end) continue;
      const stepMs = offsetMs - known[i - 1]![1];
      if (largest === null || Math.abs(stepMs) > Math.abs(largest)) largest = stepMs;
    }
    return largest;
  }
}
