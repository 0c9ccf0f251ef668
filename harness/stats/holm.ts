/**
 * P-values of several tests, adjusted so that the chance of even one false rejection among them stays below the level: reject if
 * the adjusted value is below it. This holds however the tests depend on each other, and never rejects less than Bonferroni's
 * rule. The i-th smallest of m is multiplied by m - i + 1; none is smaller than the one before it, none above 1. In the order
 * given. Throws RangeError for a value that is not a probability.
 *
 * Source: S. Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new RangeError(`A p-value is between 0 and 1, not ${wrong}`);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  for (const [i, { p, index }] of ascending.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - i) * p));
    adjusted[index] = least;
  }
  return adjusted;
}

/**
 * The level at which the interval of each test is made, so that an interval excludes the tested value exactly when Holm's rule rejects it.
 * The i-th smallest of m p-values is compared with level / (m - i + 1), which is also the level of its interval. From the first p-value
 * that is not rejected on, the level stays the same, because the rule ends there. Each level is at most the one given, so every interval by
 * itself covers at least 1 - level. Together they do not: simultaneous intervals that agree with the rule say no more about a rejected
 * value than that it is rejected, unless all are. In the order given. Source: as above; on simultaneous intervals K. Strassburger and F.
 * Bretz (2008), "Compatible simultaneous lower confidence bounds for the Holm procedure and other Bonferroni-based closed tests",
 * Statistics in Medicine 27.
 */
export function holmLevels(pValues: readonly number[], level: number): number[] {
  const levels = new Array<number>(pValues.length);
  let left = pValues.length;
  for (const { p, index } of pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p)) {
    levels[index] = level / left;
    if (p < level / left) left--;
  }
  return levels;
}
