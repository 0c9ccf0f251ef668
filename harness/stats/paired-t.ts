import type { Interval } from '../model/verdict.ts';
import { studentQuantile, studentTails } from './student.ts';

/** What the differences within pairs say about their mean. */
export type PairedT = {
  pairs: number;
  /** of the differences */
  mean: number;
  standardError: number;
  /** two-sided, of "the mean difference is 0" */
  pValue: number;
};

/**
 * Student's t test for pairs. `leastDeviation` is the standard deviation that the differences are believed to have at least, because they
 * were not measured more finely: without it a few values that happen to agree to the last digit would make any difference certain.
 * Differences that are all 0 show none (p = 1), whatever the deviation. Throws RangeError for fewer than two pairs and for what is not finite.
 * Assumes that differences are independent and about normal. With heavier tails on both sides it finds less, and is not wrong more often; with a
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

/** The interval of the mean difference: it holds 0 exactly when the p-value is over 1 - confidence. */
export function pairedTInterval({ pairs, mean, standardError }: PairedT, confidence: number) {
  // The tail itself, not 1 - tail, which loses its digits when the confidence is near 1.
  const reach = -studentQuantile((1 - confidence) / 2, pairs - 1) * standardError;
  return { low: mean - reach, high: mean + reach, confidence, method: 'paired t' } satisfies Interval;
}
