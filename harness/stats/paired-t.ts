import type { Interval } from '../model/verdict.ts';
import { studentQuantile, studentTails } from './student.ts';

/** Result of the t test on the differences within pairs. */
export type PairedT = {
  pairs: number;
  /** mean of the differences */
  mean: number;
  standardError: number;
  /** two-sided, for the hypothesis that the mean difference is 0 */
  pValue: number;
};

/**
 * Student's t test for pairs. `leastDeviation` is a lower limit of the differences' standard deviation, because they were not measured more
 * finely: without it, a few values that happen to agree to the last digit would make any difference certain. Differences that are all 0
 * show none (p = 1), whatever the deviation. Throws RangeError for fewer than two pairs and for values that are not finite. Assumes that
 * differences are independent and about normal. With heavier tails on both sides the test finds less but is not wrong more often; with a
 * heavier tail on one side it is (docs/methods.md, "Two configurations compared").
 * Source: Student (1908), "The probable error of a mean", Biometrika 6.
 */
export function pairedT(differences: readonly number[], leastDeviation = 0): PairedT {
  const pairs = differences.length;
  if (pairs < 2) throw new RangeError(`A spread needs two pairs, not ${pairs}`);
  if (!differences.every(Number.isFinite)) throw new RangeError('Differences are finite numbers');
  const mean = differences.reduce((sum, each) => sum + each, 0) / pairs;
  const squares = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const deviation = Math.max(leastDeviation, Math.sqrt(squares / (pairs - 1)));
  const standardError = deviation / Math.sqrt(pairs);
  const pValue =
    mean === 0 ? 1 : Math.min(1, 2 * studentTails(Math.abs(mean) / standardError, pairs - 1).upper);
  return { pairs, mean, standardError, pValue };
}

/** The interval of the mean difference. It contains 0 exactly when the p-value is over 1 - confidence. */
export function pairedTInterval({ pairs, mean, standardError }: PairedT, confidence: number) {
  // The tail itself, not 1 - tail, which loses its digits when the confidence is near 1.
  const reach = -studentQuantile((1 - confidence) / 2, pairs - 1) * standardError;
  return { low: mean - reach, high: mean + reach, confidence, method: 'paired t' } satisfies Interval;
}
