import type { Tails } from './incomplete-beta.ts';

/**
 * P(Z <= z) and P(Z > z) of the standard normal distribution, each to about 14 digits however small it is.
 * Source: Abramowitz and Stegun 26.2.11 (series) near the middle, 26.2.14 (continued fraction) in the tails.
 */
export function normalTails(z: number): Tails {
  const tail = Math.abs(z) < 3 ? 0.5 - fromTheMiddle(Math.abs(z)) : farTail(Math.abs(z));
  return z < 0 ? { lower: tail, upper: 1 - tail } : { lower: 1 - tail, upper: tail };
}

/** The z with P(Z <= z) = p. Throws RangeError for p outside (0, 1). */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A probability is between 0 and 1, not ${p}`);
  const small = Math.min(p, 1 - p);
  let [low, high] = [0, 40];
  while (true) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high || high - low < 1e-15) return p < 0.5 ? -middle : middle;
    if (normalTails(middle).upper > small) low = middle;
    else high = middle;
  }
}

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

function fromTheMiddle(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * sum; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return density(z) * sum;
}

function farTail(z: number): number {
  let fraction = z;
  for (let k = 200; k >= 1; k--) fraction = z + k / fraction;
  return density(z) / fraction;
}
