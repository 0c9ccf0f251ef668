import { describe, expect, it } from 'vitest';
import { STEADY_START_UNKNOWN } from '../testdata/checks.ts';
import { fixture } from '../testdata/fixtures.ts';
import { TIME_COLUMNS, timesOfPhase, timesOfRoute, underivable } from './request-times.ts';

const { summary } = fixture('distrusted');
const nothing = { scale: 0, zeroCount: 0, offset: 0, counts: [], sum: 0, min: null, max: null };

describe('the times of a phase', () => {
  it('are figures, one for each column', () => {
    const times = timesOfPhase(summary.phases[3]!);
    expect(times).toHaveLength(TIME_COLUMNS.length);
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

describe('the times of a route', () => {
  it('are missing if it answered nothing', () => {
    const route = {
      route: 'broken',
      correct: 0,
      failed: 9,
      responseTimeMs: null,
      serviceTimeMs: null,
      startDelayMs: null,
    };
    expect(timesOfRoute(route)).toEqual(TIME_COLUMNS.map(() => 'no answer'));
  });

  it('match the columns', () => {
    const times = { p50: 1, p95: 2, p99: 3 };
    const route = {
      route: 'a',
      correct: 1,
      failed: 0,
      responseTimeMs: times,
      serviceTimeMs: { p50: 0.5, p95: 1.5, p99: 2.5 },
      startDelayMs: { p50: 0.1, p95: 0.2, p99: 0.4 },
    };
    expect(timesOfRoute(route)).toEqual(['1', '2', '3', '1.5', '0.4']);
    expect(timesOfRoute({ ...route, responseTimeMs: null, startDelayMs: null })).toEqual([
      'not derivable',
      'not derivable',
      'not derivable',
      '1.5',
      'not derivable',
    ]);
  });
});
