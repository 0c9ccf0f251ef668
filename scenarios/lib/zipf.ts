/**
 * Index 0..count-1 of a thing whose popularity falls with its rank by Zipf's law: P(rank k) is proportional to 1/k^exponent.
 * By inversion of the cumulative weights, summed anew for each draw: the lists are short (the classes of one day), and a
 * table kept by every VU would cost more than the sum. `draw` is from [0, 1).
 */
export function zipfIndex(count: number, exponent: number, draw: number): number {
  let total = 0;
  for (let rank = 1; rank <= count; rank++) total += rank ** -exponent;
  let left = draw * total;
  for (let rank = 1; rank < count; rank++) {
    left -= rank ** -exponent;
    if (left < 0) return rank - 1;
  }
  return count - 1;
}
