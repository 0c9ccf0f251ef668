/** The values between which something lies. `high` is Infinity where nothing bounds it. */
export type ValueBounds = { low: number; high: number };

/** An estimate of a quantile and the bounds that it cannot be outside of, given what was kept of the sample. */
export type QuantileEstimate = ValueBounds & { value: number };

/**
 * A sample of which the order statistics are known, exactly or within bounds: a histogram, or the sorted values themselves.
 * Rank 1 is the smallest value, rank `count` the largest.
 */
export type Ranked = {
  readonly count: number;
  /** The bounds of the value at a rank. Throws RangeError for a rank outside 1..count. */
  rankBounds(rank: number): ValueBounds;
};

/** The rank of the q-quantile of n values by the inverse of the empirical distribution: ceil(q n), at least 1. */
export function quantileRank(q: number, count: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`A quantile is between 0 and 1, not ${q}`);
  // 0.95 * 20 is 19 in mathematics and a little more in binary: the tolerance keeps ceil from adding a rank.
  return Math.min(count, Math.max(1, Math.ceil(q * count - 1e-9 * Math.max(1, q * count))));
}

export function checkRank(rank: number, count: number): void {
  if (!Number.isInteger(rank) || rank < 1 || rank > count) {
    throw new RangeError(`There is no rank ${rank} among ${count} values`);
  }
}
