export type RankSums = {
  /** twice the sum of the second sample's midranks, so that it is whole */
  doubledSumOfB: number;
  /** mean of that sum over all possible assignments of the ranks */
  doubledMean: number;
  /** sizes of the groups of equal values, including groups of one */
  tieSizes: number[];
  /** [sum] -> the number of ways to choose |b| of all ranks with this doubled sum */
  countBySum: () => Float64Array;
};

/**
 * The rank sum of the second of two samples, and its permutation distribution. Equal values share the mean of their ranks.
 * The counts are whole numbers and exact up to 50 values in all (126 * 10^12 ways). Throws RangeError for an empty sample or NaN.
 * Source: B. Streitberg and J. Roehmel (1986), "Exact distributions for permutation and rank tests", Statistical Software Newsletter 12.
 */
export function rankSums(a: readonly number[], b: readonly number[]): RankSums {
  if (a.length === 0 || b.length === 0) throw new RangeError('Both samples must have values');
  if ([...a, ...b].some(Number.isNaN)) throw new RangeError('A sample cannot hold NaN');
  const all = [...a.map((value) => ({ value, isB: false })), ...b.map((value) => ({ value, isB: true }))];
  all.sort((x, y) => x.value - y.value);
  const doubledRanks: number[] = [];
  const tieSizes: number[] = [];
  let doubledSumOfB = 0;
  for (let first = 0; first < all.length; ) {
    let end = first + 1;
    while (end < all.length && all[end]!.value === all[first]!.value) end++;
    for (const { isB } of all.slice(first, end)) {
      doubledRanks.push(first + 1 + end);
      if (isB) doubledSumOfB += first + 1 + end;
    }
    tieSizes.push(end - first);
    first = end;
  }
  return {
    doubledSumOfB,
    doubledMean: b.length * (all.length + 1),
    tieSizes,
    countBySum: () => countsBySum(doubledRanks, b.length),
  };
}

/** For each sum, the number of ways to choose `size` of the scores that add up to it. */
export function countsBySum(scores: readonly number[], size: number): Float64Array {
  const most = scores
    .toSorted((x, y) => y - x)
    .slice(0, size)
    .reduce((sum, score) => sum + score, 0);
  const bySize = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  bySize[0]![0] = 1;
  for (const score of scores) {
    // From the largest size down, so that no score is chosen twice.
    for (let chosen = size; chosen > 0; chosen--) {
      const [into, from] = [bySize[chosen]!, bySize[chosen - 1]!];
      for (let sum = score; sum <= most; sum++) into[sum]! += from[sum - score]!;
    }
  }
  return bySize[size]!;
}
