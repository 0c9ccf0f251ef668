import { formatCount } from '../model/format.ts';
import type { RunPhase } from '../model/run.ts';
import { isWithin, type SecondRange, window } from './load-window.ts';

/**
 * Dropped arrivals by second. An intended start is derived from the number of the arrival, and k6 does
 * not count dropped arrivals: after the first drop, every intended start is wrong until the schedule ends.
 */
export class DroppedArrivals {
  readonly #windows: Map<string, SecondRange>;
  readonly #bySecond = new Map<number, number>();

  constructor(phases: readonly RunPhase[]) {
    this.#windows = new Map(
      Map.groupBy(phases, scheduleOf)
        .entries()
        .map(([schedule, own]) => [schedule, window(own)]),
    );
  }

  add(second: number, dropped: number): void {
    if (dropped > 0) this.#bySecond.set(second, (this.#bySecond.get(second) ?? 0) + dropped);
  }

  /** One sentence on why the intended starts of a phase are unknown; null if they are known. */
  intendedStartUnknown(phase: RunPhase): string | null {
    const { name, endMs } = phase;
    const dropped = this.#droppedIn(this.#windows.get(scheduleOf(phase))!, Math.ceil(endMs / 1000) - 1);
    if (dropped === 0) return null;
    return `${formatCount(dropped, 'arrival of its load was', 'arrivals of its load were')} dropped by the end of '${name}', and k6 does not number dropped arrivals, so later intended starts are unknown.`;
  }

  /**
   * Whether the requests that ended in a second have a known intended start. If a second belongs to two schedules, the later one counts.
   */
  isStartKnown(second: number): boolean {
    const own = [...this.#windows.values()].findLast((each) => isWithin(second, each));
    return own === undefined || this.#droppedIn(own, second) === 0;
  }

  /** Arrivals dropped from the beginning of a schedule to the end of a second. */
  #droppedIn({ first }: SecondRange, last: number): number {
    let dropped = 0;
    for (const [second, count] of this.#bySecond) if (second >= first && second <= last) dropped += count;
    return dropped;
  }
}

/** In runs recorded without schedules, each load has one of its own. */
function scheduleOf({ load, schedule = load }: RunPhase): string {
  return `${load}/${schedule}`;
}
