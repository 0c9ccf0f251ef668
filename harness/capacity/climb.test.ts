import { describe, expect, it } from 'vitest';
import type { PlannedLoad } from '../model/load.ts';
import type { RunPhase } from '../model/run.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { Climb } from './climb.ts';
import type { GeneratorSecond } from './level.ts';

const LEVELS = [100, 200, 400];
const LOAD: PlannedLoad = {
  name: 'climb',
  load: { model: 'open', arrivalRatePerSec: 400 },
  generatorProcesses: 1,
  carriedWhile: { p95Ms: 50, correctShare: 0.99 },
  phases: LEVELS.flatMap((level) => [
    { name: `settling at ${level}`, kind: 'warm-up', durationMs: 3_000, level },
    { name: `steady at ${level}`, kind: 'steady', durationMs: 5_000, level },
  ]),
};

/** Released 300 ms into second 1000. */
const PHASES: RunPhase[] = LOAD.phases.map(({ name, kind, level }, index) => {
  const startMs = 1_000_300 + Math.floor(index / 2) * 8_000 + (index % 2) * 3_000;
  return {
    name,
    kind,
    load: 'climb',
    schedule: `climb-${level}`,
    startMs,
    endMs: startMs + (index % 2 === 0 ? 3_000 : 5_000),
  };
});

/** What the generator reports when the system answers each request in `timeMs(level)`. */
function secondAt(second: number, timeMs: (level: number) => number): GeneratorSecond {
  const phase = PHASES.findLast(({ startMs }) => startMs <= second * 1000 + 999);
  const level = Number(/\d+/.exec(phase?.name ?? '')?.[0] ?? 0);
  const counts = { attempted: level, correct: level, failed: 0, refused: 0, dropped: 0, failedByReason: {} };
  const histogram = new ExponentialHistogram();
  if (level > 0) histogram.record(timeMs(level), level);
  return {
    second,
    client: {
      ...counts,
      completed: level,
      droppedIterations: 0,
      users: 0,
      byRoute: {},
      byPhase: phase ? { [phase.name]: counts } : {},
    },
    histograms: phase
      ? [{ second, metric: 'responseTimeMs', route: 'r', phase: phase.name, histogram: histogram.encode() }]
      : [],
  };
}

/** The second with which the climb ends, counted from the release; null if it goes on to the top. */
function endOf(timeMs: (level: number) => number): number | null {
  const climb = new Climb(LOAD);
  for (let second = 990; second < 1000; second++) expect(climb.add(secondAt(second, timeMs))).toBe(false); // before it begins
  climb.begin(PHASES);
  for (let second = 1000; second < 1030; second++) {
    if (climb.add(secondAt(second, timeMs))) return second - 1000;
  }
  return null;
}

describe('a climb', () => {
  it('goes on while every level is carried', () => expect(endOf(() => 20)).toBeNull());

  it('ends with the first level that is refused, once its last responses had time to come', () => {
    expect(endOf((level) => (level < 200 ? 20 : 60))).toBe(19); // the second level ends at 16.3 s
    expect(endOf(() => 60)).toBe(11);
  });

  it('is not ended by a level above that was not refused yet', () => {
    expect(endOf((level) => (level < 400 ? 20 : 60))).toBe(27);
  });

  it('of a load that is no staircase never ends it', () => {
    const { carriedWhile: _, ...plain } = LOAD;
    const climb = new Climb(plain);
    climb.begin(PHASES);
    for (let second = 1000; second < 1030; second++)
      expect(climb.add(secondAt(second, () => 900))).toBe(false);
  });
});
