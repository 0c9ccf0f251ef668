import { blockLength } from './block-length.ts';
import { CosineError } from './cosine-error.ts';

/** The 1,900th of 1,999 resampled values is their exact 95% point. */
const RESAMPLES = 1999;

/**
 * The half-width of the interval of a stationary series' mean, from the studentized moving-block bootstrap; 0 for a series without
 * variation.
 *
 * The series is resampled 1,999 times from blocks of consecutive values (`blockLength`), which begin anywhere and wrap around from the last
 * value to the first, so that every value is equally likely. For each resample, |mean - mean of the series| is divided by that resample's
 * own standard error (`CosineError`). The half-width is the `confidence` quantile of these ratios times the series' own standard error. A
 * resample without variation has no standard error of its own and takes that of the series.
 *
 * The plain percentile bootstrap lacks this division. It accounts neither for blocks breaking the dependence at their ends nor for how
 * badly a few seconds estimate their own variance. `random` returns numbers in [0, 1).
 * Source: H. Kuensch (1989), "The jackknife and the bootstrap for general stationary observations", Annals of Statistics 17; circular
 * blocks: Politis and Romano (1992); studentized: F. Goetze and H. Kuensch (1996), Annals of Statistics 24; that resampling the standard
 * error as well gives the right critical values even where that error is noisy: S. Goncalves and T. Vogelsang (2011), "Block bootstrap HAC
 * robust tests", Econometric Theory 27; symmetric: P. Hall (1988), JRSS B 50.
 */
export function studentizedHalfWidth(series: Float64Array, confidence: number, random: () => number): number {
  const n = series.length;
  const standardError = new CosineError(n);
  const mean = meanOf(series);
  const error = standardError.of(series);
  const scale = series.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  // The cosines of a constant add up to 0, apart from rounding.
  const isNone = (candidate: number) => candidate <= (1e-9 * scale) / n;
  if (scale === 0 || isNone(error)) return 0;

  const length = blockLength(series);
  const resample = new Float64Array(n);
  const ratios = new Float64Array(RESAMPLES);
  for (let i = 0; i < RESAMPLES; i++) {
    drawBlocks(series, length, random, resample);
    const ownError = standardError.of(resample);
    ratios[i] = Math.abs(meanOf(resample) - mean) / (isNone(ownError) ? error : ownError);
  }
  ratios.sort();
  const rank = Math.min(RESAMPLES, Math.ceil(confidence * (RESAMPLES + 1) - 1e-9));
  return ratios[rank - 1]! * error;
}

function drawBlocks(series: Float64Array, length: number, random: () => number, into: Float64Array): void {
  const n = series.length;
  for (let to = 0; to < n; to += length) {
    let from = Math.floor(random() * n);
    const end = Math.min(n, to + length);
    for (let t = to; t < end; t++) {
      into[t] = series[from]!;
      from = from + 1 === n ? 0 : from + 1;
    }
  }
}

/**
 * The variance of the mean from circular blocks of the series, without resampling: the variance of a block's mean over all n blocks,
 * divided by the number of blocks that fit in the series. Source: Kuensch (1989), theorem 3.1; Politis and Romano (1992).
 */
export function blockVarianceOfMean(series: Float64Array): number {
  const n = series.length;
  const length = blockLength(series);
  const mean = meanOf(series);
  let block = 0;
  for (let t = 0; t < length; t++) block += series[t]! - mean;
  let squares = 0;
  for (let t = 0; t < n; t++) {
    squares += block * block;
    block += series[(t + length) % n]! - series[t]!;
  }
  return squares / (n * n * length);
}

function meanOf(series: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < series.length; t++) sum += series[t]!;
  return sum / series.length;
}
