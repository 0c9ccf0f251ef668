import { normalTails } from './normal.ts';
import { type RankSums, rankSums } from './rank-sums.ts';

export type MannWhitney = {
  /** number of pairs in which the value of `b` is greater; a tie counts half; 0 to |a| |b| */
  u: number;
  /** two-sided */
  pValue: number;
  method: 'exact' | 'normal approximation';
};

/** Up to this many values in both samples together, the distribution is enumerated. Beyond, the approximation is good to three digits. */
export const MOST_VALUES_EXACT = 50;

/**
 * Do the values of one sample tend to be greater than those of another? The Mann-Whitney (Wilcoxon rank-sum) test, two-sided: the
 * probability of a U at least as far from its mean as this one if both samples had the same distribution.
 *
 * Up to 50 values the permutation distribution of the (mid)ranks is enumerated, so it is exact with ties as well. Beyond, the
 * normal approximation with the variance corrected for ties and a continuity correction of half a pair. 4 values against 4
 * can show at best p = 2/70 = 0.029; 3 against 3 at best 0.1. Throws RangeError for an empty sample or NaN.
 * Source: Mann and Whitney (1947), Annals of Mathematical Statistics 18; enumeration with ties: Streitberg and Roehmel (1986);
 * approximation: Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd ed., 4.1.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  const ranks = rankSums(a, b);
  const u = (ranks.doubledSumOfB - b.length * (b.length + 1)) / 2;
  return a.length + b.length <= MOST_VALUES_EXACT
    ? { u, pValue: exactPValue(ranks), method: 'exact' }
    : { u, pValue: approximatePValue(ranks, u, a.length, b.length), method: 'normal approximation' };
}

function exactPValue({ doubledSumOfB, doubledMean, countBySum }: RankSums): number {
  const distance = Math.abs(doubledSumOfB - doubledMean);
  let [far, all] = [0, 0];
  for (const [sum, count] of countBySum().entries()) {
    all += count;
    if (Math.abs(sum - doubledMean) >= distance) far += count;
  }
  return far / all;
}

function approximatePValue({ tieSizes }: RankSums, u: number, m: number, n: number): number {
  const size = m + n;
  const ties = tieSizes.reduce((sum, t) => sum + t ** 3 - t, 0);
  const variance = ((m * n) / 12) * (size + 1 - ties / (size * (size - 1)));
  // All values are the same: there is no sign of a difference.
  if (variance === 0) return 1;
  const distance = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5);
  return Math.min(1, 2 * normalTails(distance / Math.sqrt(variance)).upper);
}
