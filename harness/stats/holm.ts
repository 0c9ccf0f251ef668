/**
 * P-values of several tests, adjusted so that the chance of even one false rejection among them stays under the level:
 * reject where the adjusted value is under it. Holds however the tests depend on each other, and never rejects less than
 * Bonferroni's rule. The i-th smallest of m is multiplied by m - i + 1; none is less than one before it, none over 1.
 * In the order given. Throws RangeError for what is no probability.
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
