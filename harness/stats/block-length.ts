/**
 * How many consecutive seconds a block takes, so that resampled blocks keep most of a series' dependence: the automatic rule of Politis
 * and White for the circular block bootstrap, at least sqrt(n) and at most n / 3. The rule finds the lag m after which five
 * autocorrelations in a row are negligible, estimates the spectrum at zero and its curvature with a flat-top window of width 2m,
 * and takes (3 g^2 n / (2 s^2))^(1/3). It misses weak dependence under much sampling noise, hence the floor.
 * Source: Politis and White (2004), "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23, with
 * the correction by Patton, Politis and White (2009), Econometric Reviews 28.
 */
export function blockLength(series: Float64Array): number {
  const n = series.length;
  const [least, most] = [Math.ceil(Math.sqrt(n)), Math.max(1, Math.floor(n / 3))];
  return Math.min(most, Math.max(least, Math.ceil(politisWhiteLength(series))));
}

/** The same rule without floor, ceiling or rounding; 1 for a series without variation. Exported for its test. */
export function politisWhiteLength(series: Float64Array): number {
  const n = series.length;
  const inARow = Math.max(5, Math.ceil(Math.log10(n)));
  const mostLags = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + inARow);
  const covariance = autocovariances(series, Math.min(n - 1, mostLags + inARow));
  if (covariance[0] === 0) return 1;
  const negligible = 2 * Math.sqrt(Math.log10(n) / n) * covariance[0]!;
  const isNegligibleFrom = (lag: number) =>
    covariance.slice(lag, lag + inARow).every((value) => Math.abs(value) < negligible);
  let last = 0;
  while (last < mostLags && !isNegligibleFrom(last + 1)) last++;
  const width = Math.min(mostLags, Math.max(1, 2 * last));
  let spectrumAtZero = covariance[0]!;
  let curvature = 0;
  for (let lag = 1; lag <= width; lag++) {
    const weight = Math.min(1, 2 * (1 - lag / width));
    spectrumAtZero += 2 * weight * covariance[lag]!;
    curvature += 2 * weight * lag * covariance[lag]!;
  }
  return Math.max(1, ((1.5 * curvature ** 2 * n) / spectrumAtZero ** 2) ** (1 / 3));
}

/** Autocovariances at the lags 0 to `mostLag`, each divided by n. */
export function autocovariances(series: ArrayLike<number>, mostLag: number): number[] {
  const n = series.length;
  let total = 0;
  for (let t = 0; t < n; t++) total += series[t]!;
  const mean = total / n;
  return Array.from({ length: mostLag + 1 }, (_, lag) => {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += (series[t]! - mean) * (series[t - lag]! - mean);
    return sum / n;
  });
}
