import type { Tails } from './incomplete-beta.ts';

/**
 * P(T <= t) and P(T > t) of Student's t distribution with a whole number of degrees of freedom, each to about 13 digits however small it
 * is. Both tails together are the incomplete beta function I_x(n/2, 1/2) at x = n / (n + t^2). Throws RangeError for other degrees of
 * freedom.
 * Source: Student (1908), "The probable error of a mean", Biometrika 6; as a beta function, Abramowitz and Stegun 26.7.1.
 */
export function studentTails(t: number, degreesOfFreedom: number): Tails {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`The degrees of freedom must be whole and at least 1, not ${degreesOfFreedom}`);
  }
  if (Number.isNaN(t)) throw new RangeError('t must be a number');
  const tail = farTail(Math.abs(t), degreesOfFreedom);
  return t < 0 ? { lower: tail, upper: 1 - tail } : { lower: 1 - tail, upper: tail };
}

/** Quantiles that were found, by degrees of freedom and p: intervals ask for the same few, and each takes fifty evaluations. */
const foundQuantiles = new Map<number, Map<number, number>>();

/** The t with P(T <= t) = p. Throws RangeError for p outside (0, 1). */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A probability is between 0 and 1, not ${p}`);
  const found = foundQuantiles.get(degreesOfFreedom) ?? new Map<number, number>();
  foundQuantiles.set(degreesOfFreedom, found);
  const quantile = found.get(p) ?? searchedQuantile(p, degreesOfFreedom);
  found.set(p, quantile);
  return quantile;
}

/** By bisection, to the last digits of a double. */
function searchedQuantile(p: number, degreesOfFreedom: number): number {
  const small = Math.min(p, 1 - p);
  const isBeyond = (t: number) => studentTails(t, degreesOfFreedom).upper > small;
  let [low, high] = [0, 1];
  while (isBeyond(high)) [low, high] = [high, 2 * high];
  while (true) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high || high - low < 1e-15 * high) return p < 0.5 ? -middle : middle;
    if (isBeyond(middle)) low = middle;
    else high = middle;
  }
}

/** P(T > t) for t >= 0, from whichever of the two series converges faster. */
function farTail(t: number, n: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  const [x, rest] = [n / (n + t * t), (t * t) / (n + t * t)];
  const beta = betaOfHalves(n);
  if (x < (n + 2) / (n + 5)) return series(x, rest, n / 2, 0.5, beta) / 2;
  return 0.5 - series(rest, x, 0.5, n / 2, beta) / 2;
}

/** I_x(a, b), all terms positive: x^a (1-x)^b / (a B(a, b)) F(a+b, 1; a+1; x). Source: DLMF 8.17.8. `rest` is 1 - x, exactly. */
function series(x: number, rest: number, a: number, b: number, beta: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; term > 1e-17 * sum; n++) {
    term *= ((a + b + n) / (a + 1 + n)) * x;
    sum += term;
  }
  return (sum * x ** a * rest ** b) / (a * beta);
}

/** B(n/2, 1/2), from B(1/2, 1/2) = pi or B(1, 1/2) = 2 by B(a + 1, b) = B(a, b) a / (a + b). */
function betaOfHalves(n: number): number {
  let [a, beta] = n % 2 === 1 ? [0.5, Math.PI] : [1, 2];
  for (; a < n / 2; a++) beta *= a / (a + 0.5);
  return beta;
}
