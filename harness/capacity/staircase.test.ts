import { describe, expect, it } from 'vitest';
import type { ClimbedLevel } from '../model/comparison.ts';
import type { PlannedLoad } from '../model/load.ts';
import type { Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import { type Changes, madeUpRun, summaryOf } from '../summary/testdata/made-up-run.ts';
import { checkValidity } from '../verdict/validity/index.ts';
import { carriedRange, climbedLevels, nothingShownBecause } from './staircase.ts';

/** The made-up run as a staircase: its open steady phase is one of its levels. */
function staircase(): { run: Run; load: PlannedLoad } {
  const run = madeUpRun();
  const phases = run.phases.slice(0, 2);
  const open = run.profile.loads[0]!;
  const load: PlannedLoad = {
    ...open,
    carriedWhile: { p95Ms: 50, correctShare: 0.99 },
    phases: open.phases.map((phase) => ({ ...phase, level: 1200 })),
  };
  return { run: { ...run, phases, profile: { loads: [load] }, events: [] }, load };
}

function levelsOf(changes: Changes['open steady'] = {}, edit: (run: Run) => void = () => {}): ClimbedLevel[] {
  const { run } = staircase();
  edit(run);
  const summary: Summary = summaryOf(run, { 'open steady': changes });
  return climbedLevels(run, summary, checkValidity(run, summary).checks)!;
}

describe('a level of a staircase', () => {
  it('is carried when it keeps its bounds', () => {
    expect(levelsOf()).toMatchObject([
      { level: 1200, phase: 'open steady', status: 'carried', reason: null },
    ]);
  });

  it('is refused for what the system did', () => {
    expect(levelsOf({ responseTimesMs: [80] })).toMatchObject([
      { status: 'refused', reason: expect.stringMatching(/^p95 8\d(\.\d)? ms$/) },
    ]);
    expect(levelsOf({ failedShare: 0.02 })).toMatchObject([
      { status: 'refused', reason: 'only 98% answered correctly' },
    ]);
  });

  it('is doubtful when it is refused and the generator may be the cause', () => {
    const [level] = levelsOf({ responseTimesMs: [80], startDelayMs: 70 });
    expect(level).toMatchObject({ status: 'doubtful', reason: expect.stringContaining('started at least') });
  });

  it('is carried however late the generator was: on time it would have been faster', () => {
    expect(levelsOf({ startDelayMs: 70 })).toMatchObject([{ status: 'carried' }]);
  });

  it('was not refused by the system when arrivals were dropped although it answered at once', () => {
    const [level] = levelsOf({ droppedPerSec: 3 });
    expect(level).toMatchObject({ status: 'doubtful', reason: expect.stringContaining('dropped') });
    expect(levelsOf({ droppedPerSec: 3, responseTimesMs: [80] })).toMatchObject([{ status: 'refused' }]);
  });

  it('does not count when it was not offered in full', () => {
    expect(levelsOf({}, (run) => (run.phases[1]!.endMs -= 30_000))).toEqual([]);
  });
});

it('is not there in a run without a staircase', () => {
  const run = madeUpRun();
  expect(climbedLevels(run, summaryOf(run), [])).toBeNull();
});

describe('what is carried', () => {
  const climb = (...statuses: ClimbedLevel['status'][]): ClimbedLevel[] =>
    statuses.map((status, index) => ({
      level: 100 * 2 ** index,
      phase: String(index),
      p95Ms: 10,
      correctShare: 1,
      status,
      reason: status === 'carried' ? null : `It was ${status}.`,
    }));

  it.each<[string, ClimbedLevel[], number, number | null]>([
    [
      'between the last level carried and the first refused',
      climb('carried', 'carried', 'refused'),
      200,
      400,
    ],
    ['at least the highest, if that was carried', climb('carried', 'carried'), 200, null],
    ['less than the lowest, if that was refused', climb('refused'), 0, 100],
    ['not bounded by a level that is doubtful', climb('carried', 'doubtful'), 100, null],
    ['bounded beyond it', climb('carried', 'doubtful', 'refused'), 100, 400],
    ['more than it, if a higher level was carried', climb('carried', 'doubtful', 'carried'), 400, null],
    ['unchanged by what comes after the first refusal', climb('carried', 'refused', 'carried'), 100, 200],
  ])('is %s', (_what, levels, low, high) => {
    expect(carriedRange(levels)).toEqual({ low, high });
    expect(nothingShownBecause(levels)).toBeNull();
  });

  it('is unknown if even the lowest level is doubtful', () => {
    expect(nothingShownBecause(climb('doubtful'))).toBe('It was doubtful.');
    expect(nothingShownBecause([])).toBe('No level was offered in full.');
  });
});
