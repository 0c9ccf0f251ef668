import { describe, expect, it } from 'vitest';
import type { PlannedLoad } from '../model/load.ts';
import type { RunPhase } from '../model/run.ts';
import type { ClientSecond, CountsOfPhase } from '../model/timeline.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { type GeneratorSecond, levelOf, summarizeSteady } from './level.ts';

const BOUNDS = { p95Ms: 50, correctShare: 0.99 };
const LOAD: PlannedLoad = {
  name: 'capacity',
  load: { model: 'open', arrivalRatePerSec: 100 },
  generatorProcesses: 1,
  phases: [
    { name: 'warm-up', kind: 'warm-up', durationMs: 2_000 },
    { name: 'steady', kind: 'steady', durationMs: 10_000 },
  ],
};

/** Released 400 ms into a second, so that phases and seconds of the clock never coincide. */
const RELEASED_MS = 1_000_400;
const PHASES: RunPhase[] = [
  {
    name: 'warm-up',
    kind: 'warm-up',
    load: 'capacity',
    schedule: 'capacity-warm-up',
    startMs: RELEASED_MS,
    endMs: RELEASED_MS + 2_000,
  },
  {
    name: 'steady',
    kind: 'steady',
    load: 'capacity',
    schedule: 'capacity',
    startMs: RELEASED_MS + 2_000,
    endMs: RELEASED_MS + 12_000,
  },
];

const NONE: CountsOfPhase = {
  attempted: 0,
  correct: 0,
  failed: 0,
  refused: 0,
  dropped: 0,
  failedByReason: {},
};

type Due = Partial<CountsOfPhase> & { timeMs?: number };

/** A second in which requests of these phases ended. */
function second(atSec: number, due: { warmUp?: Due; steady?: Due }): GeneratorSecond {
  const phases = Object.entries({ 'warm-up': due.warmUp, steady: due.steady }).flatMap(([name, own]) =>
    own ? [{ name, timeMs: own.timeMs ?? 10, counts: { ...NONE, ...own } }] : [],
  );
  const sum = (count: 'attempted' | 'correct' | 'failed' | 'refused' | 'dropped') =>
    phases.reduce((total, { counts }) => total + counts[count], 0);
  const client: ClientSecond = {
    attempted: sum('attempted'),
    completed: sum('correct') + sum('failed') + sum('refused'),
    correct: sum('correct'),
    failed: sum('failed'),
    refused: sum('refused'),
    droppedIterations: sum('dropped'),
    users: 0,
    failedByReason: {},
    byRoute: {},
    byPhase: Object.fromEntries(phases.map(({ name, counts }) => [name, counts])),
  };
  const histograms = phases
    .filter(({ counts }) => counts.correct > 0)
    .flatMap(({ name, timeMs, counts }) => {
      const histogram = new ExponentialHistogram();
      histogram.record(timeMs, counts.correct);
      const line = { second: atSec, route: 'r', phase: name, histogram: histogram.encode() };
      return (['responseTimeMs', 'serviceTimeMs'] as const).map((metric) => ({ ...line, metric }));
    });
  return { second: atSec, client, histograms };
}

/** Warm-up answers in the first two seconds, then ten seconds of the steady phase, each with 100 requests. */
function seconds(steady: Due[]): GeneratorSecond[] {
  return [
    second(1_000, { warmUp: { attempted: 100, correct: 100, timeMs: 900 } }),
    second(1_001, { warmUp: { attempted: 100, correct: 100, timeMs: 900 } }),
    ...steady.map((due, index) => second(1_002 + index, { steady: due })),
  ];
}

const HEALTHY: Due = { attempted: 100, correct: 100 };
const tenSeconds = (change: Due = {}) => Array.from({ length: 10 }, () => ({ ...HEALTHY, ...change }));

describe('summarizeSteady', () => {
  it('counts the requests that were due in the phase, not those of its whole seconds', () => {
    const phase = summarizeSteady(LOAD, PHASES, seconds(tenSeconds()));
    expect(phase.outcomes).toMatchObject({ attempted: 1_000, correct: 1_000, owed: 0 });
    expect(levelOf(phase, BOUNDS)).toEqual({ p95Ms: 10, correctShare: 1, dropped: 0, refusedBecause: null });
  });

  it('counts answers that come after the phase, with their times', () => {
    const onTime = tenSeconds().slice(0, 9);
    const late = [{ attempted: 100, correct: 0 }, {}, {}, { attempted: 0, correct: 100, timeMs: 3_000 }];
    const phase = summarizeSteady(LOAD, PHASES, seconds([...onTime, ...late]));
    expect(phase.outcomes).toMatchObject({ attempted: 1_000, correct: 1_000, owed: 0 });
    const { p95Ms, refusedBecause } = levelOf(phase, BOUNDS);
    expect(p95Ms).toBeGreaterThan(2_800);
    expect(refusedBecause).toMatch(/^p95 \d,\d{3} ms$/);
  });
});

describe('a level that is not carried', () => {
  const refusalOf = (...of: Parameters<typeof levelOf>) => levelOf(...of).refusedBecause;

  it('names dropped arrivals', () => {
    const [first, ...others] = tenSeconds();
    const phase = summarizeSteady(LOAD, PHASES, seconds([{ ...first, dropped: 1 }, ...others]));
    expect(refusalOf(phase, BOUNDS)).toBe('1 arrival was dropped');
  });

  it('names responses that failed, and those that never came', () => {
    const failing = summarizeSteady(LOAD, PHASES, seconds(tenSeconds({ correct: 98, failed: 2 })));
    expect(refusalOf(failing, BOUNDS)).toBe('only 98% answered correctly');
    const owing = summarizeSteady(LOAD, PHASES, seconds(tenSeconds({ correct: 90 })));
    expect(refusalOf(owing, BOUNDS)).toBe('only 90% answered correctly, more than 5% never answered');
  });

  it('names arrivals that the generator never began', () => {
    const phase = summarizeSteady(LOAD, PHASES, seconds(tenSeconds().slice(0, 9)));
    expect(refusalOf(phase, BOUNDS)).toBe('only 90% answered correctly');
  });

  it('refuses a p95 at the bound, and a load without a figure', () => {
    const slow = summarizeSteady(LOAD, PHASES, seconds(tenSeconds({ timeMs: 51 })));
    expect(refusalOf(slow, BOUNDS)).toBe('p95 51 ms');
    const silent = summarizeSteady(LOAD, PHASES, []);
    expect(refusalOf(silent, BOUNDS)).toBe('only 0% answered correctly, p95 not measured');
  });
});
