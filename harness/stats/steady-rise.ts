/**
 * How much values rise per unit of time, as far as they rise steadily. It is the mean m of the rises from each
 * value to the next, times 1 - v / m^2, where v is the variance of that mean; 0 if v is larger than m^2. Rises that are all alike
 * count in full. A single jump between two levels does not count: its v is exactly m^2. Noise counts for little. `times` are
 * those of the values, ascending. Throws RangeError for fewer than three values.
 *
 * Source: of all factors for m, beta^2 / (beta^2 + v) has the least mean squared error; here m^2 - v estimates beta^2. J. Thompson
 * (1968), "Some shrinkage techniques for estimating the mean", JASA 63.
 */
export function steadyRise(values: readonly number[], times: readonly number[]): number {
  if (values.length < 3) throw new RangeError(`A steady rise needs three values, not ${values.length}`);
  const rises = values.slice(1).map((value, i) => (value - values[i]!) / (times[i + 1]! - times[i]!));
  const mean = rises.reduce((sum, each) => sum + each, 0) / rises.length;
  const squares = rises.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const variance = squares / (rises.length - 1) / rises.length;
  return mean ** 2 > variance ? mean * (1 - variance / mean ** 2) : 0;
}
