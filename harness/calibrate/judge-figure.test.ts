import { describe, expect, it } from 'vitest';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { type Behaviour, knownQuantile, TIMED_BEHAVIOURS } from './behaviours.ts';
import { figuresOf } from './compare.ts';
import { quantileOf } from './distribution.ts';
import type { Disturbance } from './disturbance.ts';
import { evenDraw } from './even-draws.ts';
import { judgeCount, judgeShare, judgeTime, type TimeFigure } from './judge-figure.ts';

const named = (name: string) => TIMED_BEHAVIOURS.find((behaviour) => behaviour.name === name)!;
const UNDISTURBED: Disturbance = { lateness: [], slight: [], touchedShare: 0, faults: [] };
const OTHERS = 'Other programs used 50% of the machine.';
const disturbedBy = (touchedShare: number): Disturbance => ({
  lateness: [OTHERS],
  slight: [],
  touchedShare,
  faults: [],
});
const BROKEN: Disturbance = { ...UNDISTURBED, faults: ['12 arrivals were dropped.'] };
const EVEN = { quantity: 'responseTimeMs', isBlind: false, disturbance: UNDISTURBED } as const;
const COUNT = 5_000;

/** The report of an instrument that distorts each time, and the server's record, which is as planned. */
function seen({ serviceMs }: Behaviour, distorted: (ms: number) => number | null) {
  const servedMs = Array.from({ length: COUNT }, (_, n) => quantileOf(serviceMs, evenDraw(n)));
  const reported = new ExponentialHistogram();
  for (const ms of servedMs) {
    const value = distorted(ms);
    if (value !== null) reported.record(value);
  }
  return { reported, servedMs };
}

const statuses = (behaviour: Behaviour, distorted: (ms: number) => number | null) =>
  figuresOf(behaviour, seen(behaviour, distorted), EVEN).map(({ status }) => status);

const time = (overrides: Partial<TimeFigure>) =>
  judgeTime({
    ...EVEN,
    name: 'p99',
    knownMs: 100,
    servedMs: 100,
    reportedMs: 100,
    sampleCount: 1,
    explainable: { leastMs: 100, mostMs: 103 },
    ...overrides,
  });

describe('the figures of an instrument', () => {
  const unstalled = TIMED_BEHAVIOURS.filter(({ stall }) => stall === null);

  it.each(unstalled.map((behaviour) => [behaviour.name, behaviour] as const))(
    'are right for %s when it reports every time a little too long',
    (_, behaviour) => {
      expect(statuses(behaviour, (ms) => ms + 1)).toEqual(['right', 'right', 'right']);
    },
  );

  it('are wrong when it reports 5% too much', () => {
    expect(statuses(named('constant'), (ms) => ms * 1.05)).toEqual(['wrong', 'wrong', 'wrong']);
    expect(statuses(named('two-humped'), (ms) => ms * 1.05)).toEqual(['wrong', 'wrong', 'wrong']);
    expect(statuses(named('heavy-tailed'), (ms) => ms * 1.05)).toEqual(['wrong', 'wrong', 'wrong']);
  });

  it('are wrong in the tail when its histogram loses the tail', () => {
    const cut = (ms: number) => (ms > 120 ? null : ms);
    expect(statuses(named('heavy-tailed'), cut)).toEqual(['right', 'wrong', 'wrong']);
    const clamped = (ms: number) => Math.min(ms, 150);
    expect(statuses(named('heavy-tailed'), clamped)).toEqual(['right', 'right', 'wrong']);
  });

  it('are wrong when it merges percentiles instead of histograms: the mean of two p95 is the p95 of nothing', () => {
    expect(time({ name: 'p95', knownMs: 205, servedMs: 205, reportedMs: (54 + 209) / 2 }).status).toBe(
      'wrong',
    );
  });
});

describe('the figures of a load while other programs run', () => {
  const of = (behaviour: string, touchedShare: number, distorted: (ms: number) => number) => {
    const disturbance = disturbedBy(touchedShare);
    const figures = figuresOf(named(behaviour), seen(named(behaviour), distorted), { ...EVEN, disturbance });
    return figures.map(({ status }) => status);
  };

  // A tenth of the requests was in flight meanwhile. That cannot move the median of 100 ms, but it can move the p95.
  it('are wrong where they are longer than the touched requests can explain', () => {
    expect(of('constant', 0.1, (ms) => ms + 10)).toEqual(['wrong', 'unknown', 'unknown']);
    expect(of('constant', 0.03, (ms) => ms + 10)).toEqual(['wrong', 'wrong', 'unknown']);
    expect(of('constant', 0.6, (ms) => ms + 10)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  // Four fifths take 50 to 54 ms, the others 190 to 210: with 0.4 of them touched, the median can be the 0.9-quantile, which is 200 ms.
  it('may be as long as the planned quantile that is further up by the touched share', () => {
    expect(of('two-humped', 0.4, (ms) => ms + 100)[0]).toBe('unknown');
    expect(of('two-humped', 0.4, (ms) => ms + 160)[0]).toBe('wrong');
  });

  it('are wrong where they are too short, except under stalls, where a late export can be the cause', () => {
    expect(of('constant', 0.9, (ms) => ms - 10)).toEqual(['wrong', 'wrong', 'wrong']);
    const stalling = named('stalling');
    const servedMs = Array.from({ length: COUNT }, (_, n) => knownQuantile(stalling, evenDraw(n)));
    const reported = new ExponentialHistogram();
    for (const ms of servedMs) reported.record(Math.max(5, ms - 30));
    const shortBeside = (disturbance: Disturbance) =>
      figuresOf(stalling, { reported, servedMs }, { ...EVEN, disturbance }).map(({ status }) => status);
    expect(shortBeside(disturbedBy(0.3))).toEqual(['unknown', 'unknown']);
    expect(shortBeside(UNDISTURBED)).toEqual(['wrong', 'wrong']);
  });
});

describe('judgeTime', () => {
  it('allows 3% or 1 ms, whichever is larger, to either side', () => {
    expect([96.9, 97, 103, 103.1].map((reportedMs) => time({ reportedMs }).status)).toEqual([
      'wrong',
      'right',
      'right',
      'wrong',
    ]);
    const short = { knownMs: 5, servedMs: 5 };
    expect([3.9, 4, 6, 6.1].map((reportedMs) => time({ ...short, reportedMs }).status)).toEqual([
      'wrong',
      'right',
      'right',
      'wrong',
    ]);
  });

  it('compares with what the server recorded, if that is as planned', () => {
    // The report is 3.01 ms from the plan and 2.51 from what happened.
    expect(time({ servedMs: 100.5, reportedMs: 103.01 })).toMatchObject({ status: 'right' });
    expect(time({ servedMs: 100.5, reportedMs: 103.01 }).deviation).toBeCloseTo(2.51, 10);
    expect(time({ servedMs: 100.5, reportedMs: 103.6 }).status).toBe('wrong');
    expect(time({ servedMs: 102.5, reportedMs: 99 }).status).toBe('wrong');
  });

  it('leaves open what a slight disturbance explains, and names it', () => {
    const slight = {
      ...UNDISTURBED,
      slight: ['Other programs used 24% of the machine for a second.'],
      touchedShare: 0.1,
    };
    const explainable = { leastMs: 100, mostMs: Number.POSITIVE_INFINITY };
    expect(time({ reportedMs: 108, disturbance: slight, explainable })).toMatchObject({
      status: 'unknown',
      reason:
        '8 ms too high, but the instrument need not be the cause. Other programs used 24% of the machine for a second.',
      survived: [],
    });
    expect(time({ reportedMs: 96, disturbance: slight, explainable }).status).toBe('wrong');
    expect(time({ reportedMs: 101, disturbance: slight, explainable })).toMatchObject({
      status: 'right',
      survived: [],
    });
    expect(time({ reportedMs: 108 }).status).toBe('wrong');
  });

  it('judges nothing when the generator cannot be trusted, or nothing was reported', () => {
    for (const reportedMs of [50, 100, 200]) {
      const broken = time({ reportedMs, disturbance: BROKEN });
      expect(broken).toMatchObject({ status: 'unknown', reason: '12 arrivals were dropped.' });
    }
    expect(time({ reportedMs: null })).toMatchObject({ status: 'unknown', deviation: null });
  });

  it('does not know whether a report is too long when the server itself missed its plan', () => {
    expect(time({ servedMs: 110, reportedMs: 110 }).status).toBe('unknown');
    expect(time({ servedMs: null }).status).toBe('unknown');
    expect(time({ servedMs: 110, reportedMs: 96.9 }).status).toBe('wrong');
    expect(time({ servedMs: 90, reportedMs: 90 }).status).toBe('unknown');
  });

  it('while other programs run, calls a close time right, a short one wrong and a long one unknown', () => {
    const disturbed = (reportedMs: number) =>
      time({
        reportedMs,
        disturbance: disturbedBy(0.6),
        explainable: { leastMs: 100, mostMs: Number.POSITIVE_INFINITY },
      });
    expect(disturbed(102)).toMatchObject({ status: 'right', survived: [OTHERS] });
    expect(disturbed(96)).toMatchObject({ status: 'wrong', survived: [OTHERS] });
    expect(disturbed(110)).toMatchObject({ status: 'unknown', survived: [] });
    expect(disturbed(110).reason).toContain(OTHERS);
  });

  it('calls a closed loop under stalls blind where it is too good, and wrong where it is too bad', () => {
    const closed = { isBlind: true, servedMs: 5, knownMs: 285 };
    expect(time({ ...closed, reportedMs: 5.2 }).status).toBe('blind');
    expect(time({ ...closed, reportedMs: 330 }).status).toBe('wrong');
    expect(time({ ...closed, isBlind: false, servedMs: 285, reportedMs: 5.2 }).status).toBe('wrong');
  });
});

describe('judgeShare', () => {
  const share = (chosen: number, trials: number, disturbance = UNDISTURBED) =>
    judgeShare({ name: 'failureRatio', known: 0.01, served: 0.01, chosen, trials, disturbance }).status;

  // Clopper-Pearson at 95%: 40 of 4,000 give 0.716% to 1.359%; 20 of 4,000 give 0.306% to 0.771%.
  it('checks whether the known share lies in the exact interval of the reported one', () => {
    expect(share(40, 4_000)).toBe('right');
    expect(share(20, 4_000)).toBe('wrong');
    expect(share(80, 4_000)).toBe('wrong');
  });

  it('judges nothing without reports, or when the generator cannot be trusted', () => {
    expect(share(0, 0)).toBe('unknown');
    expect(share(40, 4_000, BROKEN)).toBe('unknown');
  });

  it('is not biased by other programs', () => {
    expect(share(40, 4_000, disturbedBy(1))).toBe('right');
    expect(share(80, 4_000, disturbedBy(1))).toBe('wrong');
  });
});

describe('judgeCount', () => {
  it('allows no request to be lost or counted twice', () => {
    for (const disturbance of [UNDISTURBED, disturbedBy(1)]) {
      expect([99, 100, 101].map((reported) => judgeCount(100, reported, disturbance).status)).toEqual([
        'wrong',
        'right',
        'wrong',
      ]);
    }
    expect(judgeCount(100, 99, BROKEN).status).toBe('unknown');
  });
});
