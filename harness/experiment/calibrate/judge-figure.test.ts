import { describe, expect, it } from 'vitest';
import { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import { type Behaviour, TIMED_BEHAVIOURS } from './behaviours.ts';
import { figuresOf } from './compare.ts';
import { quantileOf } from './distribution.ts';
import { evenDraw } from './even-draws.ts';
import { judgeCount, judgeShare, judgeTime, type TimeFigure } from './judge-figure.ts';

const named = (name: string) => TIMED_BEHAVIOURS.find((behaviour) => behaviour.name === name)!;
const EVEN = { quantity: 'responseTimeMs', isBlind: false, problems: [] } as const;
const COUNT = 5_000;

/** What an instrument reports that distorts each time, and what the server saw, which is as planned. */
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
    ...overrides,
  });

describe('the figures of an instrument', () => {
  const unstalled = TIMED_BEHAVIOURS.filter(({ stall }) => stall === null);

  it.each(unstalled.map((behaviour) => [behaviour.name, behaviour] as const))(
    'are right for %s when it reports every time as it was, a little late',
    (_, behaviour) => {
      expect(statuses(behaviour, (ms) => ms + 1)).toEqual(['right', 'right', 'right']);
    },
  );

  it('are wrong where it reports 5% too much', () => {
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

  it('judges nothing when the load has a problem, or nothing was reported', () => {
    const disturbed = time({ reportedMs: 200, problems: ['Other programs used 50% of the machine.'] });
    expect(disturbed).toMatchObject({ status: 'invalid', reason: 'Other programs used 50% of the machine.' });
    expect(time({ reportedMs: null })).toMatchObject({ status: 'invalid', deviation: null });
  });

  it('judges nothing when the server itself missed its plan: then nothing is known', () => {
    expect(time({ servedMs: 110, reportedMs: 110 }).status).toBe('invalid');
    expect(time({ servedMs: null }).status).toBe('invalid');
  });

  it('calls a closed loop under stalls blind where it is too good, and wrong where it is too bad', () => {
    const closed = { isBlind: true, servedMs: 5, knownMs: 285 };
    expect(time({ ...closed, reportedMs: 5.2 }).status).toBe('blind');
    expect(time({ ...closed, reportedMs: 330 }).status).toBe('wrong');
    expect(time({ ...closed, isBlind: false, servedMs: 285, reportedMs: 5.2 }).status).toBe('wrong');
  });
});

describe('judgeShare', () => {
  const share = (chosen: number, trials: number, problems: string[] = []) =>
    judgeShare({ name: 'failureRatio', known: 0.01, served: 0.01, chosen, trials, problems }).status;

  // Clopper-Pearson at 95%: 40 of 4,000 give 0.716% to 1.359%; 20 of 4,000 give 0.306% to 0.771%.
  it('asks whether the known share lies in the exact interval of the reported one', () => {
    expect(share(40, 4_000)).toBe('right');
    expect(share(20, 4_000)).toBe('wrong');
    expect(share(80, 4_000)).toBe('wrong');
  });

  it('judges nothing without reports, or with a problem', () => {
    expect(share(0, 0)).toBe('invalid');
    expect(share(40, 4_000, ['No machine.'])).toBe('invalid');
  });
});

describe('judgeCount', () => {
  it('allows no request to be lost or counted twice', () => {
    expect([99, 100, 101].map((reported) => judgeCount(100, reported, []).status)).toEqual([
      'wrong',
      'right',
      'wrong',
    ]);
  });
});
