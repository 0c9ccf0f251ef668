import { sleep } from 'k6';
import { elapsedMs, scenario } from './clock.ts';
import { thinkTime } from './think-time.ts';

const ARRIVAL_INTERVAL_MS = 1000 / Number(__ENV.ARRIVAL_RATE_PER_SEC);
const THINK_TIME_MS = Number(__ENV.THINK_TIME_MS);

/**
 * When arrival n of the open model is due, on `elapsedMs`: at n intervals after the start, whichever VU and process carries it
 * out. n is `scenario().iterationInTest`. k6 does not count dropped arrivals, so this holds only while there are none.
 */
export function arrivalDueMs(n: number): number {
  return n * ARRIVAL_INTERVAL_MS;
}

/**
 * Lets a user of the closed model think. Returns when the next request is due, on `elapsedMs`, or null when the load is
 * over by then. `draw` is from [0, 1).
 */
export function think(lastEndedMs: number, draw: number): number | null {
  const dueMs = lastEndedMs + thinkTime(THINK_TIME_MS, draw);
  sleep((dueMs - elapsedMs()) / 1000);
  return scenario().progress < 1 ? dueMs : null;
}
