/*
 * The regularised incomplete beta function for whole parameters, which is what counts need: it is the tail of the binomial
 * distribution, and its inverse gives exact intervals of proportions. Accurate to 11 digits for parameters up to
 * 10^8, far into both tails. docs/methods.md explains why no library is used here.
 */

const MAX_ITERATIONS = 1_000_000;

/** Both tails of a distribution; each is accurate even where the other is 1 to within rounding. */
export type Tails = { lower: number; upper: number };

/** ln(n!) less Stirling's approximation of it. Source: Loader (2000), "Fast and accurate computation of binomial probabilities". */
function stirlingError(n: number): number {
  if (n <= 15) {
    let factorial = 1;
    for (let i = 2; i <= n; i++) factorial *= i;
    return Math.log(factorial) - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n);
  }
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / n;
}

/** x ln(x / expected) + expected - x without cancellation near x = expected. Source: Loader (2000). */
function deviance(x: number, expected: number): number {
  const difference = x - expected;
  if (Math.abs(difference) >= 0.1 * (x + expected)) return x * Math.log(x / expected) - difference;
  const v = difference / (x + expected);
  let sum = difference * v;
  let term = 2 * x * v;
  for (let i = 1; i < 1000; i++) {
    term *= v * v;
    const next = sum + term / (2 * i + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** x^a (1-x)^b / B(a, b). */
function powerTerm(x: number, a: number, b: number): number {
  const n = a + b;
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * (1 - x));
  return Math.exp(exponent) * Math.sqrt((a * b) / (2 * Math.PI * n));
}

/**
 * The incomplete beta function without its factor x^a (1-x)^b / B(a, b): a continued fraction, by Lentz's method. Converges fast for x <
 * (a+1)/(a+b+2). One step here is two steps of the textbook's fraction, whose terms alternate in sign and cancel, which loses seven of
 * sixteen digits with parameters of 10^8. The terms of this fraction are all positive.
 * Source: Didonato and Morris (1992), "Algorithm 708", ACM TOMS 18, equation 9.
 */
function continuedFraction(x: number, y: number, a: number, b: number): number {
  // From the mean to x, computed from the smaller of x and y = 1 - x, which has more digits.
  const distance = a > b ? (a + b) * y - b : a - (a + b) * x;
  let denominator = (a * (distance + 1)) / (a + 1);
  let fraction = denominator;
  let c = denominator;
  let d = 0;
  for (let m = 1; m <= MAX_ITERATIONS; m++) {
    const before = a + 2 * m - 1;
    const numerator = (((a + m - 1) * x) / before) * (((a + b + m - 1) * x) / before) * m * (b - m);
    denominator = m + (m * (b - m) * x) / before + ((a + m) * (distance + 1 + m * (2 - x))) / (before + 2);
    d = 1 / (denominator + numerator * d);
    c = denominator + numerator / c;
    const change = c * d;
    fraction *= change;
    // A coarser limit would be wrong: with large parameters the changes shrink slowly, and many small ones add up.
    if (Math.abs(change - 1) <= Number.EPSILON) return 1 / fraction;
  }
  throw new Error(`The incomplete beta function did not converge for x=${x}, a=${a}, b=${b}`);
}

/**
 * I_x(a, b) as `lower` and 1 - I_x(a, b) as `upper`, for whole a, b >= 1. Throws RangeError otherwise.
 */
export function regularizedIncompleteBeta(x: number, a: number, b: number): Tails {
  if (!Number.isInteger(a) || !Number.isInteger(b) || a < 1 || b < 1) {
    throw new RangeError(`The parameters must be whole and at least 1, not ${a} and ${b}`);
  }
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x must be between 0 and 1, not ${x}`);
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === 1) return { lower: 1, upper: 0 };
  const power = powerTerm(x, a, b);
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, power * continuedFraction(x, 1 - x, a, b));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, power * continuedFraction(1 - x, x, b, a));
  return { lower: 1 - upper, upper };
}

/**
 * The x at which I_x(a, b) = p, by bisection to the last digits of a double. With `tail: 'upper'`, the x at which
 * 1 - I_x(a, b) = p, which is exact for a small p where 1 - p would not be.
 */
export function betaQuantile(p: number, a: number, b: number, tail: keyof Tails = 'lower'): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A probability is between 0 and 1, not ${p}`);
  let low = 0;
  let high = 1;
  while (true) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high || high - low <= 1e-15 * high) return middle;
    const tails = regularizedIncompleteBeta(middle, a, b);
    const isBelow = tail === 'lower' ? tails.lower < p : tails.upper > p;
    if (isBelow) low = middle;
    else high = middle;
  }
}
