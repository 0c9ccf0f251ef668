import { unitOf } from '../model/indicator.ts';
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

/** Where an interval lies: wholly on the side of the bound that keeps the promise, wholly on the other side, or across the bound. */
export type Side = 'kept' | 'broken' | 'open';

export function sideOf(interval: Interval, operator: Operator, bound: number): Side {
  const low = interval.low ?? Number.NEGATIVE_INFINITY;
  const high = interval.high ?? Number.POSITIVE_INFINITY;
  const [lowHolds, highHolds] = [holds(low, operator, bound), holds(high, operator, bound)];
  if (lowHolds && highHolds) return 'kept';
  return lowHolds || highHolds ? 'open' : 'broken';
}

/**
 * The same for an interval of durations whose ends are bucket bounds: values in (low, high]. A duration equals its bound exactly
 * with probability 0, so a bucket that ends at the bound is below it and one that begins there is above it, whether the
 * promise is "under" or "at most".
 */
export function sideOfDuration(interval: Interval, operator: Operator, bound: number): Side {
  const isUpper = operator === '<' || operator === '<=';
  if (interval.high !== null && interval.high <= bound) return isUpper ? 'kept' : 'broken';
  if (interval.low !== null && interval.low >= bound) return isUpper ? 'broken' : 'kept';
  return 'open';
}

/**
 * What is known about a figure. `realised`: its value in this run, within the uncertainty of the instrument and the number of samples.
 * `system`: what the system would show in another run like this one; never narrower. Null if there are too few samples.
 */
export type Intervals = { realised: Interval | null; system: Interval | null };

/**
 * A fail is about this run: the promise was broken in it. A pass is about the system: the promise would be kept again.
 * `interval` is the one that decided.
 */
export function decide(
  { realised, system }: Intervals,
  side: (interval: Interval) => Side,
): { decision: Decision; interval: Interval | null } {
  if (realised !== null && side(realised) === 'broken') return { decision: 'fail', interval: realised };
  const isKept = system !== null && side(system) === 'kept';
  return { decision: isKept ? 'pass' : 'inconclusive', interval: system ?? realised };
}

/**
 * The unused share of the bound; negative if the bound is broken. For an upper bound: 1 - actual / bound. For a lower bound
 * on a ratio, the share of the error budget that is left: 1 - (1 - actual) / (1 - bound). For any other lower
 * bound: actual / bound - 1. Null if that divides by zero.
 */
export function headroom(
  { operator, bound, indicator }: Pick<Target, 'operator' | 'bound' | 'indicator'>,
  actual: number,
): number | null {
  const isUpper = operator === '<' || operator === '<=';
  let left = actual / bound - 1;
  if (isUpper) left = 1 - actual / bound;
  else if (unitOf(indicator) === 'ratio') left = 1 - (1 - actual) / (1 - bound);
  return Number.isFinite(left) ? left : null;
}

const SEVERITY: readonly Status[] = ['pass', 'inconclusive', 'invalid', 'fail'];

/**
 * The worst of the statuses: fail, then invalid, then inconclusive. A broken promise stays broken, whatever else could not be
 * measured. An empty list is inconclusive: missing data is not success.
 */
export function worst(statuses: readonly Status[]): Status {
  if (statuses.length === 0) return 'inconclusive';
  return SEVERITY[Math.max(...statuses.map((status) => SEVERITY.indexOf(status)))]!;
}
