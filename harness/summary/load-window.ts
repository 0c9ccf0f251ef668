import type { RunPhase } from '../model/run.ts';

/** Epoch seconds, `end` exclusive. */
export type SecondRange = { first: number; end: number };

/** Epoch seconds that lie wholly inside a phase: from `first` up to, but not including, `end`. */
export function wholeSeconds(phase: { startMs: number; endMs: number }): SecondRange {
  const first = Math.ceil(phase.startMs / 1000);
  return { first, end: Math.max(first, Math.floor(phase.endMs / 1000)) };
}

/** Every second that the phases touch, including those in which they begin and end. */
export function window(phases: readonly RunPhase[]): SecondRange {
  return {
    first: Math.floor(Math.min(...phases.map(({ startMs }) => startMs)) / 1000),
    end: Math.ceil(Math.max(...phases.map(({ endMs }) => endMs)) / 1000),
  };
}

export function isWithin(second: number, { first, end }: SecondRange): boolean {
  return second >= first && second < end;
}
