import type { Interval } from '../model/verdict.ts';
import { studentQuantile, studentTails } from './student.ts';

/** Result of the t test on two independent samples. */
export type PooledT = {
  /** mean of the first minus mean of the second */
  mean: number;
  standardError: number;
  degreesOfFreedom: number;
  /** two-sided, for the hypothesis that the means are equal */
  pValue: number;
};

/**
 * Student's t test for two independent samples with one common variance. Either may be a single value, whose spread is then that of the other.
 * `leastDeviation` is a lower limit of the deviation, as in `pairedT`. Throws RangeError for an empty sample, for fewer than three values, and
 * for values that are not finite.
 * Source: Student (1908); R. A. Fisher (1925), "Statistical Methods for Research Workers", 24.1.
 */
export function pooledT(first: readonly number[], second: readonly number[], leastDeviation = 0): PooledT {
  const degreesOfFreedom = first.length + second.length - 2;
  if (first.length === 0 || second.length === 0 || degreesOfFreedom < 1)
    throw new RangeError(`Two samples need three values, not ${first.length} and ${second.length}`);
  if (![...first, ...second].every(Number.isFinite)) throw new RangeError('Values are finite numbers');
  const mean = meanOf(first) - meanOf(second);
  const variance = (squaresOf(first) + squaresOf(second)) / degreesOfFreedom;
  const deviation = Math.max(leastDeviation, Math.sqrt(variance));
  const standardError = deviation * Math.sqrt(1 / first.length + 1 / second.length);
  const pValue =
    mean === 0 ? 1 : Math.min(1, 2 * studentTails(Math.abs(mean) / standardError, degreesOfFreedom).upper);
  return { mean, standardError, degreesOfFreedom, pValue };
}

/** The interval of the difference of the means. It contains 0 exactly when the p-value is over 1 - confidence. */
export function pooledTInterval({ mean, standardError, degreesOfFreedom }: PooledT, confidence: number) {
  const reach = -studentQuantile((1 - confidence) / 2, degreesOfFreedom) * standardError;
  return { low: mean - reach, high: mean + reach, confidence, method: 'pooled t' } satisfies Interval;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squaresOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
