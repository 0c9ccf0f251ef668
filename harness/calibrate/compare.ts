import type { CalibrationCurve, CalibrationFigure, CalibrationInstrument } from '../model/calibration.ts';
import type { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { SortedSample } from '../stats/sorted-sample.ts';
import { type Behaviour, knownQuantile } from './behaviours.ts';
import type { Disturbance } from './disturbance.ts';
import { judgeTime, type TimeFigure, timeTolerance } from './judge-figure.ts';
import { CURVE_SHARES } from './limits.ts';

/** What a generator reported about a load, and what the server recorded about the same requests. */
export type Times = { reported: ExponentialHistogram; servedMs: number[] };

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** The percentiles of a behaviour, known against reported. */
export function figuresOf(
  behaviour: Behaviour,
  { reported, servedMs }: Times,
  how: Pick<TimeFigure, 'quantity' | 'isBlind' | 'disturbance'>,
): CalibrationFigure[] {
  const served = new SortedSample(servedMs);
  return behaviour.percentiles.map((name) => {
    const q = SHARES[name];
    return judgeTime({
      ...how,
      name,
      knownMs: knownQuantile(behaviour, q),
      servedMs: served.quantile(q),
      reportedMs: reported.quantile(q)?.value ?? null,
      sampleCount: reported.count,
      explainable: explainableTimes(behaviour, q, how.disturbance),
    });
  });
}

/**
 * If a share s of the requests was delayed without limit, the q-quantile of all requests is at most the (q + s)-quantile of the
 * plan, because the delayed ones may have been the shortest. Nothing makes it shorter than the plan, except under stalls: a late
 * export can assign the responses at a stall's end to a second that is not judged.
 */
function explainableTimes(behaviour: Behaviour, q: number, { touchedShare }: Disturbance) {
  const leastMs = behaviour.stall === null ? knownQuantile(behaviour, q) : 0;
  if (q + touchedShare >= 1) return { leastMs, mostMs: Number.POSITIVE_INFINITY };
  const mostMs = knownQuantile(behaviour, q + touchedShare);
  return { leastMs, mostMs: mostMs + timeTolerance(mostMs) };
}

export function knownCurve(behaviour: Behaviour): CalibrationCurve {
  return { source: 'known', valuesMs: CURVE_SHARES.map((share) => rounded(knownQuantile(behaviour, share))) };
}

/** Has no values if nothing was recorded. */
export function servedCurve({ servedMs }: Times): CalibrationCurve {
  const served = new SortedSample(servedMs);
  return {
    source: 'served',
    valuesMs: CURVE_SHARES.map((share) => served.quantile(share))
      .filter(isNumber)
      .map(rounded),
  };
}

/** Has no values if nothing was reported. */
export function curveOf(source: CalibrationInstrument, reported: ExponentialHistogram): CalibrationCurve {
  const values = CURVE_SHARES.map((share) => reported.quantile(share)?.value ?? null);
  return { source, valuesMs: values.filter(isNumber).map(rounded) };
}

function isNumber(value: number | null): value is number {
  return value !== null;
}

/** Curves are only drawn, so four significant digits are enough. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
