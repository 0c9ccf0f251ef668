/** Weights of `count` ranks by Zipf's law: the r-th is as popular as 1 / r^exponent. */
export function zipfWeights(count: number, exponent: number): number[] {
  return Array.from({ length: count }, (_, index) => (index + 1) ** -exponent);
}

/**
 * Divides `total` into whole shares: one for each weight, and the rest in proportion to `weights` by the largest remainder method.
 * `total` must be at least the number of weights.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const spare = total - weights.length;
  const quotas = weights.map((weight) => (spare * weight) / weightSum);
  const shares = quotas.map((quota) => 1 + Math.floor(quota));
  const left = total - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = quotas
    .map((quota, index) => ({ index, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) shares[index]! += 1;
  return shares;
}
