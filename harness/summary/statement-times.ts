import type { StatementTime } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';

/** Adds up the time of each statement, as measured by the servers, over the seconds of a phase. */
export class StatementTimes {
  readonly #times = new Map<string, StatementTime>();

  addSecond({ servers }: Pick<TimelineSecond, 'servers'>): void {
    for (const { queryTimeMs } of servers) {
      for (const [statement, { counts, sum }] of Object.entries(queryTimeMs)) {
        const time = this.#times.get(statement) ?? { statement, count: 0, totalMs: 0 };
        time.count += counts.reduce((total, count) => total + count, 0);
        time.totalMs += sum;
        this.#times.set(statement, time);
      }
    }
  }

  /** Most total time first. */
  finish(): StatementTime[] {
    return [...this.#times.values()].sort((a, b) => b.totalMs - a.totalMs);
  }
}
