import { regularizedIncompleteBeta, type Tails } from './incomplete-beta.ts';

/** P(X <= k) as `lower` and P(X > k) as `upper` for X successes in n trials of probability p. */
export function binomialTails(k: number, n: number, p: number): Tails {
  if (k < 0) return { lower: 0, upper: 1 };
  if (k >= n) return { lower: 1, upper: 0 };
  const { lower, upper } = regularizedIncompleteBeta(p, k + 1, n - k);
  return { lower: upper, upper: lower };
}
