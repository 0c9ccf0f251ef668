import type { CalibrationFigure, FigureStatus } from '../model/calibration.ts';
import { formatCount, formatInterval, formatMeasure } from '../model/format.ts';
import { clopperPearson } from '../stats/proportion.ts';
import type { Disturbance } from './disturbance.ts';
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
  /** a closed loop on a stalling server: it does not measure the requests that it should have sent during a stall */
  isBlind: boolean;
  disturbance: Disturbance;
  /** the range in which a right report can be once the touched requests were late */
  explainable: { leastMs: number; mostMs: number };
};

/**
 * Judges one percentile: is it within the tolerance of what happened? What happened is what the server recorded, if that kept to
 * the plan within the tolerance. For a blind closed loop it is the plan, which an open load would see.
 */
export function judgeTime(figure: TimeFigure): CalibrationFigure {
  const { name, quantity, knownMs, servedMs, reportedMs, sampleCount, isBlind, disturbance } = figure;
  const tolerance = timeTolerance(knownMs);
  const isAsPlanned = isBlind || (servedMs !== null && Math.abs(servedMs - knownMs) <= tolerance);
  const expectedMs = isAsPlanned && !isBlind ? servedMs! : knownMs;
  const deviation = reportedMs === null ? null : reportedMs - expectedMs;
  const judgement = isAsPlanned
    ? timeStatus(figure, deviation, tolerance)
    : unplannedStatus(figure, deviation, tolerance);
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
    ...judgement,
    survived: judgement.status === 'unknown' ? [] : [...disturbance.lateness],
  };
}

type Judgement = { status: FigureStatus; reason: string };

const unknown = (reason: string): Judgement => ({ status: 'unknown', reason });
const NOTHING_REPORTED = unknown('Nothing was reported.');

function timeStatus(figure: TimeFigure, deviation: number | null, tolerance: number): Judgement {
  const { reportedMs, isBlind, disturbance, explainable } = figure;
  const { lateness, slight, faults } = disturbance;
  const [heldUpBy] = [...lateness, ...slight];
  if (faults[0] !== undefined) return unknown(faults[0]);
  if (deviation === null || reportedMs === null) return NOTHING_REPORTED;
  const off = offBy(deviation);
  if (Math.abs(deviation) <= tolerance) {
    return { status: 'right', reason: `Off by ${formatMeasure(Math.abs(deviation), 'ms')}.` };
  }
  if (isBlind && deviation < 0) {
    return {
      status: 'blind',
      reason: `${off}: a closed loop sends nothing while it waits for an answer, so it hardly sees the stall.`,
    };
  }
  const isExplainable = reportedMs >= explainable.leastMs && reportedMs <= explainable.mostMs;
  if (heldUpBy !== undefined && isExplainable) {
    return unknown(`${off}, but the instrument need not be the cause. ${heldUpBy}`);
  }
  return { status: 'wrong', reason: `${off} (allowed: ${formatMeasure(tolerance, 'ms')}).` };
}

/** The server itself missed its plan. If it was late, a report that is too short for the plan is still wrong. */
function unplannedStatus(figure: TimeFigure, deviation: number | null, tolerance: number): Judgement {
  const { knownMs, servedMs, disturbance } = figure;
  if (disturbance.faults[0] !== undefined) return unknown(disturbance.faults[0]);
  if (deviation === null) return NOTHING_REPORTED;
  const isServerLate = servedMs !== null && servedMs > knownMs;
  if (isServerLate && deviation < -tolerance) {
    return { status: 'wrong', reason: `${offBy(deviation)} (allowed: ${formatMeasure(tolerance, 'ms')}).` };
  }
  return unknown(
    [
      `By its own clock the known server took ${formatMeasure(servedMs, 'ms')} instead of the planned ${formatMeasure(knownMs, 'ms')}, so there is no known value to compare with.`,
      ...disturbance.lateness,
      ...disturbance.slight,
    ].join(' '),
  );
}

function offBy(deviationMs: number): string {
  return `${formatMeasure(Math.abs(deviationMs), 'ms')} ${deviationMs < 0 ? 'too low' : 'too high'}`;
}

export type ShareFigure = {
  name: 'failureRatio' | 'hitRatio';
  known: number;
  served: number | null;
  /** how many of `trials` were reported */
  chosen: number;
  trials: number;
  disturbance: Disturbance;
};

/** Judges a share of counts: does the known share lie within the exact interval of the reported one? */
export function judgeShare({
  name,
  known,
  served,
  chosen,
  trials,
  disturbance,
}: ShareFigure): CalibrationFigure {
  const interval = clopperPearson(chosen, trials, CONFIDENCE);
  const reported = trials === 0 ? null : chosen / trials;
  const judgement = ((): Judgement => {
    if (disturbance.faults[0] !== undefined) return unknown(disturbance.faults[0]);
    if (interval === null) return NOTHING_REPORTED;
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
    survived: [...disturbance.lateness],
  };
}

/** Judges the number of requests: each one that the server answered must be reported exactly once. */
export function judgeCount(
  served: number,
  reported: number,
  { lateness, faults }: Disturbance,
): CalibrationFigure {
  const deviation = reported - served;
  const judgement = ((): Judgement => {
    if (faults[0] !== undefined) return unknown(faults[0]);
    if (deviation === 0) return { status: 'right', reason: 'Every request was counted exactly once.' };
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
    survived: [...lateness],
  };
}
