import { describe, expect, it } from 'vitest';
import { disturbanceOf, touchedShare } from './disturbance.ts';
import { emptyRecord } from './known-server/record.ts';
import type { CpuLook } from './machine-watch.ts';

/** Ten requests a second that take 200 ms each, the first ready at 0. */
const RECORD = {
  ...emptyRecord(),
  endedAtMs: Array.from({ length: 100 }, (_, i) => 100 * i),
  serviceTimesMs: Array.from({ length: 100 }, () => 200),
};
const PUNCTUAL = { lateness: [], faults: [] };
const ALL = { fromMs: 0, untilMs: 10_000 };

describe('touchedShare', () => {
  it('counts requests in flight during a span, or started up to 100 ms after it', () => {
    // Ready at 1,000 (the span begins) to 2,200 (began at 2,000); those ready at 2,300 began 100 ms after the span.
    expect(touchedShare(RECORD, [{ fromMs: 1_000, untilMs: 2_000 }], ALL)).toBeCloseTo(0.13, 10);
  });

  it('counts each request once, and only those of the judged time', () => {
    const spans = [
      { fromMs: 1_000, untilMs: 2_000 },
      { fromMs: 1_500, untilMs: 2_000 },
    ];
    expect(touchedShare(RECORD, spans, ALL)).toBeCloseTo(0.13, 10);
    expect(touchedShare(RECORD, spans, { fromMs: 1_000, untilMs: 2_000 })).toBe(1);
    expect(touchedShare(RECORD, spans, { fromMs: 5_000, untilMs: 9_000 })).toBe(0);
    expect(touchedShare(emptyRecord(), spans, ALL)).toBe(0);
  });
});

describe('disturbanceOf', () => {
  /** Looks at two cores, by the share of the machine that others used in each second. */
  const looks = (...others: number[]): CpuLook[] =>
    [0, ...others].map((_, i) => ({
      atMs: 1000 * i,
      machineBusySec: 2 * others.slice(0, i).reduce((sum, share) => sum + share, 0),
      machineTotalSec: 2 * i,
      cpuSecByPid: new Map(),
      othersSecByPid: new Map(),
    }));
  const use = (othersMean: number, othersMost: number) => ({ utilization: 0.5, othersMean, othersMost });

  it('touches the seconds in which others used more than a tenth of the machine', () => {
    const seconds = looks(0, 0.05, 0.4, 0.05, 0, 0, 0, 0, 0, 0);
    const { lateness, touchedShare: share } = disturbanceOf(use(0.05, 0.4), seconds, RECORD, ALL, PUNCTUAL);
    expect(lateness).toHaveLength(1);
    // In the third second, as above.
    expect(share).toBeCloseTo(0.13, 10);
  });

  it('is slight while others stay within what is allowed, and none while they use almost nothing', () => {
    const slight = looks(0, 0.2, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(disturbanceOf(use(0.02, 0.2), slight, RECORD, ALL, PUNCTUAL)).toEqual({
      lateness: [],
      slight: ['Other programs used 20% of the machine for a second.'],
      touchedShare: 0.13,
      faults: [],
    });
    const none = looks(0, 0.09, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(disturbanceOf(use(0.01, 0.09), none, RECORD, ALL, PUNCTUAL)).toEqual({
      lateness: [],
      slight: [],
      touchedShare: 0,
      faults: [],
    });
  });

  it('can touch every request if the generator is late', () => {
    const late = {
      lateness: ['One request in a hundred started 80 ms late.'],
      faults: ['12 arrivals were dropped.'],
    };
    expect(disturbanceOf(use(0, 0), looks(0, 0), RECORD, ALL, late)).toEqual({
      ...late,
      slight: [],
      touchedShare: 1,
    });
  });
});
