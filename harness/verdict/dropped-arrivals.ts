import { formatCount } from '../model/format.ts';
import type { RunPhase } from '../model/run.ts';
import { isWithin, loadWindow, type SecondRange } from './load-window.ts';

/**
 * Arrivals that were dropped, by second. The generator derives an intended start from the number of the arrival, and k6 does
 * not count those it dropped: after the first drop of a load every intended start is wrong, until the load ends.
 */
export class DroppedArrivals {
  readonly #windows: SecondRange[];
  readonly #bySecond = new Map<number, number>();

  constructor(phases: readonly RunPhase[]) {
    const loads = new Set(phases.map(({ load }) => load));
    this.#windows = [...loads].map((load) => loadWindow(phases, load));
  }

  add(second: number, dropped: number): void {
    if (dropped > 0) this.#bySecond.set(second, (this.#bySecond.get(second) ?? 0) + dropped);
  }

  /** Why intended starts of a phase are not known, in one sentence; null where they are. */
  intendedStartUnknown({ name, endMs }: RunPhase): string | null {
    const dropped = this.#droppedUpTo(Math.ceil(endMs / 1000) - 1);
    if (dropped === 0) return null;
    return `${formatCount(dropped, 'arrival of its load was', 'arrivals of its load were')} dropped by the end of '${name}', and k6 does not number those it drops, so it is not known when the later ones were due.`;
  }

  /** Whether the requests that ended in a second have a known intended start. */
  isStartKnown(second: number): boolean {
    return this.#droppedUpTo(second) === 0;
  }

  /** Arrivals dropped by the load that a second belongs to, from its beginning to the end of that second. */
  #droppedUpTo(second: number): number {
    const window = this.#windows.find((each) => isWithin(second, each));
    if (!window) return 0;
    let dropped = 0;
    for (const [at, count] of this.#bySecond) if (at >= window.first && at <= second) dropped += count;
    return dropped;
  }
}
