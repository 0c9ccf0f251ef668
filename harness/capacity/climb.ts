import type { PlannedLoad } from '../model/load.ts';
import type { RunPhase } from '../model/run.ts';
import { type GeneratorSecond, levelOf, summarizeSteady } from './level.ts';

/** How long after a level its last responses are awaited. The generator does not stop for it: the next level has begun to settle. */
const ANSWERS_SEC = 2;

/**
 * Watches a staircase while it is climbed, and says when the load may end: after the first level that is refused. Nothing above it could
 * count, because a level counts only if all lower ones are carried too, and a system that is overloaded takes longer to stop.
 */
export class Climb {
  readonly #load: PlannedLoad;
  #phases: RunPhase[] = [];
  #ahead: RunPhase[] = [];
  #seconds: GeneratorSecond[] = [];

  constructor(load: PlannedLoad) {
    this.#load = load;
  }

  /** The load has been released, with these phases. */
  begin(phases: readonly RunPhase[]): void {
    this.#phases = [...phases];
    this.#ahead = phases.filter(({ kind }) => kind === 'steady');
  }

  /** Adds a complete second, in order. @returns whether a level has been refused */
  add(second: GeneratorSecond): boolean {
    const [level] = this.#ahead;
    const { carriedWhile } = this.#load;
    if (level === undefined || carriedWhile === undefined) return false;
    this.#seconds.push(second);
    if (second.second < Math.ceil(level.endMs / 1000) + ANSWERS_SEC) return false;
    const phase = summarizeSteady(this.#load, this.#phases, this.#seconds, level.name);
    this.#ahead.shift();
    const nextMs = this.#ahead[0]?.startMs ?? Number.POSITIVE_INFINITY;
    this.#seconds = this.#seconds.filter((each) => (each.second + 1) * 1000 > nextMs);
    return levelOf(phase, carriedWhile).refusedBecause !== null;
  }
}
