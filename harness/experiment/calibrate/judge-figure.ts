import type { CalibrationFigure, FigureStatus } from '../../model/calibration.ts';
import { formatCount, formatInterval, formatMeasure } from '../../model/format.ts';
import { clopperPearson } from '../../stats/proportion.ts';
import { CONFIDENCE, LEAST_TIME_TOLERANCE_MS, TIME_TOLERANCE_RATIO } from './limits.ts';

/** How far a reported time may be from a known one, in milliseconds. */
export function timeTolerance(knownMs: number): number {
  return Math.max(TIME_TOLERANCE_RATIO * knownMs, LEAST_TIME_TOLERANCE_MS);
}

export type TimeFigure = {
  name: 'p50' | 'p95' | 'p99';
  quantity: 'responseTimeMs' | 'serviceTimeMs';
  knownMs: number;
  /** null: the server recorded none */
  servedMs: number | null;
  /** null: nothing was reported */
  reportedMs: number | null;
  sampleCount: number;
  /** a closed loop on a server that stalls: it cannot see what it does not ask for */
  isBlind: boolean;
  /** why nothing of this load can be judged */
  problems: readonly string[];
};

/** One percentile: within the tolerance of the known one, or not. */
export function judgeTime(figure: TimeFigure): CalibrationFigure {
  const { name, quantity, knownMs, servedMs, reportedMs, sampleCount } = figure;
  const tolerance = timeTolerance(knownMs);
  const deviation = reportedMs === null ? null : reportedMs - knownMs;
  return {
    name,
    quantity,
    unit: 'ms',
    known: knownMs,
    served: servedMs,
    reported: reportedMs,
    deviation,
    tolerance,
    interval: null,
    sampleCount,
    ...timeStatus(figure, deviation, tolerance),
  };
}

type Judgement = { status: FigureStatus; reason: string };

function timeStatus(figure: TimeFigure, deviation: number | null, tolerance: number): Judgement {
  const { knownMs, servedMs, reportedMs, isBlind, problems } = figure;
  if (problems[0] !== undefined) return { status: 'invalid', reason: problems[0] };
  if (deviation === null || reportedMs === null)
    return { status: 'invalid', reason: 'Nothing was reported.' };
  if (!isBlind && (servedMs === null || Math.abs(servedMs - knownMs) > tolerance)) {
    return {
      status: 'invalid',
      reason: `By its own clock the known server took ${formatMeasure(servedMs, 'ms')} where ${formatMeasure(knownMs, 'ms')} was planned, so there is nothing known to compare with.`,
    };
  }
  const off = `${formatMeasure(Math.abs(deviation), 'ms')} ${deviation < 0 ? 'too little' : 'too much'}`;
  if (Math.abs(deviation) <= tolerance) {
    return { status: 'right', reason: `Off by ${formatMeasure(Math.abs(deviation), 'ms')}.` };
  }
  if (isBlind && deviation < 0) {
    return {
      status: 'blind',
      reason: `${off}: a closed loop stops asking while nothing is answered, so it hardly sees the stall.`,
    };
  }
  return { status: 'wrong', reason: `${off}; ${formatMeasure(tolerance, 'ms')} is allowed.` };
}

export type ShareFigure = {
  name: 'failureRatio' | 'hitRatio';
  known: number;
  served: number | null;
  /** what was reported of `trials` */
  chosen: number;
  trials: number;
  problems: readonly string[];
};

/** A share of counts: the known one lies within the exact interval of the reported one, or not. */
export function judgeShare({
  name,
  known,
  served,
  chosen,
  trials,
  problems,
}: ShareFigure): CalibrationFigure {
  const interval = clopperPearson(chosen, trials, CONFIDENCE);
  const reported = trials === 0 ? null : chosen / trials;
  const judgement = ((): Judgement => {
    if (problems[0] !== undefined) return { status: 'invalid', reason: problems[0] };
    if (interval === null) return { status: 'invalid', reason: 'Nothing was reported.' };
    const isInside = known >= interval.low! && known <= interval.high!;
    const range = formatInterval(interval, 'ratio', known);
    return isInside
      ? { status: 'right', reason: `The known share lies within ${range}.` }
      : { status: 'wrong', reason: `The known share lies outside ${range}.` };
  })();
  return {
    name,
    quantity: name,
    unit: 'ratio',
    known,
    served,
    reported,
    deviation: reported === null ? null : reported - known,
    tolerance: null,
    interval,
    sampleCount: trials,
    ...judgement,
  };
}

/** The number of requests: every one that the server answered was reported, once. */
export function judgeCount(served: number, reported: number, problems: readonly string[]): CalibrationFigure {
  const deviation = reported - served;
  const judgement = ((): Judgement => {
    if (problems[0] !== undefined) return { status: 'invalid', reason: problems[0] };
    if (deviation === 0) return { status: 'right', reason: 'Every request was counted, once.' };
    return {
      status: 'wrong',
      reason: `${formatCount(Math.abs(deviation), 'request')} ${deviation < 0 ? 'lost' : 'too many'} in the count.`,
    };
  })();
  return {
    name: 'requests',
    quantity: 'requests',
    unit: 'requests',
    known: served,
    served,
    reported,
    deviation,
    tolerance: 0,
    interval: null,
    sampleCount: reported,
    ...judgement,
  };
}
