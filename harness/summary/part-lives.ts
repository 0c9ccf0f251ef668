import { identitiesOf } from '../model/part-identity.ts';
import type { PartRestart, Run, RunPhase } from '../model/run.ts';
import type { PhaseSummary } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { isWithin, wholeSeconds } from './load-window.ts';

/** Records in which seconds each part reported its incarnation, and when a part was restarted. */
export class PartLives {
  readonly #restarts: PartRestart[];
  readonly #seconds = new Map<string, Set<number>>();

  constructor({ events }: Pick<Run, 'events'>) {
    this.#restarts = events.flatMap(({ kind, part, what, sinceMs, atMs }) =>
      kind === 'part-restarted' && part !== undefined ? [{ part, what, sinceMs: sinceMs ?? atMs, atMs }] : [],
    );
  }

  addSecond(second: TimelineSecond): void {
    for (const [part] of identitiesOf(second)) {
      const seconds = this.#seconds.get(part) ?? new Set();
      this.#seconds.set(part, seconds.add(second.second));
    }
  }

  /** A restart that was noticed after the phase but may have happened in it counts for the phase. */
  in(phase: RunPhase): PhaseSummary['partLives'] {
    const range = wholeSeconds(phase);
    const told = [...this.#seconds].filter(([, seconds]) =>
      [...seconds].some((second) => isWithin(second, range)),
    );
    return {
      parts: told.map(([part]) => part).toSorted(),
      restarts: this.#restarts.filter(({ sinceMs, atMs }) => sinceMs < phase.endMs && atMs > phase.startMs),
    };
  }
}
