import type { Interval } from '../model/verdict.ts';
import { autocovariances } from './block-length.ts';
import { normalQuantile, normalTails } from './normal.ts';
import { SortedSample } from './sorted-sample.ts';

/** With fewer values, autocorrelation cannot be separated from a trend. */
export const LEAST_VALUES_FOR_TREND = 20;

/** All pairs are compared, so longer series are first averaged in groups, which does not change a trend. */
const MOST_VALUES = 600;

export type Trend = {
  /** Kendall's tau between value and time: -1 always falls, 1 always rises */
  tau: number;
  /** two-sided, for the hypothesis that there is no trend, corrected for autocorrelation */
  pValue: number;
  /** Sen's slope: the median rise from one value to the next, in the values' unit */
  slopePerStep: number;
  /** interval of the slope, corrected for autocorrelation */
  interval: Interval;
  /** factor by which autocorrelation increases the variance; 1 without any */
  varianceInflation: number;
};

/**
 * Does a series of one figure a second drift? The Mann-Kendall test with Sen's slope, which assumes neither a distribution nor a straight
 * line. Ties are corrected for. Strong autocorrelation makes the plain test see a drift in half of all steady series, so its variance is
 * multiplied by 1 + 2 sum (1 - k/n) rho^k, where rho is the autocorrelation of neighbours after removing Sen's line, by ranks (so that an
 * outlier does not hide it) and with its bias in short series corrected. `settled` may name a part of at least 20 values that is known to
 * have no trend: its autocorrelation is that of the noise alone, whereas the residuals of a curved trend would look like noise. Null with
 * fewer than 20 values. Series of more than 600 values are averaged in groups.
 * Source: Mann (1945); Kendall (1975); Sen (1968), JASA 63, the interval as in Gilbert (1987), 16.5; variance: S. Yue and C. Wang (2004),
 * "The Mann-Kendall test modified by effective sample size", Water Resources Management 18; bias of rho: N. van Giersbergen (2005),
 * Economics Letters 86. Hamed and Rao (1998) sum many noisy autocorrelations instead: docs/methods.md shows why not.
 */
export function mannKendallTrend(
  values: readonly number[],
  confidence: number,
  settled: readonly number[] = values,
): Trend | null {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`A confidence is between 0 and 1, not ${confidence}`);
  }
  if (values.some((value) => !Number.isFinite(value))) throw new RangeError('A series holds finite numbers');
  if (values.length < LEAST_VALUES_FOR_TREND) return null;
  const groupSize = Math.ceil(values.length / MOST_VALUES);
  const series = groupMeans(values, groupSize);
  const n = series.length;

  const slopes = pairSlopes(series);
  const sorted = new SortedSample(slopes);
  const slope = sorted.median()!;
  const s = slopes.reduce((sum, pair) => sum + Math.sign(pair), 0);
  const varianceInflation = inflation(groupMeans(settled, groupSize), n);
  const deviation = Math.sqrt(tieCorrectedVariance(series) * varianceInflation);
  const z = deviation === 0 ? 0 : Math.max(0, Math.abs(s) - 1) / deviation;

  const reach = normalQuantile((1 + confidence) / 2) * deviation;
  const low = Math.max(1, Math.floor((slopes.length - reach) / 2));
  const high = Math.min(slopes.length, Math.ceil((slopes.length + reach) / 2) + 1);
  return {
    tau: s / ((n * (n - 1)) / 2),
    pValue: Math.min(1, 2 * normalTails(z).upper),
    slopePerStep: slope / groupSize,
    interval: {
      low: sorted.rankBounds(low).low / groupSize,
      high: sorted.rankBounds(high).high / groupSize,
      confidence,
      method: "Sen's slope",
    },
    varianceInflation,
  };
}

function pairSlopes(series: readonly number[]): number[] {
  const slopes: number[] = [];
  for (let i = 0; i < series.length; i++) {
    for (let j = i + 1; j < series.length; j++) slopes.push((series[j]! - series[i]!) / (j - i));
  }
  return slopes;
}

/** The variance of Kendall's S in independent values, with ties. */
function tieCorrectedVariance(series: readonly number[]): number {
  const n = series.length;
  const sizes = new Map<number, number>();
  for (const value of series) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  let sum = n * (n - 1) * (2 * n + 5);
  for (const t of sizes.values()) sum -= t * (t - 1) * (2 * t + 5);
  return sum / 18;
}

/** The variance inflation for a series of n values, from the autocorrelation of the `settled` ones. */
function inflation(settled: readonly number[], n: number): number {
  const slope = new SortedSample(pairSlopes(settled)).median() ?? 0;
  const residuals = settled.map((value, t) => value - slope * t);
  const [variance, covariance] = autocovariances(midranks(residuals), 1);
  if (variance === 0) return 1;
  // The correlation of normal values whose ranks have this correlation (Pearson 1907).
  const correlation = 2 * Math.sin((Math.PI / 6) * (covariance! / variance!));
  const rho = Math.min(0.99, Math.max(0, (settled.length * correlation + 2) / (settled.length - 4)));
  let sum = 0;
  for (let k = 1; k < n; k++) sum += (1 - k / n) * rho ** k;
  return 1 + 2 * sum;
}

function midranks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const rankOf = new Map<number, number>();
  for (let first = 0; first < sorted.length; ) {
    let end = first + 1;
    while (end < sorted.length && sorted[end] === sorted[first]) end++;
    rankOf.set(sorted[first]!, (first + 1 + end) / 2);
    first = end;
  }
  return values.map((value) => rankOf.get(value)!);
}

/** Values left over after the last whole group are ignored. */
function groupMeans(values: readonly number[], size: number): number[] {
  if (size === 1) return [...values];
  return Array.from({ length: Math.floor(values.length / size) }, (_, group) => {
    const members = values.slice(group * size, (group + 1) * size);
    return members.reduce((sum, value) => sum + value, 0) / size;
  });
}
