import { describe, expect, it } from 'vitest';
import { STEADY_START_UNKNOWN } from '../testdata/checks.ts';
import { fixture } from '../testdata/fixtures.ts';
import { PHASE_COLUMNS, timesOfPhase, underivable } from './request-times.ts';

const { summary } = fixture('distrusted');
const nothing = { scale: 0, zeroCount: 0, offset: 0, counts: [], sum: 0, min: null, max: null };

describe('the times of a phase', () => {
  it('are figures, one for each column', () => {
    const times = timesOfPhase(summary.phases[3]!);
    expect(times).toHaveLength(PHASE_COLUMNS.length - 8);
    for (const time of times) expect(time).toMatch(/^[\d.,]+$/);
  });

  it('are not derivable without intended starts, except the service time', () => {
    expect(timesOfPhase(summary.phases[1]!)).toEqual([
      'not derivable',
      'not derivable',
      'not derivable',
      expect.stringMatching(/^[\d.]+$/),
      'not derivable',
    ]);
    expect(underivable(summary.phases)).toEqual([`Not derivable in 'steady': ${STEADY_START_UNKNOWN}`]);
  });

  it('distinguish "not measured" from "not derivable"', () => {
    const empty = {
      ...summary.phases[3]!,
      responseTimeMs: nothing,
      serviceTimeMs: nothing,
      startDelayMs: nothing,
    };
    expect(new Set(timesOfPhase(empty))).toEqual(new Set(['not measured']));
  });
});
