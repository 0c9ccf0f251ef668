import type {
  CalibratedBehaviour,
  CalibratedLoad,
  CalibrationFigure,
} from '../../harness/model/calibration.ts';
import { formatMeasure } from '../../harness/model/format.ts';

/* Building blocks of made-up calibrations. */

export const SHARES = [...Array.from({ length: 99 }, (_, i) => (i + 1) / 100), 0.995, 0.999];
export const QUIET = { utilization: 0.48, othersMean: 0.01, othersMost: 0.04 };
export const DISTURBANCE = 'Other programs used 54% of the machine; 10% is allowed.';

type Time = [name: 'p50' | 'p95' | 'p99', known: number, served: number, reported: number];

export function time([name, known, served, reported]: Time, isClosed = false): CalibrationFigure {
  const tolerance = Math.max(0.03 * known, 1);
  const expected = Math.abs(served - known) <= tolerance ? served : known;
  const deviation = Number((reported - expected).toPrecision(6));
  const isRight = Math.abs(deviation) <= tolerance;
  return {
    name,
    quantity: isClosed ? 'serviceTimeMs' : 'responseTimeMs',
    unit: 'ms',
    known,
    served,
    reported,
    deviation,
    tolerance,
    interval: null,
    sampleCount: 4_680,
    status: isRight ? 'right' : isClosed ? 'blind' : 'wrong',
    reason: isRight
      ? `Off by ${formatMeasure(Math.abs(deviation), 'ms')}.`
      : isClosed
        ? `${formatMeasure(-deviation, 'ms')} too low: a closed loop sends nothing while it waits for an answer, so it hardly sees the stall.`
        : `${formatMeasure(deviation, 'ms')} too high (allowed: ${formatMeasure(tolerance, 'ms')}).`,
    survived: [],
  };
}

export function count(requests: number): CalibrationFigure {
  return {
    name: 'requests',
    quantity: 'requests',
    unit: 'requests',
    known: requests,
    served: requests,
    reported: requests,
    deviation: 0,
    tolerance: 0,
    interval: null,
    sampleCount: requests,
    status: 'right',
    reason: 'Every request was counted exactly once.',
    survived: [],
  };
}

export function share(
  name: 'failureRatio' | 'hitRatio',
  known: number,
  reported: number,
  low: number,
  high: number,
): CalibrationFigure {
  return {
    name,
    quantity: name,
    unit: 'ratio',
    known,
    served: known,
    reported,
    deviation: Number((reported - known).toPrecision(3)),
    tolerance: null,
    interval: { low, high, confidence: 0.95, method: 'Clopper-Pearson' },
    sampleCount: 3_120,
    status: 'right',
    reason: `The known share lies within ${low * 100}% to ${high * 100}%.`,
    survived: [],
  };
}

export function open(rate: number, figures: CalibrationFigure[]): CalibratedLoad {
  return {
    instrument: 'k6-open',
    description: `${rate} arrivals/s for 12 s`,
    figures,
    startDelayMs: { p50: 0.61, p95: 1.14, p99: 1.42 },
    overheadMs: null,
    machine: QUIET,
    problems: [],
    touchedShare: 0,
    discarded: [],
  };
}

export function closed(instrument: 'k6-closed' | 'autocannon', figures: CalibrationFigure[]): CalibratedLoad {
  return {
    instrument,
    description: '9 connections, closed loop, for 8 s',
    figures,
    startDelayMs: null,
    overheadMs: null,
    machine: QUIET,
    problems: [],
    touchedShare: 0,
    discarded: [],
  };
}

export const curve = (source: CalibratedBehaviour['curves'][number]['source'], quantile: (q: number) => number) => ({
  source,
  valuesMs: SHARES.map((q) => Number(quantile(q).toPrecision(4))),
});

export const stalled = (q: number) => (q <= 0.85 ? 5 : 5 + (300 * (q - 0.85)) / 0.15);
export const pareto = (q: number) => 40 / Math.cbrt(1 - q * (1 - 1 / 8000));

