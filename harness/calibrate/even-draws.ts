const GOLDEN_RATIO_FRACTION = (Math.sqrt(5) - 1) / 2;

/**
 * The n-th element of a low-discrepancy sequence in [0, 1): the fractional parts of the multiples of the golden ratio. Any run of
 * consecutive elements is spread as evenly as possible. Times drawn with it have the quantiles of their distribution after a few
 * thousand requests; random draws would need a million. Source: Kuipers and Niederreiter (1974), "Uniform Distribution of
 * Sequences", 2.3: discrepancy O(log n / n).
 */
export function evenDraw(n: number): number {
  return (0.5 + n * GOLDEN_RATIO_FRACTION) % 1;
}

/** Whether the n-th request (from 0) belongs to a share: of the first n requests exactly floor(n * share) do. */
export function isChosen(n: number, share: number): boolean {
  return countChosen(n + 1, share) > countChosen(n, share);
}

/** How many of the first n requests are chosen. */
export function countChosen(n: number, share: number): number {
  // 0.83 * 100 is a little less than 83 in binary.
  return Math.floor(n * share + 1e-9);
}
