/** Lower and upper bound of a value. `high` is Infinity if there is no upper bound. */
export type ValueBounds = { low: number; high: number };

/** An estimate of a quantile, with the bounds within which the exact sample quantile lies. */
export type QuantileEstimate = ValueBounds & { value: number };

/**
 * A sample whose order statistics are known, exactly or within bounds: a histogram, or the sorted values themselves. Rank 1 is
 * the smallest value, rank `count` the largest.
 */
export type Ranked = {
  readonly count: number;
  /** The bounds of the value at a rank. Throws RangeError for a rank outside 1..count. */
  rankBounds(rank: number): ValueBounds;
};

/**
 * The rank of the q-quantile of n values by the inverse of the empirical distribution: ceil(q n), at least 1. Exact: `q` is taken as the
 * decimal number as written (0.95 is 95/100, although the double is a little less) and multiplied in whole numbers.
 */
export function quantileRank(q: number, count: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`A quantile is between 0 and 1, not ${q}`);
  const { numerator, denominator } = decimalFraction(q);
  const rank = (numerator * BigInt(count) + denominator - 1n) / denominator;
  return Math.min(count, Math.max(1, Number(rank)));
}

/** 0.95 is 95/100, 2.5e-7 is 25/10^8. */
function decimalFraction(q: number): { numerator: bigint; denominator: bigint } {
  const [digits = '', exponent = '0'] = String(q).split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return {
    numerator: BigInt(whole + fraction),
    denominator: 10n ** BigInt(fraction.length - Number(exponent)),
  };
}

export function checkRank(rank: number, count: number): void {
  if (!Number.isInteger(rank) || rank < 1 || rank > count) {
    throw new RangeError(`There is no rank ${rank} among ${count} values`);
  }
}
