import { mannKendallTrend } from './trend.ts';

/** Values in a batch: the 5 of MSER-5. */
const BATCH = 5;

/** The cut leaves at least this many batches: the spread of fewer is small by chance in any series. */
const LEAST_BATCHES_KEPT = 5;

/** With fewer values the method is meaningless: from here on, the second half begins before the last five batches. */
export const LEAST_VALUES_FOR_STEADY_STATE = 50;

/** A cut in the second half counts only if a trend is significant at this level. */
const TREND_LEVEL = 0.01;

export type SteadyState = {
  /** number of values at the beginning that look like warm-up; a multiple of 5 */
  warmUpValues: number;
  /** false if the series has not settled: more than half of it looks like warm-up, and it drifts */
  isSteady: boolean;
};

/**
 * Finds where the warm-up of a series of figures, one a second, ends: MSER-5. It takes means of batches of five and cuts off the beginning
 * at the batch d for which sum_{j > d} (Y_j - mean)^2 / (n - d)^2 is least, which weighs the bias of keeping
 * warm-up against the variance of keeping little. According to the literature, a cut in the second half means that no steady state was
 * reached. But one in ten short steady series has its least value there by chance, so a trend (Mann-Kendall, with
 * the autocorrelation of the values that are kept) must confirm it. A
 * system that stalls once and recovers is cut after the stall but is still steady, so a verdict must not drop seconds because of the cut.
 * Values left over after the last whole batch are ignored. Null with fewer than 50 values.
 * Source: K. White (1997), "An effective truncation heuristic for bias reduction in simulation output", Simulation 69; White,
 * Cobb and Spratt (2000), "A comparison of five steady-state truncation heuristics for simulation", WSC. The rule of the
 * first half and of the last five batches: K. Hoad, S. Robinson and R. Davies (2010), "Automating warm-up length estimation", JORS 61.
 */
export function steadyState(values: readonly number[]): SteadyState | null {
  if (values.some((value) => !Number.isFinite(value))) throw new RangeError('A series holds finite numbers');
  if (values.length < LEAST_VALUES_FOR_STEADY_STATE) return null;
  const batches = batchMeans(values);
  let best = { cut: 0, error: Number.POSITIVE_INFINITY };
  let [count, mean, squares] = [0, 0, 0];
  // Backwards, so that mean and squares grow by one batch a step (Welford).
  for (let cut = batches.length - 1; cut >= 0; cut--) {
    const difference = batches[cut]! - mean;
    count++;
    mean += difference / count;
    squares += difference * (batches[cut]! - mean);
    const error = squares / count ** 2;
    // If errors are equal, take the shorter warm-up.
    if (count >= LEAST_BATCHES_KEPT && error <= best.error) best = { cut, error };
  }
  const isCutEarly = best.cut <= batches.length / 2;
  const kept = values.slice(best.cut * BATCH);
  const drifts = () => mannKendallTrend(values, 1 - TREND_LEVEL, kept)!.pValue < TREND_LEVEL;
  return { warmUpValues: best.cut * BATCH, isSteady: isCutEarly || !drifts() };
}

function batchMeans(values: readonly number[]): number[] {
  return Array.from({ length: Math.floor(values.length / BATCH) }, (_, i) => {
    const batch = values.slice(i * BATCH, (i + 1) * BATCH);
    return batch.reduce((sum, value) => sum + value, 0) / BATCH;
  });
}
