import type { Interval } from '../model/verdict.ts';

/** No phase lasts longer than a day. A target that would need more is reported as not settled by a longer phase. */
const MOST_SECONDS = 86_400;

/**
 * How many more seconds of the same load it would take until the interval lies wholly on one side of `bound`, if the figure stays the same:
 * the interval shrinks with the square root of the seconds. 0 if it does already; null if the figure is the bound itself, if the
 * end towards the bound is open, or if it would take over a day.
 */
export function secondsToSettle(of: {
  actual: number;
  interval: Interval;
  bound: number;
  seconds: number;
}): number | null {
  const { actual, interval, bound, seconds } = of;
  const end = bound > actual ? interval.high : interval.low;
  if (end === null || bound === actual) return null;
  const needed = seconds * ((end - actual) / (bound - actual)) ** 2;
  const more = Math.max(0, Math.ceil(needed - seconds));
  return more > MOST_SECONDS ? null : more;
}
