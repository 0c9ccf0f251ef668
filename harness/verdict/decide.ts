import type { Operator, Target } from '../model/target.ts';
import type { Interval, Status } from '../model/verdict.ts';

export type Decision = 'pass' | 'fail' | 'inconclusive';

/** Whether a single value keeps the bound. */
export function holds(value: number, operator: Operator, bound: number): boolean {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

/** Pass when the whole interval keeps the bound, fail when no part of it does, else inconclusive. */
export function decide(interval: Interval, operator: Operator, bound: number): Decision {
  const low = interval.low ?? Number.NEGATIVE_INFINITY;
  const high = interval.high ?? Number.POSITIVE_INFINITY;
  const [lowHolds, highHolds] = [holds(low, operator, bound), holds(high, operator, bound)];
  if (lowHolds && highHolds) return 'pass';
  return lowHolds || highHolds ? 'inconclusive' : 'fail';
}

/**
 * The same for an interval of durations whose ends are bucket bounds: values in (low, high]. A duration is exactly its bound
 * with probability 0, so a bucket that ends at the bound is under it and one that begins there is over it, whether the
 * promise says "under" or "at most".
 */
export function decideDuration(interval: Interval, operator: Operator, bound: number): Decision {
  const isUpper = operator === '<' || operator === '<=';
  if (interval.high !== null && interval.high <= bound) return isUpper ? 'pass' : 'fail';
  if (interval.low !== null && interval.low >= bound) return isUpper ? 'fail' : 'pass';
  return 'inconclusive';
}

/**
 * The share of the bound that is left unused; negative when it is passed. Under an upper bound 1 - actual / bound. Above a lower
 * bound on a ratio, the share of the error budget that is left: 1 - (1 - actual) / (1 - bound). Above any other lower
 * bound actual / bound - 1. Null where that divides by zero.
 */
export function headroom({ operator, bound, unit }: Target, actual: number): number | null {
  const isUpper = operator === '<' || operator === '<=';
  let left = actual / bound - 1;
  if (isUpper) left = 1 - actual / bound;
  else if (unit === 'ratio') left = 1 - (1 - actual) / (1 - bound);
  return Number.isFinite(left) ? left : null;
}

const SEVERITY: readonly Status[] = ['pass', 'inconclusive', 'fail', 'invalid'];

/** The gravest of some statuses: invalid, then fail, then inconclusive. Nothing judged is inconclusive: absence is no success. */
export function worst(statuses: readonly Status[]): Status {
  if (statuses.length === 0) return 'inconclusive';
  return SEVERITY[Math.max(...statuses.map((status) => SEVERITY.indexOf(status)))]!;
}
