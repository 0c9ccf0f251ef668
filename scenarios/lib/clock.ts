import exec from 'k6/execution';

let info: typeof exec.scenario | null = null;

/** k6 makes this object anew for everyone who asks; one for each VU is enough, for it looks everything up when asked. */
export function scenario(): typeof exec.scenario {
  info ??= exec.scenario;
  return info;
}

/**
 * Milliseconds since the schedule began in this process, on the monotonic clock by which k6 schedules arrivals; stands still
 * at the planned end. `Date.now()` has whole milliseconds only, and k6 has no `performance.now()`; see
 * docs/adr/0051.
 */
export function elapsedMs(): number {
  return scenario().progress * Number(__ENV.SCHEDULE_DURATION_MS); // a VU may serve one schedule after the other
}
