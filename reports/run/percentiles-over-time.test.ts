import { describe, expect, it } from 'vitest';
import type { SummarySecond } from '../../harness/model/summary.ts';
import { type TimelinePhase, timelineOf } from '../shared/charts/timeline.ts';
import { fixture } from '../testdata/fixtures.ts';
import { percentilesOverTime } from './percentiles-over-time.ts';

const { run, summary } = fixture('pass');
const quantiles = [0.5, 1];

const second = (index: number, quantilesMs: number[] | null): SummarySecond => ({
  ...summary.seconds[0]!,
  second: index,
  quantilesMs,
});
const phase = (name: string, startSec: number, endSec: number): TimelinePhase => ({
  ...{ number: 1, name, kind: 'steady', judged: true },
  startSec,
  endSec,
});
const timeline = (phases: TimelinePhase[], seconds: SummarySecond[]) => ({
  durationSec: phases.at(-1)!.endSec,
  binSec: 1,
  bins: seconds.map((each) => [each]),
  phases,
  events: [],
});

describe('percentilesOverTime', () => {
  it('gives the slowest second of each stretch, and mixes no phases', () => {
    const seconds = [[1, 9], [2, 5], [7, 8], null, [3, 4]].map((ms, i) => second(i, ms));
    const phases = [phase('warm-up', 0, 2), phase('steady', 2, 5)];
    const of = { ...timeline(phases, seconds), durationSec: 48 }; // stretches of 2 s
    expect(percentilesOverTime(of, { quantiles })).toEqual([
      { phase: 'warm-up', fromSec: 0, toSec: 2, quantilesMs: [2, 9] },
      { phase: 'steady', fromSec: 2, toSec: 4, quantilesMs: [7, 8] },
      { phase: 'steady', fromSec: 4, toSec: 5, quantilesMs: [3, 4] },
    ]);
  });

  it('keeps a stretch in which nothing was measured', () => {
    const [only] = percentilesOverTime(timeline([phase('steady', 0, 1)], [second(0, null)]), { quantiles });
    expect(only!.quantilesMs).toEqual([null, null]);
  });

  it('has a few rows for a run of any length', () => {
    for (const scale of [0.1, 1, 12]) {
      const { run, summary } = fixture('pass', scale);
      const rows = percentilesOverTime(timelineOf(run, summary), summary);
      expect(rows.length).toBeGreaterThanOrEqual(run.phases.length);
      expect(rows.length).toBeLessThanOrEqual(24 + run.phases.length);
      expect(rows.every(({ quantilesMs }) => quantilesMs.length === 7)).toBe(true);
    }
    expect(percentilesOverTime(timelineOf({ ...run, phases: [] }, summary), summary)).toEqual([]);
  });
});
