import type { CalibrationCurve, CalibrationFigure, CalibrationInstrument } from '../../model/calibration.ts';
import type { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { type Behaviour, knownQuantile } from './behaviours.ts';
import { judgeTime } from './judge-figure.ts';
import { CURVE_SHARES } from './limits.ts';

/** What a generator reported of a load, and what the server recorded of the same requests. */
export type Times = { reported: ExponentialHistogram; servedMs: number[] };

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** The percentiles of a behaviour, known against reported. */
export function figuresOf(
  behaviour: Behaviour,
  { reported, servedMs }: Times,
  how: { quantity: 'responseTimeMs' | 'serviceTimeMs'; isBlind: boolean; problems: readonly string[] },
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
    });
  });
}

export function knownCurve(behaviour: Behaviour): CalibrationCurve {
  return { source: 'known', valuesMs: CURVE_SHARES.map((share) => rounded(knownQuantile(behaviour, share))) };
}

/** Without values where nothing was recorded. */
export function servedCurve({ servedMs }: Times): CalibrationCurve {
  const served = new SortedSample(servedMs);
  return {
    source: 'served',
    valuesMs: CURVE_SHARES.map((share) => served.quantile(share))
      .filter(isNumber)
      .map(rounded),
  };
}

/** Without values where nothing was reported. */
export function curveOf(source: CalibrationInstrument, reported: ExponentialHistogram): CalibrationCurve {
  const values = CURVE_SHARES.map((share) => reported.quantile(share)?.value ?? null);
  return { source, valuesMs: values.filter(isNumber).map(rounded) };
}

function isNumber(value: number | null): value is number {
  return value !== null;
}

/** Curves are drawn: four digits are more than an eye can see. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
