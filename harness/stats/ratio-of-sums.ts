import type { Interval } from '../model/verdict.ts';
import { studentQuantile } from './student.ts';

/** The numerator and the denominator that one second adds to a ratio. A mean time is the sum of times over their number. */
export type SecondSums = { sum: number; count: number };

export function totalOf(seconds: readonly SecondSums[]): SecondSums {
  const total = { sum: 0, count: 0 };
  for (const { sum, count } of seconds) {
    total.sum += sum;
    total.count += count;
  }
  return total;
}

/**
 * How much each second moves the ratio of the sums: a series with mean 0 that varies as the ratio does
 * (the linearised ratio estimator). Source: W. Cochran (1977), "Sampling Techniques", 6.4.
 */
export function linearised(seconds: readonly SecondSums[]): number[] {
  const total = totalOf(seconds);
  const ratio = total.sum / total.count;
  const perSecond = total.count / seconds.length;
  return seconds.map(({ sum, count }) => (sum - ratio * count) / perSecond);
}

/**
 * The interval of the ratio of the sums, as if seconds were independent: Student's t of the linearised seconds. Null with fewer than two
 * seconds, or if the denominator is 0.
 */
export function ratioOfSumsInterval(seconds: readonly SecondSums[], confidence: number): Interval | null {
  const { sum, count } = totalOf(seconds);
  const n = seconds.length;
  if (n < 2 || count === 0) return null;
  const squares = linearised(seconds).reduce((total, moved) => total + moved * moved, 0);
  const standardError = Math.sqrt(squares / (n - 1) / n);
  const halfWidth = studentQuantile(1 - (1 - confidence) / 2, n - 1) * standardError;
  const ratio = sum / count;
  return { low: ratio - halfWidth, high: ratio + halfWidth, confidence, method: "Student's t of seconds" };
}
