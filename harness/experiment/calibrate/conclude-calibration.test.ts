import { describe, expect, it } from 'vitest';
import type { CalibratedBehaviour, CalibratedLoad, Ceiling, FigureStatus } from '../../model/calibration.ts';
import { concludeCalibration } from './conclude-calibration.ts';
import { judgeTime } from './judge-figure.ts';
import { lastBeforeFirstMiss } from './measure-ceiling.ts';
import { summarizeCost } from './measure-cost.ts';

const QUIET = { utilization: 0.4, othersMean: 0, othersMost: 0 };
const REPORTED: Record<FigureStatus, number> = { right: 101, wrong: 110, blind: 5, invalid: 100 };

function load(statuses: FigureStatus[], problems: string[] = []): CalibratedLoad {
  return {
    instrument: 'k6-open',
    description: '',
    figures: statuses.map((status) =>
      judgeTime({
        name: 'p95',
        quantity: 'responseTimeMs',
        knownMs: 100,
        servedMs: status === 'invalid' ? null : 100,
        reportedMs: REPORTED[status],
        sampleCount: 100,
        isBlind: status === 'blind',
        problems,
      }),
    ),
    startDelayMs: { p50: 0.6, p95: 1.1, p99: 1.4 },
    overheadMs: { p50: 1, p95: 1.5, p99: 1.8 },
    machine: QUIET,
    problems,
  };
}

const behaviour = (...loads: CalibratedLoad[]): CalibratedBehaviour => ({
  name: 'constant',
  description: '',
  loads,
  curves: [],
});

const step = (ratePerSec: number, startDelayP99Ms: number, held: boolean): Ceiling['steps'][number] => ({
  ratePerSec,
  attemptedPerSec: ratePerSec,
  droppedArrivals: 0,
  startDelayP99Ms,
  responseTimeP99Ms: startDelayP99Ms + 1,
  held,
  machine: QUIET,
  problems: [],
});

const conclude = (behaviours: CalibratedBehaviour[], endedEarly: string | null = null) =>
  concludeCalibration({ behaviours, ceiling: null, costs: [], endedEarly });

describe('concludeCalibration', () => {
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
    expect(headline).toContain('1 figure of 3 disagrees');
    expect(trust.trustedAboveMs).toBeNull();
  });

  it('is invalid, not wrong, when others used the machine, and then trusts nothing', () => {
    const { status, problems, trust } = conclude([
      behaviour(load(['wrong'], ['Other programs used 50% of the machine.']), load(['wrong'])),
    ]);
    expect(status).toBe('invalid');
    expect(problems).toEqual(['constant, k6-open: Other programs used 50% of the machine.']);
    expect(trust).toMatchObject({ overheadMs: null, trustedAboveMs: null, upToPerSec: null });
  });

  it('is invalid when the server missed its plan, and when it ended early', () => {
    expect(conclude([behaviour(load(['invalid']))]).status).toBe('invalid');
    expect(conclude([behaviour(load(['right']))], 'k6 ended.').status).toBe('invalid');
  });
});

describe('lastBeforeFirstMiss', () => {
  it('does not jump over a step that was not held', () => {
    const steps = [step(100, 1, true), step(200, 9, true), step(300, 60, false), step(400, 1, true)];
    expect(lastBeforeFirstMiss(steps, ({ held }) => held)).toBe(200);
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

  it('takes medians and spread over the rounds that are valid', () => {
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

  it('says nothing where no round is valid', () => {
    expect(summarizeCost('fixed-rate', '', [round(1, 1, ['No request.'])])).toMatchObject({
      cpuSecPer1000On: null,
      throughputRatio: null,
    });
  });
});
