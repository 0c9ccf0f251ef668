import { describe, expect, it } from 'vitest';
import type { CalibratedBehaviour, CalibratedLoad, Ceiling, FigureStatus } from '../model/calibration.ts';
import { judgeCalibration } from './judge-calibration.ts';
import { judgeTime } from './judge-figure.ts';
import { lastBeforeFirstMiss } from './measure-ceiling.ts';
import { summarizeCost } from './measure-cost.ts';

const QUIET = { utilization: 0.4, othersMean: 0, othersMost: 0 };
const REPORTED: Record<FigureStatus, number> = { right: 101, wrong: 110, blind: 5, unknown: 110 };

function load(statuses: FigureStatus[], problems: string[] = []): CalibratedLoad {
  return {
    instrument: 'k6-open',
    description: '',
    figures: statuses.map((status) =>
      judgeTime({
        name: 'p95',
        quantity: 'responseTimeMs',
        knownMs: 100,
        servedMs: status === 'unknown' ? null : 100,
        reportedMs: REPORTED[status],
        sampleCount: 100,
        isBlind: status === 'blind',
        disturbance: { lateness: problems, slight: [], touchedShare: 0, faults: [] },
        explainable: { leastMs: 100, mostMs: 103 },
      }),
    ),
    startDelayMs: { p50: 0.6, p95: 1.1, p99: 1.4 },
    overheadMs: { p50: 1, p95: 1.5, p99: 1.8 },
    machine: QUIET,
    problems,
    touchedShare: 0,
    discarded: [],
  };
}

const behaviour = (...loads: CalibratedLoad[]): CalibratedBehaviour => ({
  name: 'constant',
  description: '',
  loads,
  curves: [],
});

const step = (
  ratePerSec: number,
  startDelayP99Ms: number,
  held: boolean | null,
): Ceiling['steps'][number] => ({
  ratePerSec,
  attemptedPerSec: ratePerSec,
  droppedArrivals: 0,
  startDelayP99Ms,
  responseTimeP99Ms: startDelayP99Ms + 1,
  held,
  machine: QUIET,
  problems: [],
});

const ROUND = {
  on: { cpuSecPer1000: 1, requestsPerSec: 1 },
  off: { cpuSecPer1000: 1, requestsPerSec: 1 },
};

const conclude = (behaviours: CalibratedBehaviour[], endedEarly: string | null = null) =>
  judgeCalibration({ behaviours, ceiling: null, costs: [], endedEarly });

describe('judgeCalibration', () => {
  it('is right when every figure is right or blind as expected', () => {
    const { status, headline, problems, trust } = conclude([behaviour(load(['right', 'blind']))]);
    expect({ status, problems }).toEqual({ status: 'pass', problems: [] });
    expect(headline).toContain('all 1 figure agree');
    // 1.8 ms at the p99 are 3% of 60 ms.
    expect(trust.trustedAboveMs).toBeCloseTo(60, 10);
    expect(trust.statements.join(' ')).toContain('above 60 ms');
  });

  it('is wrong when a single figure is', () => {
    const { status, headline, trust } = conclude([behaviour(load(['right', 'wrong', 'right']))]);
    expect(status).toBe('fail');
    expect(headline).toContain('1 of 3 figures disagrees');
    expect(trust.trustedAboveMs).toBeNull();
  });

  it('covers the figures that could be judged, and names the others', () => {
    const { status, headline, problems, trust } = conclude([behaviour(load(['right', 'unknown', 'right']))]);
    expect(status).toBe('inconclusive');
    expect(headline).toBe('Accurate on this machine for 2 of 3 figures; 1 could not be judged.');
    expect(problems).toEqual([expect.stringMatching(/^constant, k6-open, p95: By its own clock/)]);
    // Every figure here is a p95, so trust ends at the p50, whose overhead is 1 ms.
    expect(trust.trustedUpTo).toBe('p50');
    expect(trust.trustedAboveMs).toBeCloseTo(1 / 0.03, 10);
  });

  it('does not hide a figure that is wrong behind one that could not be judged', () => {
    const { status, headline } = conclude([behaviour(load(['unknown', 'wrong', 'right']))]);
    expect(status).toBe('fail');
    expect(headline).toContain('1 of 3 figures disagrees with what is known, and 1 could not be judged');
  });

  it('says that the right figures were right although other programs ran', () => {
    const { status, problems, trust } = conclude([
      behaviour(load(['right'], ['Other programs used 50% of the machine.'])),
    ]);
    expect({ status, problems }).toEqual({ status: 'pass', problems: [] });
    expect(trust.statements.join(' ')).toContain('During 1 load of 1 other programs used');
  });

  it('is invalid only when no figure could be judged', () => {
    const { status, trust } = conclude([behaviour(load(['unknown', 'blind']))]);
    expect(status).toBe('invalid');
    expect(trust).toMatchObject({ overheadMs: null, trustedAboveMs: null, upToPerSec: null });
    expect(conclude([], 'k6 ended.').status).toBe('invalid');
  });

  it('does not pass when it ended early', () => {
    const { status, headline, problems } = conclude([behaviour(load(['right']))], 'k6 ended.');
    expect({ status, problems }).toEqual({ status: 'inconclusive', problems: ['k6 ended.'] });
    expect(headline).toContain('ended early');
  });

  it('names the ceiling step that a disturbance left open, but not the one that was held anyway', () => {
    const others = 'Other programs used 50% of the machine.';
    const { status, problems } = judgeCalibration({
      behaviours: [behaviour(load(['right']))],
      ceiling: {
        k6ClosedPerSec: 3_000,
        autocannonPerSec: 9_000,
        problems: [],
        steps: [
          { ...step(1_000, 2, true), problems: [others] },
          { ...step(1_500, 80, null), problems: [others] },
        ],
        heldPerSec: 1_000,
        punctualPerSec: 1_000,
      },
      costs: [summarizeCost('saturation', '', [{ ...ROUND, problems: [others] }])],
      endedEarly: null,
    });
    expect(status).toBe('pass');
    expect(problems).toEqual([
      `Ceiling at 1,500/s: ${others}`,
      `Cost of telemetry, saturation, in every round: ${others}`,
    ]);
  });

  it('takes the overhead from undisturbed loads, if there are any', () => {
    const late = { p50: 2, p95: 8, p99: 30 };
    const disturbed = { ...load(['right'], ['Other programs used 50% of the machine.']), overheadMs: late };
    expect(conclude([behaviour(disturbed, load(['right']))]).trust.overheadMs).toMatchObject({ p99: 1.8 });
    expect(conclude([behaviour(disturbed)]).trust.overheadMs).toMatchObject({ p99: 30 });
  });
});

describe('lastBeforeFirstMiss', () => {
  it('does not jump over a step that was not held', () => {
    const steps = [step(100, 1, true), step(200, 9, true), step(300, 60, false), step(400, 1, true)];
    expect(lastBeforeFirstMiss(steps, ({ held }) => held === true)).toBe(200);
    expect(lastBeforeFirstMiss(steps, ({ startDelayP99Ms }) => startDelayP99Ms! <= 3)).toBe(100);
    expect(lastBeforeFirstMiss(steps, () => false)).toBeNull();
    expect(lastBeforeFirstMiss([], () => true)).toBeNull();
  });
});

describe('summarizeCost', () => {
  const round = (on: number, off: number, problems: string[] = []) => ({
    on: { cpuSecPer1000: on, requestsPerSec: 900 },
    off: { cpuSecPer1000: off, requestsPerSec: 1000 },
    problems,
  });

  it('takes median and spread over the valid rounds', () => {
    const cost = summarizeCost('saturation', '', [
      round(0.5, 0.4),
      round(0.7, 0.4),
      round(0.6, 0.4),
      round(9, 9, ['Other programs used 50% of the machine.']),
    ]);
    expect(cost.cpuSecPer1000On).toEqual({ median: 0.6, min: 0.5, max: 0.7 });
    expect(cost.throughputRatio!.median).toBeCloseTo(0.9, 10);
    expect(cost.rounds).toHaveLength(4);
  });

  it('has no figures when no round is valid', () => {
    expect(summarizeCost('fixed-rate', '', [round(1, 1, ['No request.'])])).toMatchObject({
      cpuSecPer1000On: null,
      throughputRatio: null,
    });
  });
});
